use super::*;
use crate::model::{CommittedOffset, Offset};

#[test]
fn a_group_that_has_not_moved_is_equal() {
    let world = World::new();
    world.save("before.json", "billing");
    let ended = world.diff("before.json live");
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(ended.err, "");
    assert_eq!(
        ended.out,
        "a  snapshot before.json of 2026-11-20 20:00:00.000 UTC (cluster fakeClusterId000000001)\n\
         b  the cluster now, 2026-11-20 20:00:00.000 UTC (cluster fakeClusterId000000001)\n\n\
         equal: the same commits in 2 partitions\n"
    );
}

#[test]
fn what_moved_has_a_row_and_what_did_not_is_counted() {
    let world = World::new();
    world.save("before.json", "billing");
    let noted = CommittedOffset {
        offset: Offset::new(1_150).unwrap(),
        leader_epoch: Some(4),
        metadata: Some("noted".to_owned()),
    };
    world.cluster.commit_value("billing", "orders", 0, noted);
    let ended = world.diff("before.json live");
    assert_eq!(ended.status(), ExitStatus::Findings, "{}", ended.err);
    let expected = [
        "group billing (classic, empty)",
        "TOPIC PARTITION A B DELTA WHAT",
        "orders 0 150 1,150 +1,000 offset, epoch - to 4, metadata - to \"noted\"",
        "different: 1 partition different, 1 the same",
    ];
    assert_eq!(findings(&ended), expected);
    let back = world.diff("live before.json");
    assert_eq!(
        findings(&back)[2],
        "orders 0 1,150 150 -1,000 offset, epoch 4 to -, metadata \"noted\" to -"
    );
}

#[test]
fn a_group_that_is_gone_is_a_difference_and_no_error() {
    let world = World::new();
    world.cluster.create_group("shipping", GroupType::Classic);
    world.save("before.json", "billing shipping");
    world.cluster.remove_group("billing");
    world.cluster.remove_group("shipping");
    let ended = world.diff("before.json live");
    assert_eq!(ended.status(), ExitStatus::Findings, "{}", ended.err);
    let expected = [
        "group billing (classic, empty) only in a",
        "group shipping (classic, empty) only in a",
        "GROUP TOPIC PARTITION A B DELTA WHAT",
        "billing orders 0 150 - - only in a",
        "billing orders 1 160 - - only in a",
        "different: 2 groups only in a, 2 partitions different, 0 the same",
    ];
    assert_eq!(findings(&ended), expected);
    let csv = world.diff("before.json live --format csv");
    assert_eq!(csv.out.lines().count(), 3);
    assert!(
        csv.err.contains("group shipping is only in a"),
        "{}",
        csv.err
    );
}

#[test]
fn whether_a_dead_group_is_gone_is_not_known_where_the_listing_has_a_gap() {
    let world = World::new();
    world.cluster.create_group("shipping", GroupType::Classic);
    world.save("before.json", "shipping");
    world.cluster.remove_group("shipping");
    world
        .cluster
        .at(Call::Groups)
        .gap("broker 2 did not answer");
    let ended = world.diff("before.json live");
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert_eq!(ended.err, "warning: b: broker 2 did not answer\n");
}

#[test]
fn a_pending_commit_is_unknown_even_where_nothing_else_is_committed() {
    let world = World::new();
    world.save("before.json", "billing");
    world.cluster.expire_commit("billing", "orders", 0);
    world.cluster.expire_commit("billing", "orders", 1);
    world
        .cluster
        .commit_in_transaction("billing", "orders", 1, 170);
    let ended = world.diff("before.json live");
    assert_eq!(ended.status(), ExitStatus::Failed);
    let expected = [
        "orders 0 150 - - only in a",
        "orders 1 160 ? - b: a commit is pending in a transaction",
        "not known, since something could not be read: 1 partition different, 1 unreadable, 0 the same",
    ];
    assert_eq!(findings(&ended)[2..], expected);
}

