//! What moves between the preview and the sending.

use std::time::Duration;

use super::*;
use crate::clock::Clock;
use crate::kafka::fake::member;
use crate::model::{CommittedOffset, ErrorCode, GroupState};

/// Answers yes to a change of billing, after something has moved while the question stood there.
fn meanwhile(cluster: &FakeCluster, moves: impl Fn(&FakeCluster) + 'static) -> Captured {
    meanwhile_of(&billing(), cluster, moves)
}

fn meanwhile_of(
    request: &Request,
    cluster: &FakeCluster,
    moves: impl Fn(&FakeCluster) + 'static,
) -> Captured {
    let world = cluster.clone();
    let stage = Stage {
        answer: Box::new(move || {
            moves(&world);
            Answer::Yes
        }),
        ..Stage::answering(Answer::Yes)
    };
    on(stage, cluster, request, &ASKING)
}

/// The change is refused for this, and nothing was sent.
fn refused(cluster: &FakeCluster, ended: &Captured, why: &str) {
    assert_eq!(ended.status(), ExitStatus::Refused, "{}", ended.err);
    assert_eq!(ended.questions.len(), 1);
    let error = ended.error().to_string();
    assert!(
        error.starts_with("something has moved since the preview"),
        "{error}"
    );
    assert!(error.contains(why), "{error}");
    untouched(cluster);
}

/// The change fails, since it cannot be told whether something has moved, and nothing was sent.
fn fails_unread(fault: fn(&FakeCluster), why: &str) {
    let cluster = cluster();
    let ended = meanwhile(&cluster, fault);
    assert_eq!(ended.status(), ExitStatus::Failed, "{}", ended.err);
    let told = format!("could not look again: {why}");
    assert_eq!(ended.error().to_string(), told);
    untouched(&cluster);
}

fn hide_a_log(cluster: &FakeCluster) {
    let at = cluster.at(Call::ListOffsets);
    at.fail_partition("orders", 1, ErrorCode::LEADER_NOT_AVAILABLE);
}

#[test]
fn a_member_that_joins_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        cluster.join("billing", member("billing-1", &[("orders", 0)]));
    });
    refused(
        &cluster,
        &ended,
        "billing-1 (127.0.0.1) has joined group billing",
    );
}

#[test]
fn a_state_that_changes_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        cluster.set_state("billing", Some(GroupState::PreparingRebalance));
    });
    refused(&cluster, &ended, "group billing was empty and is");
}

#[test]
fn a_type_that_changes_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        cluster.create_group("billing", GroupType::Consumer);
    });
    refused(
        &cluster,
        &ended,
        "group billing was of type classic and is consumer",
    );
}

#[test]
fn a_commit_that_moves_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        cluster.commit_offset("billing", "orders", 1, 155);
    });
    refused(
        &cluster,
        &ended,
        "orders:1 of group billing: the commit was 150 and is 155",
    );
    assert_eq!(offsets(&cluster, "billing"), [150, 155]);
}

#[test]
fn a_commit_that_expires_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        cluster.expire_commit("billing", "orders", 0);
    });
    refused(
        &cluster,
        &ended,
        "orders:0 of group billing: the commit was 150 and is no commit",
    );
}

#[test]
fn a_commit_that_is_made_again_with_other_metadata_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        let value = CommittedOffset {
            metadata: Some("another".to_owned()),
            ..CommittedOffset::at(Offset::new(150).unwrap())
        };
        cluster.commit_value("billing", "orders", 0, value);
    });
    refused(
        &cluster,
        &ended,
        "orders:0 of group billing: was committed again at 150",
    );
}

#[test]
fn a_commit_that_a_transaction_holds_now_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        cluster.commit_in_transaction("billing", "orders", 0, 180);
    });
    refused(
        &cluster,
        &ended,
        "orders:0 of group billing: a commit is pending in a transaction",
    );
}

#[test]
fn retention_that_passes_the_target_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        cluster.delete_records("orders", 0, 121);
    });
    refused(
        &cluster,
        &ended,
        "orders:0: the target 120 was deleted: the log starts at 121 now",
    );
}

