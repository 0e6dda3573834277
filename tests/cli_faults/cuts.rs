//! A connection that is cut around a commit, and what is sent again over the next.

use serde_json::json;

use super::stage::{AFTER, BEFORE, MOVE, Stage};
use crate::support::member::Member;
use crate::support::proxy::{Api, Fault, Which};

#[test]
fn a_commit_whose_connection_is_cut_is_sent_again() {
    for fault in [Fault::CutBefore, Fault::CutAfter] {
        let stage = Stage::with_billing();
        let cut = stage.proxy.at(Which::Nth(1), Api::OffsetCommit, fault);
        stage
            .koffset(MOVE)
            .exits(0)
            .prints("moved 2 of 2 partitions, read back and equal\n");
        assert_eq!(cut.happened(), 1);
        assert_eq!(stage.proxy.count(Api::OffsetCommit), 2, "{fault:?}");
        stage.stands_at(&AFTER);
    }
}

#[test]
fn a_commit_that_never_reached_a_broker_is_never_called_applied() {
    let stage = Stage::with_billing();
    stage
        .proxy
        .at(Which::Every, Api::OffsetCommit, Fault::CutBefore);
    stage
        .koffset(MOVE)
        .exits(5)
        .prints("? billing orders 0 4 7 4 the connection to the broker was lost\n")
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n");
    stage.stands_at(&BEFORE);
}

/// A commit that was cut, and sent again when a member had joined, so that the broker refused it.
fn refused_after(cut: Fault) -> Stage {
    let stage = Stage::with_billing();
    stage.proxy.at(Which::Nth(1), Api::OffsetCommit, cut);
    let again = stage
        .proxy
        .at(Which::Nth(2), Api::OffsetCommit, Fault::HoldRequest);
    let koffset = stage.start(MOVE);
    again.await_happened();
    let member = Member::joins(&stage, "billing", "orders", json!({}));
    again.release();
    let run = stage.ended(koffset);
    drop(member);
    match cut {
        Fault::CutAfter => run.exits(0).prints("moved 2 of 2 partitions,"),
        _ => run
            .exits(5)
            .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n"),
    };
    stage
}

#[test]
fn a_refusal_of_the_second_try_leaves_a_first_one_without_effect_not_known() {
    refused_after(Fault::CutBefore).stands_at(&BEFORE);
}

#[test]
fn a_refusal_of_the_second_try_does_not_deny_what_the_first_one_wrote() {
    refused_after(Fault::CutAfter).stands_at(&AFTER);
}

/// A group that has moved one partition and committed another since it was saved; to restore it exactly
/// takes a commit and a removal.
fn saved() -> Stage {
    let stage = Stage::new();
    stage.orders(&[10, 10], &[Some(7)]);
    stage
        .koffset("snapshot {}billing --output before.json")
        .exits(0);
    stage.commit("billing", "orders", &[Some(4), Some(4)]);
    stage
}

const RESTORE: &str = "reset --to-snapshot before.json --exact --yes --timeout 3s";

#[test]
fn a_removal_whose_answer_is_lost_is_applied_if_it_is_read_back() {
    let stage = saved();
    let lost = stage
        .proxy
        .at(Which::Every, Api::OffsetDelete, Fault::CutAfter);
    stage
        .koffset(RESTORE)
        .exits(0)
        .prints("moved 2 of 2 partitions, read back and equal\n");
    assert!(lost.happened() > 0);
    stage.stands_at(&[(0, 7)]);
}

#[test]
fn a_removal_that_never_reached_a_broker_is_not_known_beside_a_commit_that_was_done() {
    let stage = saved();
    stage
        .proxy
        .at(Which::Every, Api::OffsetDelete, Fault::CutBefore);
    stage
        .koffset(RESTORE)
        .exits(5)
        .prints("? billing orders 1 4 - 4 the connection to the broker was lost\n")
        .prints("moved 1 of 2 partitions, 0 not moved, 1 not known\n");
    stage.stands_at(&[(0, 7), (1, 4)]);
}

#[test]
fn no_removal_is_sent_behind_a_commit_that_is_not_known() {
    let stage = saved();
    stage
        .proxy
        .at(Which::Every, Api::OffsetCommit, Fault::CutBefore);
    stage
        .koffset(RESTORE)
        .exits(5)
        .prints("! billing orders 1 4 - 4 not sent")
        .prints("moved 0 of 2 partitions, 1 not moved, 1 not known\n");
    assert_eq!(stage.proxy.count(Api::OffsetDelete), 0);
    stage.stands_at(&BEFORE);
}
