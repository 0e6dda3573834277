use super::*;

#[test]
fn filters_leave_only_what_they_name() {
    let world = World::new();
    world.cluster.create_topic("clicks", 1);
    world.cluster.commit_offset("billing", "clicks", 0, 1);
    world.save("before.json", "billing");
    world.cluster.commit_offset("billing", "clicks", 0, 2);
    let status = |words: &str| world.diff(&format!("before.json live {words}")).status();
    assert_eq!(status(""), ExitStatus::Findings);
    assert_eq!(status("-t orders"), ExitStatus::Done);
    assert_eq!(status("-t orders:0-2"), ExitStatus::Done);
    assert_eq!(status("--topics-matching cli.*"), ExitStatus::Findings);
    assert_eq!(status("-t orders:0 -t clicks"), ExitStatus::Findings);
}

#[test]
fn a_filter_that_names_nothing_there_does_not_make_sides_equal() {
    let world = World::new();
    world.save("before.json", "billing");
    let cases = [
        ("-t order", "topic order is on neither side"),
        ("-t orders:0,7", "orders:7 is on neither side"),
        (
            "--topics-matching ord",
            "a topic that matches ord is on neither side",
        ),
    ];
    for (words, says) in cases {
        let ended = world.diff(&format!("before.json live {words}"));
        refused(&ended, &format!("error: {says}\n"));
    }
    let hint = "  hint: there are billing\n";
    let live = world.diff("before.json live -g biling");
    refused(
        &live,
        &format!("error: the snapshot does not hold group biling\n{hint}"),
    );
    let files = world.diff("before.json before.json -g biling");
    refused(
        &files,
        &format!("error: neither snapshot holds group biling\n{hint}"),
    );
    let twice = world.diff("before.json live -g billing -g billing");
    assert_eq!(twice.status(), ExitStatus::Usage);
}

#[test]
fn a_group_filter_leaves_out_what_is_not_known_of_others() {
    let world = World::new();
    world.cluster.create_group("shipping", GroupType::Classic);
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    world
        .cluster
        .at(Call::Groups)
        .gap("broker 2 did not answer");
    world
        .cluster
        .at(Call::Commits)
        .times(1)
        .fail_group("shipping", code);
    world.save("before.json", "--all-groups");
    assert_eq!(world.diff("before.json live").status(), ExitStatus::Failed);
    let ended = world.diff("before.json live -g billing");
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    let both = world.diff("before.json before.json -g billing");
    assert_eq!(both.status(), ExitStatus::Done, "{}", both.err);
}

#[test]
fn a_topic_filter_leaves_out_what_is_not_known_of_other_partitions() {
    let world = World::new();
    world
        .cluster
        .commit_in_transaction("billing", "orders", 1, 170);
    world.save("before.json", "billing");
    world.cluster.end_group_transaction("billing", false);
    let status = |words: &str| world.diff(&format!("before.json live {words}")).status();
    assert_eq!(status(""), ExitStatus::Failed);
    assert_eq!(status("-t orders:1"), ExitStatus::Failed);
    assert_eq!(status("-t orders:0"), ExitStatus::Done);
}
