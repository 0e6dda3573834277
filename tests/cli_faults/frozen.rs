//! A broker that stops answering altogether.

use super::stage::{AFTER, BEFORE, MOVE, Stage};
use crate::support::kafka::Kafka;
use crate::support::proxy::{Api, Fault, Which};

/// A frozen broker, which goes on at the end of the test at the latest.
struct Frozen<'c>(&'c Kafka);

impl<'c> Frozen<'c> {
    fn freeze(kafka: &'c Kafka) -> Self {
        kafka.broker(1, "pause", &[]);
        Frozen(kafka)
    }
}

impl Drop for Frozen<'_> {
    fn drop(&mut self) {
        self.0.broker(1, "resume", &[]);
    }
}

#[test]
fn a_broker_that_freezes_over_a_commit_leaves_it_not_known_and_may_do_it_later() {
    let stage = Stage::with_billing();
    let held = stage
        .proxy
        .at(Which::Nth(1), Api::OffsetCommit, Fault::HoldRequest);
    let koffset = stage.start(MOVE);
    held.await_happened();
    let frozen = Frozen::freeze(stage.kafka);
    held.release();
    stage
        .ended(koffset)
        .exits(5)
        .prints("? billing orders 0 4 7 ? no answer within 3s\n")
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n")
        .says("error: what became of the change is not known, and a broker may still carry it out");
    drop(frozen);
    stage.await_stands_at(&AFTER);
}

#[test]
fn a_broker_that_freezes_after_a_commit_leaves_it_not_known_though_it_was_done() {
    let stage = Stage::with_billing();
    let held = stage
        .proxy
        .at(Which::Nth(1), Api::OffsetCommit, Fault::HoldAnswer);
    let koffset = stage.start(MOVE);
    held.await_happened();
    let frozen = Frozen::freeze(stage.kafka);
    held.release();
    stage
        .ended(koffset)
        .exits(5)
        .prints("? billing orders 0 4 7 ? the broker took it, and reading it back failed:")
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n");
    drop(frozen);
    stage.await_stands_at(&AFTER);
}

#[test]
fn a_broker_that_freezes_before_a_commit_is_a_failure_that_changed_nothing() {
    let stage = Stage::with_billing();
    let held = stage
        .proxy
        .at(Which::Nth(2), Api::OffsetFetch, Fault::HoldRequest);
    let koffset = stage.start(MOVE);
    held.await_happened();
    let frozen = Frozen::freeze(stage.kafka);
    held.release();
    stage
        .ended(koffset)
        .exits(1)
        .prints_nothing()
        .says("error: group billing: no answer within 3s")
        .says("nothing was changed");
    drop(frozen);
    stage.sent_nothing();
    stage.stands_at(&BEFORE);
}
