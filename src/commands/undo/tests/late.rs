//! Copies of a change that may still be on their way when it is taken back.

use super::*;

const MOVE: &str = "seek billing orders:0=120 --journal-dir FOLDER/journal";
const WARNING: &str = "an earlier copy of change ";

/// Makes a change of which a copy was lost, and takes it back so many seconds later.
fn undone_after(seconds: u32) -> Captured {
    let world = World::new();
    let first = world.cluster.at(Call::Commit).nth(1);
    first.lose_answer(ErrorCode::TRANSPORT, Written::Never);
    let id = world.changed(MOVE);
    world.runs.set(world.runs.get() + seconds);
    let ended = world.run(&format!("undo {id} --yes"));
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(world.offsets(), [150]);
    ended
}

#[test]
fn an_undo_warns_for_five_minutes_of_a_copy_that_may_undo_it() {
    let ended = undone_after(200);
    assert!(ended.err.contains(WARNING), "{}", ended.err);
    let ended = undone_after(400);
    assert!(!ended.err.contains(WARNING), "{}", ended.err);
}

#[test]
fn an_undo_of_what_was_sent_once_warns_of_nothing() {
    let world = World::new();
    let id = world.changed(MOVE);
    let ended = world.run(&format!("undo {id} --yes"));
    assert!(!ended.err.contains(WARNING), "{}", ended.err);
}
