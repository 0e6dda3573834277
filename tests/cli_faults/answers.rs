//! A commit whose answer comes late or never.

use super::stage::{AFTER, BEFORE, MOVE, Stage};
use crate::support::proxy::{Api, Fault, Which};

#[test]
fn a_commit_whose_answer_is_lost_each_time_is_applied_if_it_is_read_back() {
    let stage = Stage::with_billing();
    let lost = stage
        .proxy
        .at(Which::Every, Api::OffsetCommit, Fault::CutAfter);
    stage
        .koffset(MOVE)
        .exits(0)
        .prints("moved 2 of 2 partitions, read back and equal\n");
    assert!(lost.happened() > 0);
    stage.stands_at(&AFTER);
}

#[test]
fn a_commit_that_is_answered_too_late_is_applied_if_it_is_read_back() {
    let stage = Stage::with_billing();
    let held = stage
        .proxy
        .at(Which::Every, Api::OffsetCommit, Fault::HoldAnswer);
    stage
        .koffset(MOVE)
        .exits(0)
        .prints("moved 2 of 2 partitions, read back and equal\n");
    assert_eq!(held.happened(), 1);
    stage.stands_at(&AFTER);
}

#[test]
fn a_commit_that_is_still_under_way_is_not_known_and_may_be_done_afterwards() {
    let stage = Stage::with_billing();
    let held = stage
        .proxy
        .at(Which::Every, Api::OffsetCommit, Fault::HoldRequest);
    stage
        .koffset(MOVE)
        .exits(5)
        .prints("? billing orders 0 4 7 4 no answer within 3s")
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n")
        .says("error: what became of the change is not known, and a broker may still carry it out")
        .says("hint: the same command with --dry-run shows where the groups stand now")
        .never_says("nothing was changed");
    stage.stands_at(&BEFORE);
    held.release();
    stage.await_stands_at(&AFTER);
}

#[test]
fn a_document_tells_that_the_outcome_is_not_known() {
    let stage = Stage::with_billing();
    stage
        .proxy
        .at(Which::Every, Api::OffsetCommit, Fault::HoldRequest);
    let outcome = stage
        .koffset(&format!("{MOVE} --format json"))
        .exits(5)
        .json();
    assert_eq!(outcome["result"], "unknown");
    let row = &outcome["groups"][0]["partitions"][0];
    assert_eq!(row["status"], "unknown");
    assert_eq!(row["read_back"]["offset"], 4);
    assert_eq!(row["requested"]["offset"], 7);
}

#[test]
fn a_commit_that_was_answered_but_cannot_be_read_back_is_not_known() {
    let stage = Stage::with_billing();
    // The preview's and the recheck's are the first two.
    let held = stage
        .proxy
        .at(Which::Nth(3), Api::OffsetFetch, Fault::HoldRequest);
    stage
        .koffset(MOVE)
        .exits(5)
        .prints("? billing orders 0 4 7 ? the broker took it, and reading it back failed:")
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n");
    assert_eq!(held.happened(), 1);
    stage.stands_at(&AFTER);
}

#[test]
fn the_deadline_of_the_command_ends_it_while_a_commit_is_under_way() {
    let stage = Stage::with_billing();
    let held = stage
        .proxy
        .at(Which::Every, Api::OffsetCommit, Fault::HoldRequest);
    stage
        .koffset(&format!("{MOVE} --deadline 3s"))
        .exits(5)
        .prints("? billing orders 0 4 7 ? ")
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n");
    held.release();
    stage.await_stands_at(&AFTER);
}
