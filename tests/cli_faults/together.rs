//! Two koffsets at once.

use super::patient;
use super::stage::{AFTER, BEFORE, MOVE, Stage};
use super::written::{changes, only_change};
use crate::support::koffset::Run;
use crate::support::proxy::{Fault, OFFSET_COMMIT};

#[test]
fn a_group_that_one_koffset_is_changing_is_refused_to_another_and_free_when_it_has_ended() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let first = stage.start(&patient(MOVE));
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    let rewind = MOVE.replace("--to-offset 7", "--to-earliest");
    stage
        .koffset(&rewind)
        .exits(3)
        .prints_nothing()
        .says("error: another koffset is changing group billing (process ")
        .says("hint: wait until it has ended, then run this again\nnothing was changed\n");
    stage.stands_at(&BEFORE);
    only_change(&stage.name("billing")).is_interrupted(&[Some(4), Some(4)]);
    stage.proxy().release();
    stage.ended(first).exits(0);
    stage.stands_at(&AFTER);
    only_change(&stage.name("billing")).holds("applied", &[(Some(4), "applied"); 2]);
    stage.koffset(&rewind).exits(0);
    stage.stands_at(&[(0, 0), (1, 0)]);
    let [_, second] = changes(&stage.name("billing")).try_into().ok().unwrap();
    second.holds("applied", &[(Some(7), "applied"); 2]);
}

#[test]
fn other_groups_are_changed_meanwhile() {
    let stage = Stage::with_billing();
    stage.commit("audit", "orders", &[Some(4), Some(4)]);
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let first = stage.start(&patient(MOVE));
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    stage.koffset(&MOVE.replace("billing", "audit")).exits(0);
    assert_eq!(stage.offsets("audit", "orders"), AFTER);
    only_change(&stage.name("audit")).holds("applied", &[(Some(4), "applied"); 2]);
    stage.stands_at(&BEFORE);
    stage.proxy().release();
    stage.ended(first).exits(0);
    stage.stands_at(&AFTER);
}

#[test]
fn a_change_that_is_under_way_is_not_taken_back() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::HoldAnswer]);
    let first = stage.start(&patient(MOVE));
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    let change = only_change(&stage.name("billing"));
    stage
        .koffset(&format!("undo {} --yes", change.id))
        .exits(3)
        .prints_nothing()
        .says("error: another koffset is changing group billing (process ");
    Run::of(["journal", "list"]).prints("running");
    stage.proxy().release();
    stage.ended(first).exits(0);
    stage.stands_at(&AFTER);
    only_change(&stage.name("billing")).holds("applied", &[(Some(4), "applied"); 2]);
}
