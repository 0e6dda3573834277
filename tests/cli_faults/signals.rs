//! Ctrl-C at an exact step.

use rustix::process::Signal;

use super::stage::{AFTER, BEFORE, MOVE, Stage};
use crate::support::proxy::{Api, Fault, Which};

#[test]
fn an_interrupt_while_the_preview_is_made_ends_without_a_change() {
    let stage = Stage::with_billing();
    let held = stage
        .proxy
        .at(Which::Nth(1), Api::OffsetFetch, Fault::HoldRequest);
    let koffset = stage.start(MOVE);
    held.await_happened();
    koffset.signal(Signal::INT);
    stage
        .ended(koffset)
        .exits(130)
        .prints_nothing()
        .says("error: interrupted\n")
        .says("nothing was changed");
    stage.sent_nothing();
    stage.stands_at(&BEFORE);
}

#[test]
fn an_interrupt_while_the_recheck_is_made_ends_without_a_change() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let stage = Stage::with_billing();
        let held = stage
            .proxy
            .at(Which::Nth(2), Api::OffsetFetch, Fault::HoldRequest);
        let koffset = stage.start(MOVE);
        held.await_happened();
        koffset.await_err("6 skipped, in 2 partitions");
        koffset.signal(signal);
        stage
            .ended(koffset)
            .exits(130)
            .prints_nothing()
            .says("error: interrupted\n")
            .says("nothing was changed");
        stage.sent_nothing();
        stage.stands_at(&BEFORE);
    }
}

#[test]
fn an_interrupt_while_a_commit_is_under_way_lets_it_finish_and_says_so() {
    let stage = Stage::with_billing();
    let held = stage
        .proxy
        .at(Which::Nth(1), Api::OffsetCommit, Fault::HoldRequest);
    let koffset = stage.start(&MOVE.replace("3s", "30s"));
    held.await_happened();
    koffset.signal(Signal::INT);
    koffset.await_err("interrupted while a change is under way: finishing it");
    held.release();
    stage
        .ended(koffset)
        .exits(0)
        .prints("moved 2 of 2 partitions, read back and equal\n");
    stage.stands_at(&AFTER);
}

#[test]
fn an_interrupt_does_not_keep_a_commit_that_is_under_way_from_being_given_up() {
    let stage = Stage::with_billing();
    let held = stage
        .proxy
        .at(Which::Nth(1), Api::OffsetCommit, Fault::HoldRequest);
    let koffset = stage.start(MOVE);
    held.await_happened();
    koffset.signal(Signal::INT);
    stage
        .ended(koffset)
        .exits(5)
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n");
    stage.stands_at(&BEFORE);
}

#[test]
fn a_second_interrupt_leaves_at_once_and_says_that_the_outcome_is_not_known() {
    let stage = Stage::with_billing();
    let held = stage
        .proxy
        .at(Which::Nth(1), Api::OffsetCommit, Fault::HoldRequest);
    let koffset = stage.start(&MOVE.replace("3s", "1h"));
    held.await_happened();
    koffset.signal(Signal::INT);
    koffset.await_err("once more leaves without knowing its outcome");
    koffset.signal(Signal::INT);
    stage
        .ended(koffset)
        .exits(5)
        .prints_nothing()
        .says("left while a change was under way: what became of it is not known, and a broker may still carry it out\n")
        .never_says("nothing was changed");
    stage.stands_at(&BEFORE);
    held.release();
    stage.await_stands_at(&AFTER);
}

#[test]
fn an_interrupt_while_it_is_read_back_still_tells_the_outcome() {
    let stage = Stage::with_billing();
    let held = stage
        .proxy
        .at(Which::Nth(3), Api::OffsetFetch, Fault::HoldAnswer);
    let koffset = stage.start(&MOVE.replace("3s", "30s"));
    held.await_happened();
    koffset.signal(Signal::INT);
    koffset.await_err("interrupted while a change is under way: finishing it");
    held.release();
    stage
        .ended(koffset)
        .exits(0)
        .prints("moved 2 of 2 partitions, read back and equal\n");
    stage.stands_at(&AFTER);
}
