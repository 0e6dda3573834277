//! Commits that must be removed, and may not be.

use super::*;

#[test]
fn brokers_that_cannot_remove_commits_refuse_an_undo_before_any_write() {
    for code in [
        ErrorCode::UNSUPPORTED_FEATURE,
        ErrorCode::GROUP_AUTHORIZATION_FAILED,
    ] {
        let world = World::new();
        let id = world.changed(SEEK);
        let before = world.changes();
        world
            .cluster
            .at(Call::MayDeleteCommits)
            .fail_group("billing", code);
        let ended = world.run(&format!("undo {id} --yes"));
        is(&ended, ExitStatus::Refused, "cannot be removed");
        assert_eq!(world.changes(), before);
        // Nothing of it is in the journal, or it would be the last change.
        let last = world.run("undo --dry-run");
        assert!(
            last.out.contains(&format!("as before seek {id} of ")),
            "{}",
            last.out
        );
        // What needs no removal needs no leave for one.
        let part = world.run(&format!("undo {id} -t orders:0 --yes"));
        assert_eq!(part.status(), ExitStatus::Done, "{}", part.err);
        assert_eq!(world.offsets(), [150, 130]);
    }
}

#[test]
fn a_topic_whose_commits_may_not_be_removed_refuses_an_undo_before_any_write() {
    let world = World::new();
    let id = world.changed(SEEK);
    let before = world.changes();
    let asked = world.cluster.at(Call::MayDeleteCommits);
    asked.fail_topic("orders", ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    let ended = world.run(&format!("undo {id} --yes"));
    is(&ended, ExitStatus::Refused, "orders");
    assert_eq!(world.changes(), before);
}

#[test]
fn not_to_be_told_whether_commits_may_be_removed_is_a_failure_before_any_write() {
    let world = World::new();
    let id = world.changed(SEEK);
    let before = world.changes();
    world
        .cluster
        .at(Call::MayDeleteCommits)
        .fail(ErrorCode::TRANSPORT);
    let ended = world.run(&format!("undo {id} --yes"));
    assert_eq!(ended.status(), ExitStatus::Failed, "{}", ended.err);
    assert_eq!(world.changes(), before);
}
