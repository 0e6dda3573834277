//! A broker that says for a while that it is not the group's coordinator.

use super::patient;
use super::stage::{AFTER, MOVE, Stage};
use super::written::only_change;
use crate::support::proxy::{Fault, OFFSET_FETCH};

/// More than one session, or two, have the patience for.
const TIMES: usize = 16;

#[test]
fn a_read_back_is_asked_for_until_a_coordinator_answers_since_kafka_3_0() {
    let stage = Stage::with_billing();
    // The preview's and the recheck's are the first two.
    let script = [vec![Fault::Pass; 2], vec![Fault::DenyCoordinator; TIMES]];
    stage.proxy().spoil(OFFSET_FETCH, &script.concat());
    stage
        .koffset(&patient(MOVE))
        .exits(0)
        .prints("moved 2 of 2 partitions, read back and equal\n");
    assert_eq!(stage.proxy().met(OFFSET_FETCH), TIMES);
    stage.stands_at(&AFTER);
    only_change(&stage.name("billing")).holds("applied", &[(Some(4), "applied"); 2]);
}

#[test]
fn a_coordinator_that_is_never_found_is_told_once_the_time_of_the_request_is_over_since_kafka_3_0()
{
    let stage = Stage::with_billing();
    stage
        .proxy()
        .spoil_all(OFFSET_FETCH, Fault::DenyCoordinator);
    stage
        .koffset("lag {}billing --timeout 5s")
        .exits(1)
        .says("warning: group billing: not coordinator\n");
    // Two sessions of five tries each end after three seconds.
    assert!(stage.proxy().met(OFFSET_FETCH) > 10);
}
