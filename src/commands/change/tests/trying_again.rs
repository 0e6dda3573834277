//! Answers after which the same may be sent again, and those after which it may not.

use std::time::Duration;

use super::*;
use crate::model::ErrorCode;

#[test]
fn a_coordinator_that_is_loading_is_asked_again_and_leaves_no_doubt() {
    let cluster = cluster();
    let code = ErrorCode::COORDINATOR_LOAD_IN_PROGRESS;
    cluster.at(Call::Commit).times(3).fail(code);
    let ended = carried_out(&cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(changes(&cluster), [(Call::Commit, 2); 4]);
    assert!(cluster.sizes(Call::Fresh).is_empty());
}

#[test]
fn a_coordinator_that_goes_on_loading_has_certainly_changed_nothing() {
    let cluster = cluster();
    let code = ErrorCode::COORDINATOR_LOAD_IN_PROGRESS;
    cluster.at(Call::Commit).fail(code);
    let stage = Stage::answering(Answer::Nobody);
    let clock = stage.clock.clone();
    let ended = on(stage, &cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert_eq!(clock.passed(), Duration::from_secs(10));
}

#[test]
fn a_refusal_after_a_coordinator_was_loading_is_a_refusal() {
    let cluster = cluster();
    let code = ErrorCode::COORDINATOR_LOAD_IN_PROGRESS;
    cluster.at(Call::Commit).nth(1).fail(code);
    let code = ErrorCode::UNKNOWN_MEMBER_ID;
    cluster.at(Call::Commit).nth(2).fail(code);
    let ended = carried_out(&cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Refused);
}

#[test]
fn only_the_partitions_that_are_open_are_sent_again() {
    let cluster = cluster();
    let code = ErrorCode::COORDINATOR_LOAD_IN_PROGRESS;
    cluster
        .at(Call::Commit)
        .times(1)
        .fail_partition("orders", 1, code);
    let ended = carried_out(&cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(changes(&cluster), [(Call::Commit, 2), (Call::Commit, 1)]);
}

#[test]
fn a_wrong_coordinator_at_first_does_not_show_in_what_is_done_then() {
    for code in [
        ErrorCode::NOT_COORDINATOR,
        ErrorCode::COORDINATOR_NOT_AVAILABLE,
        ErrorCode::REQUEST_TIMED_OUT,
        ErrorCode::NETWORK_EXCEPTION,
    ] {
        let cluster = cluster();
        cluster.at(Call::Commit).nth(1).fail(code);
        let ended = carried_out(&cluster, &billing(), &YES);
        assert_eq!(ended.status(), ExitStatus::Done, "{code:?}");
        let moved = "moved 2 of 2 partitions, read back and equal\n";
        assert!(ended.out.ends_with(moved), "{code:?}: {}", ended.out);
        assert_eq!(ended.out == moved, code.is_of_coordinator(), "{code:?}");
        assert_eq!(changes(&cluster), [(Call::Commit, 2); 2]);
    }
}

#[test]
fn a_request_that_librdkafka_does_not_take_has_certainly_changed_nothing() {
    for code in [ErrorCode::INVALID_ARGUMENT, ErrorCode::UNSUPPORTED_FEATURE] {
        let cluster = cluster();
        cluster.at(Call::Commit).fail(code);
        let ended = carried_out(&cluster, &billing(), &YES_JSON);
        assert_eq!(ended.status(), ExitStatus::Failed, "{code:?}");
        assert_eq!(statuses(&ended), ["billing 0 failed", "billing 1 failed"]);
        assert_eq!(changes(&cluster).len(), 1);
    }
}

#[test]
fn a_request_that_was_held_back_on_this_machine_goes_out_later() {
    let cluster = cluster();
    let held = ErrorCode::PURGED_IN_QUEUE;
    cluster.at(Call::Commit).nth(1).fail(held);
    let ended = carried_out(&cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(changes(&cluster), [(Call::Commit, 2); 2]);
}

#[test]
fn a_removal_that_may_have_been_done_is_not_sent_again() {
    let cluster = cluster();
    let code = ErrorCode::REQUEST_TIMED_OUT;
    cluster.at(Call::DeleteCommits).nth(1).fail(code);
    let request = to(&["billing"], &[None, None]);
    let ended = carried_out(&cluster, &request, &YES);
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    let removals = changes(&cluster);
    assert_eq!(removals, [(Call::DeleteCommits, 2)]);
}

#[test]
fn a_deletion_of_a_group_that_may_have_been_done_is_not_sent_again() {
    let cluster = cluster();
    let code = ErrorCode::REQUEST_TIMED_OUT;
    cluster.at(Call::DeleteGroups).nth(1).fail(code);
    let request = Request {
        remove_groups: true,
        ..to(&["billing"], &[None, None])
    };
    let ended = carried_out(&cluster, &request, &YES);
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    assert_eq!(changes(&cluster), [(Call::DeleteGroups, 1)]);
}
