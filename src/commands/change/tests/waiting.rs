//! `--wait-empty`: what is said while members are there, and what happens once they have left.

mod fresh;
mod shown;

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::*;
use crate::clock::Clock;
use crate::kafka::fake::member;
use crate::model::{ErrorCode, GroupState, Member};

const PATIENCE: Duration = Duration::from_secs(60);

fn waiting(args: &ChangeArgs) -> ChangeArgs {
    ChangeArgs {
        wait_empty: Some(PATIENCE),
        ..args.clone()
    }
}

/// A cluster with two members in billing.
fn occupied() -> FakeCluster {
    let cluster = cluster();
    for (id, partition) in [("m-1", 0), ("m-2", 1)] {
        cluster.join("billing", member(id, &[("orders", partition)]));
    }
    cluster
}

/// Lets something happen before the n-th look at the groups; the first is the plan's.
fn at_look(
    cluster: &FakeCluster,
    n: usize,
    happens: impl Fn(&FakeCluster) + Send + Sync + 'static,
) {
    cluster.at(Call::DescribeGroups).nth(n).before(happens);
}

fn leave_at(cluster: &FakeCluster, look: usize) {
    at_look(cluster, look, |cluster| cluster.leave_all("billing"));
}

/// Waits for billing on a cluster, and answers yes to whatever is asked.
fn waited(cluster: &FakeCluster) -> Captured {
    let stage = Stage::answering(Answer::Yes);
    on(stage, cluster, &billing(), &waiting(&ASKING))
}

fn is_done(cluster: &FakeCluster, ended: &Captured) {
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(ended.out, "moved 2 of 2 partitions, read back and equal\n");
    assert_eq!(offsets(cluster, "billing"), [120, 170]);
}

fn is_refused(cluster: &FakeCluster, ended: &Captured, why: &str) {
    assert_eq!(ended.status(), ExitStatus::Refused, "{}", ended.err);
    assert!(ended.err.contains(why), "{}", ended.err);
    untouched(cluster);
}

/// How often something was said.
fn said(ended: &Captured, text: &str) -> usize {
    ended.err.matches(text).count()
}

#[test]
fn once_the_members_have_left_what_was_confirmed_is_done_without_asking_again() {
    let cluster = occupied();
    leave_at(&cluster, 5);
    let ended = waited(&cluster);
    is_done(&cluster, &ended);
    assert_eq!(ended.questions.len(), 1);
    assert_eq!(said(&ended, "no members left after 3 s\n"), 1);
}

#[test]
fn what_else_stands_against_the_plan_refuses_at_once() {
    let cluster = occupied();
    let request = to(&["billing"], &[Some(999)]);
    let ended = on(
        Stage::answering(Answer::Yes),
        &cluster,
        &request,
        &waiting(&YES),
    );
    is_refused(&cluster, &ended, "offset 999 is beyond the end of the log");
    assert_eq!(said(&ended, "waiting for"), 0);
    assert_eq!(cluster.sizes(Call::DescribeGroups), [1]);
}

#[test]
fn a_group_without_members_is_changed_at_once() {
    let cluster = cluster();
    let ended = waited(&cluster);
    is_done(&cluster, &ended);
    assert!(!ended.err.contains("members"), "{}", ended.err);
}

#[test]
fn a_dry_run_does_not_wait_and_says_so() {
    let cluster = occupied();
    let ended = on(
        Stage::answering(Answer::Yes),
        &cluster,
        &billing(),
        &waiting(&DRY_RUN),
    );
    is_refused(&cluster, &ended, "group billing has active members");
    assert_eq!(said(&ended, "a dry run does not wait\n"), 1);
    assert_eq!(cluster.sizes(Call::DescribeGroups), [1]);
}

#[test]
fn where_nobody_can_be_asked_it_does_not_even_wait() {
    let cluster = occupied();
    let ended = carried_out(&cluster, &billing(), &waiting(&ASKING));
    assert_eq!(ended.status(), ExitStatus::Declined);
    assert_eq!(cluster.sizes(Call::DescribeGroups), [1]);
}

