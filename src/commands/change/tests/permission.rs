//! Whether commits may be removed is asked before anything is written.

use super::*;
use crate::model::ErrorCode;

const DENIED: ErrorCode = ErrorCode::TOPIC_AUTHORIZATION_FAILED;

/// billing goes to 120 in partition 0 of orders, and loses its commits in partition 1 of it and in payments.
fn removals(cluster: &FakeCluster) -> Request {
    cluster.create_topic("payments", 1);
    cluster.fill("payments", 0, 100, 200, now());
    cluster.commit_offset("billing", "payments", 0, 150);
    let mut request = to(&["billing"], &[Some(120), None]);
    let payments = TopicPartition::new("payments", 0);
    let wanted = request.groups.get_mut(&GroupId::new("billing")).unwrap();
    wanted.insert(payments, Wanted::NoCommit { topic_id: None });
    request
}

#[test]
fn one_question_is_asked_for_all_topics_of_a_group() {
    let cluster = cluster();
    let ended = carried_out(&cluster, &removals(&cluster), &YES);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(cluster.sizes(Call::MayDeleteCommits), [2]);
    assert_eq!(offsets(&cluster, "billing"), [120]);
}

#[test]
fn nothing_is_asked_where_nothing_is_removed() {
    let cluster = cluster();
    carried_out(&cluster, &billing(), &YES);
    assert!(cluster.sizes(Call::MayDeleteCommits).is_empty());
}

#[test]
fn a_topic_whose_commits_may_not_be_removed_refuses_the_whole_change() {
    let cluster = cluster();
    let request = removals(&cluster);
    cluster
        .at(Call::MayDeleteCommits)
        .fail_topic("payments", DENIED);
    let ended = carried_out(&cluster, &request, &YES);
    assert_eq!(ended.status(), ExitStatus::Refused);
    let message = "commits of group billing in topic payments cannot be removed: ";
    assert!(ended.err.contains(message), "{}", ended.err);
    untouched(&cluster);
}

#[test]
fn a_group_whose_commits_may_not_be_removed_refuses_the_whole_change() {
    for code in [
        ErrorCode::GROUP_AUTHORIZATION_FAILED,
        ErrorCode::UNSUPPORTED_FEATURE,
        ErrorCode::NON_EMPTY_GROUP,
    ] {
        let cluster = cluster();
        let request = removals(&cluster);
        cluster
            .at(Call::MayDeleteCommits)
            .fail_group("billing", code);
        let ended = carried_out(&cluster, &request, &YES);
        assert_eq!(ended.status(), ExitStatus::Refused);
        let message = "commits of group billing cannot be removed: ";
        assert!(ended.err.contains(message), "{}", ended.err);
        untouched(&cluster);
    }
}

#[test]
fn a_question_without_an_answer_fails_and_nothing_is_sent() {
    let cluster = cluster();
    let request = removals(&cluster);
    cluster
        .at(Call::MayDeleteCommits)
        .fail(ErrorCode::TIMED_OUT);
    let ended = carried_out(&cluster, &request, &YES);
    assert_eq!(ended.status(), ExitStatus::Failed);
    let message = "removing commits of group billing: ";
    assert!(ended.err.contains(message), "{}", ended.err);
    untouched(&cluster);
}
