//! A koffset that is killed after the journal and before the outcome: what it leaves is enough to go back.

use super::removed::DELETE;
use super::saved::{RESTORE, SAVED, saved};
use super::stage::{AFTER, BEFORE, MOVE, Stage, behind_probes};
use super::written::{changes, only_change};
use crate::support::koffset::Run;
use crate::support::process::Running;
use crate::support::proxy::{DELETE_GROUPS, Fault, OFFSET_COMMIT, OFFSET_DELETE};
use rustix::process::Signal;

/// Kills koffset once so many of its requests have met their faults.
fn killed(stage: &Stage, koffset: Running, api: i16) {
    stage.proxy().await_met(api, 1);
    koffset.signal(Signal::KILL);
    assert_eq!(koffset.ended().status, -1);
    stage.proxy().behave();
}

/// The group's only change is listed as interrupted, and taken back under the lock that it held.
fn taken_back(stage: &Stage) -> Run {
    let change = only_change(&stage.name("billing"));
    change.is_interrupted(&[Some(4), Some(4)]);
    Run::of(["journal", "show", &change.id])
        .exits(0)
        .prints("result   interrupted, or not yet ended: there is no outcome\n")
        .prints("Nothing says what became of it: 2 partitions may stand as before or as planned")
        .prints(&format!("koffset undo {}", change.id));
    let undone = stage.koffset(&format!("undo {} --yes", change.id));
    undone.exits(0);
    stage.stands_at(&BEFORE);
    undone
}

#[test]
fn a_commit_that_was_done_when_koffset_was_killed_is_taken_back() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::HoldAnswer]);
    let koffset = stage.start(MOVE);
    killed(&stage, koffset, OFFSET_COMMIT);
    stage.stands_at(&AFTER);
    taken_back(&stage).prints("moved 2 of 2 partitions, read back and equal\n");
    let [moved, undo] = changes(&stage.name("billing")).try_into().ok().unwrap();
    moved.is_interrupted(&[Some(4), Some(4)]);
    undo.holds("applied", &[(Some(7), "applied"); 2]);
    Run::of(["journal", "list"]).prints(&format!("undone by {}", undo.id));
}

#[test]
fn a_change_is_listed_as_running_until_its_koffset_is_killed() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::HoldAnswer]);
    let koffset = stage.start(MOVE);
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    let list = Run::of(["journal", "list", "--format", "json"]).json();
    let running = &list["entries"][0];
    assert_eq!(running["result"], "running");
    let prune = "journal prune --older-than 1ms --interrupted --yes";
    Run::of(prune.split(' '))
        .exits(0)
        .says("nothing is old enough to be deleted");
    Run::of(["journal", "show", running["id"].as_str().unwrap()])
        .exits(0)
        .prints("result   running: process ");
    killed(&stage, koffset, OFFSET_COMMIT);
    Run::of(["journal", "list"]).prints(" interrupted");
    Run::of(prune.split(' '))
        .exits(0)
        .says("1 change from before");
    Run::of(["journal", "list"]).prints_nothing();
}

#[test]
fn a_commit_that_was_never_done_when_koffset_was_killed_leaves_nothing_to_take_back() {
    let stage = Stage::with_billing();
    stage.proxy().spoil_all(OFFSET_COMMIT, Fault::CutBefore);
    let koffset = stage.start(MOVE);
    killed(&stage, koffset, OFFSET_COMMIT);
    stage.stands_at(&BEFORE);
    taken_back(&stage).prints("nothing to do");
    stage.koffset(MOVE).exits(0);
    stage.stands_at(&AFTER);
}

#[test]
fn a_koffset_that_is_killed_between_commit_and_removal_is_taken_back_by_halves_since_kafka_2_4() {
    let stage = saved();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::HoldAnswer]);
    let koffset = stage.start(RESTORE);
    killed(&stage, koffset, OFFSET_COMMIT);
    stage.stands_at(&[(0, 7), (1, 4)]);
    taken_back(&stage).prints("moved 1 of 1 partition, read back and equal\n");
}

#[test]
fn a_commit_that_was_removed_when_koffset_was_killed_comes_back_since_kafka_2_4() {
    let stage = saved();
    let removal = behind_probes(Fault::HoldAnswer);
    stage.proxy().spoil(OFFSET_DELETE, &removal);
    let koffset = stage.start(RESTORE);
    killed(&stage, koffset, OFFSET_DELETE);
    stage.stands_at(&SAVED);
    taken_back(&stage).prints("moved 2 of 2 partitions, read back and equal\n");
}

#[test]
fn a_group_that_was_deleted_when_koffset_was_killed_comes_back() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(DELETE_GROUPS, &[Fault::HoldAnswer]);
    let koffset = stage.start(DELETE);
    killed(&stage, koffset, DELETE_GROUPS);
    assert!(!stage.knows_group("billing"));
    taken_back(&stage).prints("moved 2 of 2 partitions, read back and equal\n");
}

#[test]
fn a_group_that_was_not_deleted_when_koffset_was_killed_is_left_alone() {
    let stage = Stage::with_billing();
    stage.proxy().spoil_all(DELETE_GROUPS, Fault::CutBefore);
    let koffset = stage.start(DELETE);
    killed(&stage, koffset, DELETE_GROUPS);
    taken_back(&stage).prints("nothing to do\n");
}
