//! A commit that a broker carries out when koffset has ended.

use super::hasty;
use super::stage::{AFTER, BEFORE, MOVE, Stage};
use super::written::only_change;
use crate::support::proxy::{Fault, OFFSET_COMMIT};

#[test]
fn a_commit_that_is_still_under_way_is_not_known_and_may_be_done_afterwards() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    stage
        .koffset(&hasty(MOVE))
        .exits(5)
        .prints("? billing orders 0 4 7 4 no answer within ")
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n")
        .says("error: what became of the change is not known, and a broker may still carry it out")
        .says("--dry-run shows where the groups stand now\n")
        .never_says("nothing was changed");
    stage.stands_at(&BEFORE);
    let change = only_change(&stage.name("billing"));
    change.holds("unknown", &[(Some(4), "unknown"); 2]);
    stage.proxy().release();
    stage.await_stands_at(&AFTER);
}

#[test]
fn the_deadline_of_the_command_ends_it_while_a_commit_is_under_way() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    stage
        .koffset(&format!("{MOVE} --deadline 2s"))
        .exits(5)
        .prints("? billing orders 0 4 7 ? ")
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n");
    stage.stands_at(&BEFORE);
    let change = only_change(&stage.name("billing"));
    change.holds("unknown", &[(Some(4), "unknown"); 2]);
    stage.proxy().release();
    stage.await_stands_at(&AFTER);
}