#[test]
fn a_commit_that_is_pending_in_one_of_two_groups_is_unknown() {
    let world = World::new();
    world.cluster.create_group("green", GroupType::Classic);
    world
        .cluster
        .commit_in_transaction("green", "orders", 0, 150);
    let ended = world.diff("billing green");
    assert_eq!(ended.status(), ExitStatus::Failed, "{}", ended.out);
    assert_eq!(
        findings(&ended)[2],
        "orders 0 150 ? - b: a commit is pending in a transaction"
    );
}

#[test]
fn a_group_whose_commits_cannot_be_read_is_unknown() {
    let world = World::new();
    world.save("before.json", "billing");
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    world.cluster.at(Call::Commits).fail_group("billing", code);
    let ended = world.diff("before.json live");
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert_eq!(
        ended.err,
        "warning: b: group billing: the fake cluster answered error 30\n"
    );
    let json: serde_json::Value =
        serde_json::from_str(&world.diff("before.json live --format json").out).unwrap();
    assert_eq!(json["result"], "unknown");
    assert_eq!(json["incomplete"].as_array().unwrap().len(), 1);
}

#[test]
fn a_snapshot_of_another_cluster_is_refused_before_any_group_is_looked_for() {
    let world = World::new();
    world.save("before.json", "billing");
    world.cluster.set_cluster_id(Some("elsewhere"));
    let says =
        "error: the snapshot is of cluster fakeClusterId000000001, and this is cluster elsewhere\n";
    for words in ["before.json live", "absent before.json"] {
        refused(&world.diff(words), says);
    }
    world.save("after.json", "billing");
    let both = world.diff("before.json after.json");
    assert_eq!(both.status(), ExitStatus::Done);
    assert_eq!(
        both.err,
        "warning: a is of cluster fakeClusterId000000001 and b of cluster elsewhere: topic ids are not compared\n"
    );
}

#[test]
fn a_group_is_compared_with_the_one_of_its_name_or_the_only_one_of_a_snapshot() {
    let world = World::new();
    world.cluster.create_group("green", GroupType::Classic);
    world.cluster.commit_offset("green", "orders", 0, 151);
    world.save("one.json", "billing");
    world.save("two.json", "billing green");
    assert_eq!(world.diff("one.json billing").status(), ExitStatus::Done);
    assert_eq!(world.diff("two.json green").status(), ExitStatus::Done);
    let other = world.diff("one.json green");
    assert_eq!(
        findings(&other)[0],
        "group billing (classic, empty) in a, green (classic, empty) in b"
    );
    let chosen = world.diff("two.json green -g billing");
    assert!(
        chosen
            .out
            .starts_with("a  group billing in snapshot two.json of "),
        "{}",
        chosen.out
    );
    assert_eq!(findings(&chosen)[2], "orders 0 150 151 +1 offset");
    world.cluster.create_group("red", GroupType::Classic);
    refused(
        &world.diff("two.json red"),
        "error: the snapshot does not hold group red\n  hint: there are billing, green\n  \
         hint: write --group NAME to say which of them is meant\n",
    );
    assert_eq!(
        world.diff("two.json red -g billing -g green").status(),
        ExitStatus::Usage
    );
}

#[test]
fn a_group_that_the_cluster_does_not_know_is_refused() {
    let world = World::new();
    world.save("before.json", "billing");
    let says = "error: group biling is not known to this cluster\n  hint: did you mean billing?\n";
    refused(&world.diff("biling before.json"), says);
    refused(&world.diff("billing biling"), says);
}

#[test]
fn a_snapshot_without_groups_is_equal_to_a_cluster() {
    let world = World::new();
    world.save("before.json", "billing");
    world.edit("before.json", |snapshot| snapshot.groups.clear());
    let ended = world.diff("before.json live");
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(
        findings(&ended),
        ["equal: the same commits in 0 partitions"]
    );
}

#[test]
fn no_log_is_looked_at() {
    let world = World::new();
    world.save("before.json", "billing");
    let before = world.cluster.sizes(Call::ListOffsets).len();
    world.diff("before.json live");
    assert_eq!(world.cluster.sizes(Call::ListOffsets).len(), before);
}
