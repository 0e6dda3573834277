//! What the user may do is asked before anybody is, and before anything is written.

use super::*;
use crate::model::{ErrorCode, Operation, Resource};

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

fn forbidden(operation: Operation, resource: &Resource) -> FakeCluster {
    let cluster = cluster();
    cluster.forbid(operation, resource.clone());
    cluster
}

fn group() -> Resource {
    Resource::Group(GroupId::new("billing"))
}

#[test]
fn nobody_is_asked_about_a_change_that_the_user_may_not_make() {
    let orders = Resource::Topic("orders".into());
    for (resource, line) in [
        (group(), "group billing: needs READ on the group"),
        (orders, "topic orders: needs READ on the topic"),
    ] {
        let cluster = forbidden(Operation::Read, &resource);
        let ended = on(Stage::answering(Answer::Yes), &cluster, &billing(), &ASKING);
        assert_eq!(ended.status(), ExitStatus::Refused);
        assert!(ended.questions.is_empty(), "{:?}", ended.questions);
        let error = ended.error();
        let message = format!("you may not make this change:\n  {line}");
        assert_eq!(error.to_string(), message);
        let [right] = error.lacking.iter().collect::<Vec<_>>()[..] else {
            panic!("{:?}", error.lacking);
        };
        assert_eq!(
            (&right.resource, right.operation),
            (&resource, Operation::Read)
        );
        untouched(&cluster);
    }
}

#[test]
fn what_removes_commits_and_groups_needs_to_delete_the_group() {
    let removing_group = Request {
        remove_groups: true,
        ..to(&["billing"], &[None, None])
    };
    for request in [to(&["billing"], &[None]), removing_group] {
        let cluster = forbidden(Operation::Delete, &group());
        let ended = carried_out(&cluster, &request, &YES);
        assert_eq!(ended.status(), ExitStatus::Refused);
        let message = "group billing: needs DELETE on the group";
        assert!(ended.err.contains(message), "{}", ended.err);
        untouched(&cluster);
    }
}

#[test]
fn a_group_is_removed_without_a_right_to_read_its_topics() {
    let cluster = forbidden(Operation::Read, &Resource::Topic("orders".into()));
    let request = Request {
        remove_groups: true,
        ..to(&["billing"], &[None, None])
    };
    let ended = carried_out(&cluster, &request, &YES);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
}

#[test]
fn what_is_not_written_needs_no_right() {
    let cluster = forbidden(Operation::Read, &Resource::Topic("payments".into()));
    let mut request = removals(&cluster);
    let payments = TopicPartition::new("payments", 0);
    let stays = Wanted::Target(Target::Exact(Offset::new(150).unwrap()));
    let wanted = request.groups.get_mut(&GroupId::new("billing")).unwrap();
    wanted.insert(payments, stays);
    let ended = carried_out(&cluster, &request, &YES);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
}

#[test]
fn a_dry_run_may_be_made_by_who_may_only_look() {
    let cluster = forbidden(Operation::Read, &group());
    let ended = carried_out(&cluster, &billing(), &DRY_RUN);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
}

#[test]
fn brokers_that_tell_no_rights_are_asked_by_the_change_itself() {
    let cluster = forbidden(Operation::Read, &group());
    cluster.tell_no_rights();
    let ended = carried_out(&cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
}

#[test]
fn many_rights_that_are_missing_are_counted() {
    let cluster = FakeCluster::new();
    let groups: Vec<String> = (10..22).map(|n| format!("g{n}")).collect();
    cluster.create_topic("orders", 1);
    cluster.fill("orders", 0, 100, 200, now());
    for group in &groups {
        cluster.commit_offset(group, "orders", 0, 150);
        cluster.forbid(
            Operation::Read,
            Resource::Group(GroupId::new(group.as_str())),
        );
    }
    let names: Vec<&str> = groups.iter().map(String::as_str).collect();
    let ended = carried_out(&cluster, &to(&names, &[Some(120)]), &YES);
    assert_eq!(ended.status(), ExitStatus::Refused);
    let last =
        "\n  group g19: needs READ on the group\n  and 2 more: --format json names them all\n";
    assert!(ended.err.contains(last), "{}", ended.err);
    assert_eq!(ended.error().lacking.len(), 12);
}