#[test]
fn a_group_that_rebalances_without_a_member_that_shows_is_waited_for() {
    for state in [
        GroupState::PreparingRebalance,
        GroupState::CompletingRebalance,
        GroupState::Unknown,
    ] {
        let cluster = cluster();
        cluster.set_state("billing", Some(state));
        at_look(&cluster, 4, |cluster| cluster.set_state("billing", None));
        let ended = waited(&cluster);
        is_done(&cluster, &ended);
        let line = format!("billing: nobody to be seen, and yet it is {state}\n");
        assert!(ended.err.contains(&line), "{}", ended.err);
    }
}

#[test]
fn a_member_that_comes_back_before_the_fresh_plan_is_waited_for_too() {
    let cluster = occupied();
    leave_at(&cluster, 3);
    at_look(&cluster, 4, |cluster| {
        cluster.join("billing", member("m-9", &[]))
    });
    leave_at(&cluster, 8);
    let ended = waited(&cluster);
    is_done(&cluster, &ended);
    assert_eq!(ended.questions.len(), 1);
    assert_eq!(said(&ended, "billing: m-9"), 1);
}

#[test]
fn a_group_that_becomes_another_protocols_is_not_waited_for() {
    let cluster = occupied();
    at_look(&cluster, 4, |cluster| {
        cluster.create_foreign_group("billing", "share")
    });
    let ended = waited(&cluster);
    is_refused(
        &cluster,
        &ended,
        "group billing is not known to be a consumer group",
    );
    assert_eq!(said(&ended, "no members left after 2 s"), 1);
}

#[test]
fn looks_that_fail_are_said_and_taken_again() {
    let cluster = occupied();
    let fails = |cluster: &FakeCluster| {
        let describe = || cluster.at(Call::DescribeGroups);
        describe()
            .times(2)
            .fail(ErrorCode::COORDINATOR_NOT_AVAILABLE);
    };
    at_look(&cluster, 4, fails);
    leave_at(&cluster, 9);
    let ended = waited(&cluster);
    is_done(&cluster, &ended);
    assert_eq!(said(&ended, "billing: cannot be seen just now: "), 1);
    assert_eq!(said(&ended, "seen for"), 4);
    assert!(
        ended.err.contains("orders:0, seen for 5 s\n"),
        "{}",
        ended.err
    );
}

#[test]
fn a_group_that_cannot_be_seen_in_the_end_is_a_failure_and_no_refusal() {
    let cluster = occupied();
    at_look(&cluster, 4, |cluster| {
        let describe = cluster.at(Call::DescribeGroups);
        describe.fail_group("billing", ErrorCode::COORDINATOR_NOT_AVAILABLE);
    });
    let ended = waited(&cluster);
    assert_eq!(ended.status(), ExitStatus::Failed, "{}", ended.err);
    let why = "whether members are left after 1 min could not be seen";
    assert!(ended.err.contains(why), "{}", ended.err);
    untouched(&cluster);
}

#[test]
fn ctrl_c_ends_the_wait_and_changes_nothing() {
    let cluster = occupied();
    let stage = Stage::answering(Answer::Yes);
    let interrupt = stage.cancelled.clone();
    at_look(&cluster, 6, move |_| {
        interrupt.store(true, Ordering::SeqCst)
    });
    let ended = on(stage, &cluster, &billing(), &waiting(&ASKING));
    assert_eq!(ended.status(), ExitStatus::Interrupted);
    assert_eq!(cluster.sizes(Call::DescribeGroups).len(), 6);
    untouched(&cluster);
}

#[test]
fn the_commands_deadline_ends_the_wait_as_a_failure() {
    let cluster = occupied();
    let mut stage = Stage::answering(Answer::Yes);
    stage.whole = Some(Duration::from_secs(20));
    let clock = stage.clock.clone();
    let ended = on(stage, &cluster, &billing(), &waiting(&ASKING));
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert!(ended.err.contains("--deadline has passed"), "{}", ended.err);
    assert_eq!(clock.passed(), Duration::from_secs(20));
    untouched(&cluster);
}
