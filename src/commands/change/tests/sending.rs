//! How often what is sent, and what the brokers answer for good.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::*;
use crate::clock::Clock;
use crate::kafka::fake::member;
use crate::model::ErrorCode;

const JOINED: &str = "a member has joined";

#[test]
fn a_group_gets_one_commit_request_and_one_delete_request() {
    let cluster = cluster();
    cluster.create_topic("orders", 5);
    for partition in 0..5 {
        cluster.fill("orders", partition, 100, 200, now());
        cluster.commit_offset("billing", "orders", partition, 150);
    }
    let targets = [Some(120), Some(130), Some(150), None, None];
    let ended = carried_out(&cluster, &to(&["billing"], &targets), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(
        changes(&cluster),
        [(Call::Commit, 2), (Call::DeleteCommits, 2)]
    );
    assert_eq!(offsets(&cluster, "billing"), [120, 130, 150]);
    assert_eq!(
        statuses(&ended),
        [
            "billing 0 applied",
            "billing 1 applied",
            "billing 2 unchanged",
            "billing 3 applied",
            "billing 4 applied"
        ]
    );
}

#[test]
fn several_groups_get_a_request_each_and_are_read_back_together() {
    let cluster = cluster();
    let request = to(&["audit", "billing", "shipping"], &[Some(120), Some(130)]);
    let ended = carried_out(&cluster, &request, &YES);
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(changes(&cluster), [(Call::Commit, 2); 3]);
    assert_eq!(cluster.sizes(Call::Commits), [3; 3]);
    assert!(cluster.sizes(Call::Fresh).is_empty());
}

#[test]
fn what_must_know_is_told_before_the_first_byte_goes_out_and_only_then() {
    let cluster = cluster();
    let told = Arc::new(AtomicUsize::new(0));
    let (teller, world) = (told.clone(), cluster.clone());
    let applier = Applier::new(Arc::new(cluster.clone()), unrecorded(), move || {
        assert_eq!(changes(&world), []);
        teller.fetch_add(1, Ordering::SeqCst);
    });
    let request = to(&["audit", "billing"], &[Some(120)]);
    Stage::answering(Answer::Nobody).run(&cluster, |session| {
        carry_out(&asked(&request), &YES, session, applier)
    });
    assert_eq!(told.load(Ordering::SeqCst), 1);
    assert_eq!(changes(&cluster).len(), 2);
}

#[test]
fn a_partition_that_is_refused_makes_the_outcome_partial() {
    let cluster = cluster();
    let code = ErrorCode::TOPIC_AUTHORIZATION_FAILED;
    cluster.at(Call::Commit).fail_partition("orders", 1, code);
    let ended = carried_out(&cluster, &billing(), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    assert_eq!(result(&ended), "partial");
    assert_eq!(statuses(&ended), ["billing 0 applied", "billing 1 failed"]);
    assert_eq!(changes(&cluster), [(Call::Commit, 2)]);
}

#[test]
fn what_is_refused_altogether_is_a_failure_that_changed_nothing() {
    let cluster = cluster();
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::Commit).fail(code);
    let ended = carried_out(&cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert!(
        ended.out.ends_with("moved none of 2 partitions\n"),
        "{}",
        ended.out
    );
    assert_eq!(changes(&cluster), [(Call::Commit, 2)]);
    assert_eq!(offsets(&cluster, "billing"), [150, 150]);
}

#[test]
fn a_member_that_joined_too_late_to_be_seen_is_a_refusal() {
    let cluster = cluster();
    cluster
        .at(Call::Commit)
        .before(|cluster| cluster.join("billing", member("m", &[("orders", 0)])));
    let ended = carried_out(&cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Refused);
    assert!(ended.out.contains(JOINED), "{}", ended.out);
    assert!(ended.err.contains(JOINED), "{}", ended.err);
    assert_eq!(changes(&cluster), [(Call::Commit, 2)]);
}

#[test]
fn a_member_that_reads_the_topic_of_a_commit_to_delete_is_a_refusal() {
    let cluster = cluster();
    cluster
        .at(Call::DeleteCommits)
        .before(|cluster| cluster.join("billing", member("m", &[("orders", 0)])));
    let ended = carried_out(&cluster, &to(&["billing"], &[None, None]), &YES);
    assert_eq!(ended.status(), ExitStatus::Refused);
    assert_eq!(changes(&cluster), [(Call::DeleteCommits, 2)]);
}

#[test]
fn a_member_that_joins_between_two_groups_is_a_partial_outcome() {
    let cluster = cluster();
    cluster
        .at(Call::Commit)
        .nth(2)
        .before(|cluster| cluster.join("billing", member("m", &[("orders", 0)])));
    let ended = carried_out(&cluster, &to(&["audit", "billing"], &[Some(120)]), &YES);
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
}

#[test]
fn a_commit_that_is_refused_holds_back_what_was_to_be_deleted() {
    let cluster = cluster();
    let code = ErrorCode::OFFSET_METADATA_TOO_LARGE;
    cluster.at(Call::Commit).fail_partition("orders", 0, code);
    let ended = carried_out(&cluster, &to(&["billing"], &[Some(120), None]), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert_eq!(statuses(&ended), ["billing 0 failed", "billing 1 failed"]);
    assert_eq!(changes(&cluster), [(Call::Commit, 1)]);
    assert!(ended.out.contains("not sent"), "{}", ended.out);
}

#[test]
fn a_failure_in_the_second_group_holds_back_the_third() {
    let cluster = cluster();
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::Commit).fail_group("billing", code);
    let request = to(&["audit", "billing", "shipping"], &[Some(120)]);
    let ended = carried_out(&cluster, &request, &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    assert_eq!(result(&ended), "partial");
    assert_eq!(
        statuses(&ended),
        ["audit 0 applied", "billing 0 failed", "shipping 0 failed"]
    );
    assert_eq!(changes(&cluster).len(), 2);
    assert!(
        ended
            .out
            .contains("not sent, since what was sent before it could not be done")
    );
}

#[test]
fn a_doubt_in_the_second_group_holds_back_the_third() {
    let cluster = cluster();
    cluster.at(Call::Commit).nth(2).fail(ErrorCode::TIMED_OUT);
    let code = ErrorCode::UNKNOWN_MEMBER_ID;
    cluster.at(Call::Commit).nth(3).fail(code);
    let request = to(&["audit", "billing", "shipping"], &[Some(120)]);
    let ended = carried_out(&cluster, &request, &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    assert_eq!(
        statuses(&ended),
        ["audit 0 applied", "billing 0 unknown", "shipping 0 failed"]
    );
}

#[test]
fn a_deadline_that_passes_before_the_first_byte_is_a_failure_that_changed_nothing() {
    let cluster = cluster();
    let mut stage = Stage::answering(Answer::Nobody);
    stage.whole = Some(Duration::from_secs(60));
    let clock = stage.clock.clone();
    cluster
        .at(Call::Commit)
        .before(move |_| clock.sleep(Duration::from_secs(61)));
    let ended = on(stage, &cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Failed, "{}", ended.err);
    assert!(!ended.err.contains(JOINED), "{}", ended.err);
    assert_eq!(offsets(&cluster, "billing"), [150, 150]);
}

#[test]
fn a_deadline_that_passes_between_two_groups_is_a_partial_or_unknown_outcome() {
    let cluster = cluster();
    let mut stage = Stage::answering(Answer::Nobody);
    stage.whole = Some(Duration::from_secs(60));
    let clock = stage.clock.clone();
    cluster
        .at(Call::Commit)
        .nth(2)
        .before(move |_| clock.sleep(Duration::from_secs(61)));
    let request = to(&["audit", "billing"], &[Some(120)]);
    let ended = on(stage, &cluster, &request, &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    assert_eq!(statuses(&ended)[1], "billing 0 failed");
}
