//! Changes that did not end as they were meant to.

use super::*;

#[test]
fn a_change_of_unknown_end_is_taken_back_as_far_as_it_was_carried_out() {
    for (written, row) in [
        (Written::AtOnce, "120 150"),
        (Written::Never, "stands where it stood before: left alone"),
    ] {
        let world = World::new();
        let answers = world.cluster.at(Call::Commit);
        answers.lose_answer(ErrorCode::TRANSPORT, written);
        // After those of the preview and of the recheck, that of the read-back.
        let read_back = world.cluster.at(Call::Commits).nth(3);
        read_back.fail(ErrorCode::TRANSPORT);
        let unknown = world.run("seek billing orders:0=120 --yes");
        assert_eq!(
            unknown.status(),
            ExitStatus::PartialOrUnknown,
            "{}",
            unknown.err
        );
        let undo = world.run("undo --dry-run");
        assert_eq!(undo.status(), ExitStatus::Done, "{}", undo.err);
        let squeezed: Vec<&str> = undo.out.split_whitespace().collect();
        assert!(squeezed.join(" ").contains(row), "{}", undo.out);
    }
}

#[test]
fn a_plan_of_unknown_end_is_not_begun_again() {
    let world = World::new();
    world.run("seek billing orders:0=120 --save-plan FOLDER/plan.json");
    let answers = world.cluster.at(Call::Commit);
    answers.lose_answer(ErrorCode::TRANSPORT, Written::Never);
    let unknown = world.run("apply FOLDER/plan.json --yes");
    assert_eq!(
        unknown.status(),
        ExitStatus::PartialOrUnknown,
        "{}",
        unknown.err
    );
    let before = world.changes();
    let again = world.run("apply FOLDER/plan.json --yes");
    is(&again, ExitStatus::Refused, " was begun already: at ");
    is(
        &again,
        ExitStatus::Refused,
        ", of which the journal says unknown",
    );
    assert_eq!(world.changes(), before);
}

#[test]
fn a_change_that_the_cluster_took_nothing_of_is_not_the_last_one() {
    let world = World::new();
    let id = world.changed(SEEK);
    let refused = world.cluster.at(Call::Commit).times(1);
    refused.fail(ErrorCode::GROUP_AUTHORIZATION_FAILED);
    let failed = world.run("seek billing orders:0=110 --yes");
    assert_eq!(failed.status(), ExitStatus::Failed, "{}", failed.err);
    let last = world.run("undo --dry-run");
    assert!(last.out.contains(&id), "{}", last.out);
}

#[test]
fn what_the_cluster_did_not_take_is_no_part_of_what_is_taken_back() {
    let world = World::new();
    world.cluster.commit_offset("billing", "orders", 1, 160);
    let refused = world.cluster.at(Call::Commit).times(1);
    refused.fail_partition("orders", 1, ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    let partial = world.run("seek billing orders:0=120 orders:1=130 --yes");
    is(&partial, ExitStatus::PartialOrUnknown, "the whole change");
    // The group's own doing, which the change never replaced.
    world.cluster.commit_offset("billing", "orders", 1, 170);
    let undo = world.run("undo --discard-progress --save-plan FOLDER/undo.json");
    assert_eq!(undo.status(), ExitStatus::Done, "{}", undo.err);
    world.run("apply FOLDER/undo.json --yes");
    assert_eq!(world.offsets(), [150, 170]);
    let named = world.run("undo -t orders:1 --dry-run");
    is(&named, ExitStatus::Refused, "wrote nothing in orders:1");
}

#[test]
fn a_change_that_the_cluster_took_nothing_of_has_nothing_to_take_back() {
    let world = World::new();
    let refused = world.cluster.at(Call::Commit).times(1);
    refused.fail(ErrorCode::GROUP_AUTHORIZATION_FAILED);
    let failed = world.run("seek billing orders:0=110 --yes --format json");
    let outcome: Value = serde_json::from_str(&failed.out).unwrap();
    let id = outcome["journal_id"].as_str().unwrap();
    world.cluster.commit_offset("billing", "orders", 0, 170);
    let undo = world.run(&format!("undo {id} --yes --discard-progress"));
    is(
        &undo,
        ExitStatus::Refused,
        "replaced no commit, so there is none to bring back",
    );
    assert_eq!(world.offsets(), [170]);
}

#[test]
fn one_group_of_a_change_is_taken_back_alone() {
    let world = World::new();
    let id = world.changed(SEEK);
    let ended = world.run(&format!("undo {id} --group shipping"));
    is(
        &ended,
        ExitStatus::Refused,
        "wrote nothing of group shipping",
    );
    let ended = world.run(&format!("undo {id} -g billing --yes"));
    is(&ended, ExitStatus::Done, "as before seek");
}

#[test]
fn a_part_of_an_id_is_not_enough_where_nobody_is_asked() {
    let world = World::new();
    let id = world.changed(SEEK);
    let ended = world.run(&format!("undo {} --yes", &id[..8]));
    is(&ended, ExitStatus::Usage, &format!("write {id}"));
    let ended = world.run(&format!("undo {} --dry-run", &id[..8]));
    is(&ended, ExitStatus::Done, "");
}

#[test]
fn the_last_change_is_not_guessed_where_the_journal_cannot_be_read_in_full() {
    let world = World::new();
    let id = world.changed(SEEK);
    let folder = world.folder.path().join("journal");
    std::fs::write(folder.join("20991231T000000Z-0000.9.json"), "{").unwrap();
    let ended = world.run("undo --dry-run");
    is(
        &ended,
        ExitStatus::Refused,
        "which change was the last is not known",
    );
    let ended = world.run(&format!("undo {id} --dry-run"));
    is(&ended, ExitStatus::Done, "");
}
