//! The time between the last look at a group and its commit, which nothing may make longer.

use std::time::{Duration, Instant};

use koffset::model::{CommittedOffset, Offset};
use rustix::process::Signal;
use serde_json::json;

use super::stage::{AFTER, BEFORE, MOVE, Stage};
use super::written::{changes_in, only_change};
use crate::support::koffset::{Run, journal};
use crate::support::process::{Call, Running};
use crate::support::proxy::{Fault, OFFSET_COMMIT, OFFSET_FETCH};
use crate::support::wait;

/// What is waited for where more than a second must pass.
const LONGER: Duration = Duration::from_millis(1_500);

#[test]
fn a_stderr_that_takes_no_more_does_not_keep_a_commit_behind_its_recheck() {
    let stage = Stage::with_billing();
    // What is said before the change, to the byte.
    let preview = stage.start(MOVE).ended().stderr.find("journal  ").unwrap();
    stage.commit("billing", "orders", &[Some(4), Some(4)]);
    let words = stage.words(MOVE);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let call = Call::on(&stage.cluster.bootstrap(), &words);
    let (koffset, gate) = call.start_with_room(preview);
    let name = stage.name("billing");
    let ended = || {
        let changes = changes_in(&journal(), &name);
        changes.iter().filter(|change| change.has_ended()).count()
    };
    wait::until("the outcome", ended, |ended| *ended == 2);
    stage.stands_at(&AFTER);
    stage.commit("billing", "orders", &[None, Some(5)]);
    drop(gate);
    stage
        .ended(koffset)
        .exits(0)
        .prints("moved 2 of 2 partitions, read back and equal\n")
        .says("journal ");
    stage.stands_at(&[(0, 7), (1, 5)]);
}

/// Starts a move and stops it while its recheck waits for the group's commits. `meanwhile` happens then, and the answer
/// of before that is there when koffset goes on, more than a second later.
fn stopped_in_its_recheck(stage: &Stage, meanwhile: impl FnOnce()) -> Running {
    let second = [Fault::Pass, Fault::HoldAnswer];
    stage.proxy().spoil(OFFSET_FETCH, &second);
    let koffset = stage.start(MOVE);
    stage.proxy().await_met(OFFSET_FETCH, 1);
    koffset.signal(Signal::STOP);
    meanwhile();
    stage.proxy().release();
    let stopped = Instant::now();
    wait::until("a second", || stopped.elapsed(), |passed| *passed > LONGER);
    koffset
}

#[test]
fn a_koffset_that_is_stopped_during_its_recheck_looks_again_and_overwrites_nothing() {
    let stage = Stage::with_billing();
    let koffset = stopped_in_its_recheck(&stage, || {
        stage.commit("billing", "orders", &[None, Some(5)]);
    });
    koffset.signal(Signal::CONT);
    stage
        .ended(koffset)
        .exits(3)
        .prints_nothing()
        .says("error: something has moved since the preview:\n")
        .says("orders:1 of group billing: the commit was 4 and is 5\n")
        .says("nothing was changed\n");
    stage.sent_nothing();
    stage.stands_at(&[(0, 4), (1, 5)]);
    let change = only_change(&stage.name("billing"));
    change.holds("unchanged", &[(Some(4), "failed"); 2]);
}

#[test]
fn a_koffset_that_is_stopped_during_its_recheck_goes_on_where_nothing_has_moved() {
    let stage = Stage::with_billing();
    let koffset = stopped_in_its_recheck(&stage, || {});
    stage.stands_at(&BEFORE);
    koffset.signal(Signal::CONT);
    stage.ended(koffset).exits(0);
    // The preview, the recheck, the second one and the read-back.
    assert_eq!(stage.proxy().count(OFFSET_FETCH), 4);
    assert_eq!(stage.proxy().count(OFFSET_COMMIT), 1);
    stage.stands_at(&AFTER);
}

const LARGE: usize = 260;

/// Starts to bring back commits of a group that is not there, with so much metadata that it takes more than one
/// request. The answer to the first is held for more than a second, and `meanwhile` happens then.
fn held_between_requests(stage: &Stage, meanwhile: impl FnOnce()) -> Run {
    stage.empty_topic("orders", LARGE);
    stage.commit("billing", "orders", &[Some(0); LARGE]);
    stage
        .koffset("snapshot --group {}billing --output before.json")
        .exits(0);
    stage.edit("before.json", |snapshot| {
        let group = &mut snapshot["groups"][0];
        group["group_id"] = json!(stage.name("green"));
        for row in group["offsets"].as_array_mut().unwrap() {
            row["committed"]["metadata"] = json!("m".repeat(4_000));
        }
    });
    stage.proxy().behave();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::HoldAnswer]);
    let koffset = stage.start("reset --to-snapshot before.json --create-group --yes --timeout 60s");
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    meanwhile();
    let held = Instant::now();
    wait::until("a second", || held.elapsed(), |passed| *passed > LONGER);
    stage.proxy().release();
    stage.ended(koffset)
}

#[test]
fn between_the_requests_of_a_large_commit_its_own_group_and_rows_are_no_drift() {
    let stage = Stage::new();
    held_between_requests(&stage, || {})
        .exits(0)
        .prints("moved 260 of 260 partitions, read back and equal\n");
    assert!(stage.proxy().count(OFFSET_COMMIT) > 1);
    assert_eq!(stage.offsets("green", "orders").len(), LARGE);
}

#[test]
fn between_the_requests_of_a_large_commit_what_has_moved_is_not_overwritten() {
    let stage = Stage::new();
    let last = LARGE - 1;
    let position = CommittedOffset::at(Offset::new(0).unwrap());
    held_between_requests(&stage, || {
        stage.commit_as("green", "orders", last.try_into().unwrap(), &position);
    })
    .exits(5)
    .prints("not sent: something has moved since the preview: ");
    assert_eq!(stage.proxy().count(OFFSET_COMMIT), 1);
    let committed = stage.committed("green", "orders");
    assert_eq!(committed.last().unwrap().1.metadata, None);
}
