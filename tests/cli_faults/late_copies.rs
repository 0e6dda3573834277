//! A copy of a commit that reaches the broker when another copy was applied already.

use super::patient;
use super::stage::{AFTER, BEFORE, MOVE, Stage};
use super::written::only_change;
use crate::support::proxy::{Fault, OFFSET_COMMIT};

const MARKED: &str =
    "~ billing orders 0 4 7 7 an earlier copy of the request may still be on its way\n";

#[test]
fn a_copy_that_may_come_late_is_told_and_an_undo_warns_of_it_before_it_comes() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::CutAndHold]);
    stage
        .koffset(&patient(MOVE))
        .exits(0)
        .prints(MARKED)
        .prints("moved 2 of 2 partitions, read back and equal\n")
        .says("warning: the change was sent more than once, and an earlier copy may still be on its way");
    stage.stands_at(&AFTER);
    let change = only_change(&stage.name("billing"));
    change.holds("applied", &[(Some(4), "applied"); 2]);
    let warning = format!("warning: an earlier copy of change {}, sent at ", change.id);
    stage
        .koffset(&format!("undo {} --yes", change.id))
        .exits(0)
        .says(&warning)
        .says(" may still be on its way and undo this undo");
    stage.stands_at(&BEFORE);
    stage.proxy().release();
    stage.await_stands_at(&AFTER);
}

#[test]
fn the_document_of_an_outcome_tells_when_the_last_copy_was_sent_that_may_come_late() {
    let stage = Stage::with_billing();
    let json = format!("{} --format json", patient(MOVE));
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::CutAnswer]);
    let outcome = stage.koffset(&json).with_status(0).json();
    for row in outcome["groups"][0]["partitions"].as_array().unwrap() {
        assert!(row["late_copy_sent_at"].is_string(), "{row:#}");
    }
    stage.commit("billing", "orders", &[Some(4), Some(4)]);
    let outcome = stage.koffset(&json).with_status(0).json();
    for row in outcome["groups"][0]["partitions"].as_array().unwrap() {
        assert_eq!(row.get("late_copy_sent_at"), None);
    }
}