#[test]
fn a_log_that_starts_later_and_still_holds_the_target_refuses_nothing() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        cluster.delete_records("orders", 0, 120);
    });
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
}

#[test]
fn a_log_that_lost_its_end_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        cluster.fill("orders", 1, 100, 165, now());
    });
    refused(
        &cluster,
        &ended,
        "orders:1: the target 170 is beyond the end of the log, 165 now",
    );
}

#[test]
fn a_topic_that_was_recreated_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        cluster.recreate_topic("orders", 2);
        for partition in 0..2 {
            cluster.fill("orders", partition, 100, 200, now());
            cluster.commit_offset("billing", "orders", partition, 150);
        }
    });
    refused(
        &cluster,
        &ended,
        "orders:0: the topic was recreated or deleted",
    );
}

#[test]
fn a_topic_that_was_deleted_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| cluster.delete_topic("orders"));
    refused(
        &cluster,
        &ended,
        "orders:0: the topic was recreated or deleted",
    );
}

#[test]
fn what_cannot_be_read_again_is_a_failure_and_told_once_for_each_reason() {
    fails_unread(
        |cluster| {
            let at = cluster.at(Call::Topics);
            at.fail_topic("orders", ErrorCode::TOPIC_AUTHORIZATION_FAILED);
        },
        "orders:0, orders:1: the topic cannot be read: the fake cluster answered error 29",
    );
    fails_unread(
        hide_a_log,
        "orders:1: the range of its log cannot be read: the fake cluster answered error 5",
    );
}

#[test]
fn what_has_moved_refuses_the_change_though_something_cannot_be_read() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        hide_a_log(cluster);
        cluster.commit_offset("billing", "orders", 0, 155);
    });
    refused(&cluster, &ended, "the commit was 150 and is 155");
}

#[test]
fn another_cluster_behind_the_same_address_refuses_the_change() {
    let cluster = cluster();
    let ended = meanwhile(&cluster, |cluster| {
        cluster.set_cluster_id(Some("another"));
    });
    refused(&cluster, &ended, "the cluster is another one");
}

#[test]
fn a_group_that_was_created_meanwhile_is_not_created_again() {
    let cluster = cluster();
    cluster.remove_group("billing");
    let mut request = billing();
    request.policy.create_group = true;
    let ended = meanwhile_of(&request, &cluster, |cluster| {
        cluster.commit_offset("billing", "orders", 0, 101);
    });
    refused(
        &cluster,
        &ended,
        "orders:0 of group billing: the commit was no commit and is 101",
    );
}

#[test]
fn what_moves_in_one_group_refuses_the_change_of_all() {
    let cluster = cluster();
    let request = to(&["audit", "billing", "shipping"], &[Some(120)]);
    let ended = meanwhile_of(&request, &cluster, |cluster| {
        cluster.commit_offset("shipping", "orders", 0, 151);
    });
    refused(&cluster, &ended, "orders:0 of group shipping");
}

#[test]
fn a_recheck_that_cannot_be_made_is_a_failure_and_sends_nothing() {
    let cluster = cluster();
    cluster
        .at(Call::DescribeGroups)
        .nth(2)
        .fail(ErrorCode::TIMED_OUT);
    let ended = carried_out(&cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Failed);
    untouched(&cluster);
}

#[test]
fn what_a_deadline_left_unread_has_not_moved() {
    let cluster = cluster();
    let mut stage = Stage::answering(Answer::Nobody);
    stage.whole = Some(Duration::from_secs(60));
    let clock = stage.clock.clone();
    // The preview and the recheck look up the log starts, then the ends.
    let last_read = || cluster.at(Call::ListOffsets).nth(4);
    last_read().fail_partition("orders", 1, ErrorCode::TIMED_OUT);
    last_read().after(move |_| clock.sleep(Duration::from_secs(61)));
    let ended = on(stage, &cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Failed, "{}", ended.err);
    untouched(&cluster);
}
