//! What is sent behind a request that was lost.

use super::{hasty, patient};
use serde_json::json;

use super::saved::{RESTORE, saved};
use super::stage::{AFTER, BEFORE, MOVE, PROBES, Stage};
use crate::support::koffset::Run;
use crate::support::member::Member;
use crate::support::proxy::{Fault, OFFSET_COMMIT, OFFSET_DELETE};

/// A commit that is lost, and sent again when a member has joined, so that the broker refuses it.
fn refused_after(lost: Fault) -> (Stage, Run) {
    let stage = Stage::with_billing();
    stage.proxy().spoil(OFFSET_COMMIT, &[lost, Fault::Hold]);
    let koffset = stage.start(&patient(MOVE));
    stage.proxy().await_met(OFFSET_COMMIT, 2);
    let member = Member::joins(&stage, "billing", "orders", json!({}));
    stage.proxy().release();
    let run = stage.ended(koffset);
    drop(member);
    (stage, run)
}

#[test]
fn a_refusal_of_the_second_try_leaves_a_first_one_without_effect_not_known() {
    let (stage, run) = refused_after(Fault::CutBefore);
    run.exits(5)
        .prints("the connection to the broker was lost; sent again: a member has joined the group")
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n");
    stage.stands_at(&BEFORE);
}

#[test]
fn a_refusal_of_the_second_try_does_not_deny_what_the_first_one_wrote() {
    let (stage, run) = refused_after(Fault::CutAnswer);
    run.exits(0)
        .prints("moved 2 of 2 partitions, read back and equal\n");
    stage.stands_at(&AFTER);
}

#[test]
fn a_removal_that_never_reached_a_broker_is_not_known_beside_a_commit_that_was_done_since_kafka_2_4()
 {
    let stage = saved();
    stage
        .proxy()
        .spoil_after(OFFSET_DELETE, PROBES, Fault::CutBefore);
    stage
        .koffset(&hasty(RESTORE))
        .exits(5)
        .prints("? billing orders 1 4 - 4 the connection to the broker was lost\n")
        .prints("moved 1 and deleted 0 of 2 commits, 0 not changed, 1 not known\n");
    stage.stands_at(&[(0, 7), (1, 4)]);
}

#[test]
fn no_removal_is_sent_behind_a_commit_that_is_not_known_since_kafka_2_4() {
    let stage = saved();
    stage.proxy().spoil_all(OFFSET_COMMIT, Fault::CutBefore);
    stage
        .koffset(&hasty(RESTORE))
        .exits(5)
        .prints("! billing orders 1 4 - 4 not sent")
        .prints("moved 0 and deleted 0 of 2 commits, 1 not changed, 1 not known\n");
    assert_eq!(stage.proxy().count(OFFSET_DELETE), PROBES);
    stage.stands_at(&BEFORE);
}
