//! What happens in the world between the preview and the commit.

use super::{hasty, patient};
use serde_json::json;

use super::stage::{AFTER, BEFORE, MOVE, Stage};
use super::written::only_change;
use crate::support::koffset::Run;
use crate::support::member::{Member, await_state};
use crate::support::proxy::{Fault, LIST_OFFSETS, OFFSET_COMMIT};
use crate::support::version;

/// Runs koffset, and lets the world move once the last thing that the preview shows was read.
pub(super) fn moved_behind_the_preview<T>(
    stage: &Stage,
    line: &str,
    world: impl FnOnce() -> T,
) -> (Run, T) {
    // The log starts come first, and then both ends, of which the broker answers one after the other.
    let third = [Fault::Pass, Fault::Pass, Fault::HoldAnswer];
    stage.proxy().spoil(LIST_OFFSETS, &third);
    let koffset = stage.start(line);
    stage.proxy().await_met(LIST_OFFSETS, 1);
    let moved = world();
    stage.proxy().release();
    (stage.ended(koffset), moved)
}

fn is_refused(stage: &Stage, run: &Run, because: &str) {
    run.exits(3)
        .prints_nothing()
        .says("~ orders 0 0 4 7 +3 0 3 3\n")
        .says("error: something has moved since the preview:\n")
        .says(because)
        .says("hint: run this again to see the effect as it is now\nnothing was changed\n");
    stage.sent_nothing();
    let change = only_change(&stage.name("billing"));
    change.holds("unchanged", &[(Some(4), "failed"); 2]);
}

#[test]
fn a_member_that_joins_after_the_preview_is_named_and_keeps_the_change_from_being_sent() {
    for &protocol in version::consumer_protocols() {
        let stage = Stage::with_billing();
        let (run, member) = moved_behind_the_preview(&stage, MOVE, || {
            let member = Member::joins(&stage, "billing", "orders", json!({"protocol": protocol}));
            await_state(&stage, "billing", "stable");
            member
        });
        is_refused(&stage, &run, "(127.0.0.1) has joined group billing\n");
        drop(member);
        stage.stands_at(&BEFORE);
    }
}

#[test]
fn a_commit_that_moves_after_the_preview_is_told_with_both_offsets_and_not_overwritten() {
    let stage = Stage::with_billing();
    let (run, ()) = moved_behind_the_preview(&stage, MOVE, || {
        stage.commit("billing", "orders", &[None, Some(5)]);
    });
    let because = "orders:1 of group billing: the commit was 4 and is 5\n";
    is_refused(&stage, &run, because);
    stage.stands_at(&[(0, 4), (1, 5)]);
}

#[test]
fn a_topic_that_is_recreated_after_the_preview_is_another_one_since_kafka_2_8() {
    let stage = Stage::with_billing();
    let (run, ()) = moved_behind_the_preview(&stage, MOVE, || {
        stage.delete_topic("orders");
        // Or the broker forgets, with the commits of the deleted topic, those of the new one.
        stage.await_stands_at(&[]);
        stage.topic("orders", &[10, 10]);
        stage.commit("billing", "orders", &[Some(4), Some(4)]);
    });
    let because = "orders:0: the topic was recreated or deleted\n";
    is_refused(&stage, &run, because);
    stage.stands_at(&BEFORE);
}

#[test]
fn a_target_that_is_deleted_after_the_preview_is_stale() {
    let stage = Stage::with_billing();
    let (run, ()) = moved_behind_the_preview(&stage, MOVE, || {
        stage.delete_records("orders", 0, 8);
    });
    let because = "orders:0: the target 7 was deleted: the log starts at 8 now\n";
    is_refused(&stage, &run, because);
    stage.stands_at(&BEFORE);
}

#[test]
fn records_that_arrive_after_the_preview_do_not_make_it_stale() {
    let stage = Stage::with_billing();
    let (run, ()) = moved_behind_the_preview(&stage, MOVE, || {
        stage.produce("orders", 0, &[1_700_000_000_000]);
    });
    run.exits(0);
    stage.stands_at(&AFTER);
}

#[test]
fn a_topic_that_is_deleted_after_the_recheck_makes_the_broker_refuse_the_commit() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let koffset = stage.start(&patient(MOVE));
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    stage.delete_topic("orders");
    stage.proxy().release();
    stage
        .ended(koffset)
        .exits(1)
        .prints("moved none of 2 partitions\n")
        .says("error: the cluster took no part of the change")
        .says("nothing was changed");
    // The broker forgets the commits of a deleted topic in its own time.
    stage.await_stands_at(&[]);
    let change = only_change(&stage.name("billing"));
    change.holds("unchanged", &[(Some(4), "failed"); 2]);
}

#[test]
fn of_two_topics_one_may_be_deleted_after_the_recheck_and_the_other_is_moved_and_taken_back() {
    let stage = Stage::with_billing();
    stage.topic("payments", &[10]);
    stage.commit("billing", "payments", &[Some(4)]);
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let koffset = stage.start(&patient(&format!("{MOVE} --topic {{}}payments")));
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    stage.delete_topic("payments");
    stage.proxy().release();
    stage
        .ended(koffset)
        .exits(5)
        .prints("! billing payments 0 4 7 ")
        .prints("moved 2 of 3 partitions, 1 not moved\n")
        .says("error: the cluster did not take the whole change");
    stage.stands_at(&AFTER);
    let change = only_change(&stage.name("billing"));
    let [applied, failed] = ["applied", "failed"].map(|status| (Some(4), status));
    change.holds("partial", &[applied, applied, failed]);
    stage
        .koffset(&format!("undo {} --yes", change.id))
        .exits(0)
        .prints("moved 2 of 2 partitions, read back and equal\n");
    stage.stands_at(&BEFORE);
}

#[test]
fn logs_that_cannot_be_read_again_have_not_moved() {
    let stage = Stage::with_billing();
    let (run, ()) = moved_behind_the_preview(&stage, &hasty(MOVE), || {
        stage.proxy().spoil_all(LIST_OFFSETS, Fault::LoseAnswer);
    });
    run.exits(1)
        .says("error: could not look again: orders:0, orders:1: the range of its log cannot be read: ")
        .never_says("has moved")
        .says("nothing was changed\n");
    stage.sent_nothing();
    let change = only_change(&stage.name("billing"));
    change.holds("unchanged", &[(Some(4), "failed"); 2]);
    stage.stands_at(&BEFORE);
}
