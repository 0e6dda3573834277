//! The time between the last look at a group and the first byte of its change.

use std::collections::BTreeMap;
use std::time::Duration;

use super::*;
use crate::clock::Clock;
use crate::kafka::fake::Written;
use crate::model::{CommittedOffset, ErrorCode};

const HELD_UP: Duration = Duration::from_secs(2);

/// Carries a change out without a question. Whatever is said of commits at these reads, counted from 1, is known only
/// when koffset goes on after more than a second; `moves` happens meanwhile.
fn held_up(
    cluster: &FakeCluster,
    request: &Request,
    reads: &[usize],
    moves: impl Fn(&FakeCluster) + Clone + Send + Sync + 'static,
) -> Captured {
    let stage = Stage::answering(Answer::Nobody);
    for read in reads {
        let (clock, moves) = (stage.clock.clone(), moves.clone());
        cluster.at(Call::Commits).nth(*read).after(move |cluster| {
            moves(cluster);
            clock.sleep(HELD_UP);
        });
    }
    on(stage, cluster, request, &YES_JSON)
}

#[test]
fn a_group_that_was_looked_at_too_long_ago_is_looked_at_again() {
    let cluster = cluster();
    let ended = held_up(&cluster, &billing(), &[2], |_| {});
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    // The preview, the recheck, the second one and the read-back.
    assert_eq!(cluster.sizes(Call::Commits), [1; 4]);
}

#[test]
fn what_moved_while_koffset_was_held_up_behind_its_recheck_is_not_overwritten() {
    let cluster = cluster();
    let ended = held_up(&cluster, &billing(), &[2], |cluster| {
        cluster.commit_offset("billing", "orders", 1, 155);
    });
    assert_eq!(ended.status(), ExitStatus::Refused, "{}", ended.err);
    assert!(ended.err.contains("the commit was 150 and is 155"));
    untouched(&cluster);
}

#[test]
fn a_koffset_that_is_held_up_after_every_look_sends_nothing_after_the_third() {
    let cluster = cluster();
    let ended = held_up(&cluster, &billing(), &[2, 3, 4], |_| {});
    assert_eq!(ended.status(), ExitStatus::Refused, "{}", ended.err);
    let why = "group billing: more than 1 s passed after each of 3 rechecks before its change could be sent";
    assert_eq!(ended.error().to_string(), why);
    assert_eq!(cluster.sizes(Call::Commits).len(), 4);
    untouched(&cluster);
}

#[test]
fn a_group_that_moved_while_another_was_sent_for_long_is_left_alone_and_told() {
    let cluster = cluster();
    let stage = Stage::answering(Answer::Nobody);
    let clock = stage.clock.clone();
    cluster.at(Call::Commit).nth(1).after(move |cluster| {
        cluster.commit_offset("billing", "orders", 0, 155);
        clock.sleep(HELD_UP);
    });
    let request = to(&["audit", "billing", "shipping"], &[Some(120)]);
    let ended = on(stage, &cluster, &request, &YES_JSON);
    assert_eq!(
        ended.status(),
        ExitStatus::PartialOrUnknown,
        "{}",
        ended.err
    );
    assert_eq!(result(&ended), "partial");
    assert_eq!(
        statuses(&ended),
        ["audit 0 applied", "billing 0 failed", "shipping 0 failed"]
    );
    let why = "not sent: something has moved since the preview: orders:0 of group billing: the commit was 150";
    assert!(ended.out.contains(why), "{}", ended.out);
    assert_eq!(changes(&cluster).len(), 1);
    assert_eq!(offsets(&cluster, "billing"), [155, 150]);
}

#[test]
fn a_commit_is_not_sent_again_over_what_moved_while_the_coordinator_loaded() {
    let cluster = cluster();
    let stage = Stage::answering(Answer::Nobody);
    let clock = stage.clock.clone();
    let first = || cluster.at(Call::Commit).nth(1);
    first().fail(ErrorCode::COORDINATOR_LOAD_IN_PROGRESS);
    first().after(move |cluster| {
        cluster.commit_offset("billing", "orders", 0, 155);
        clock.sleep(HELD_UP);
    });
    let ended = on(stage, &cluster, &billing(), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Refused, "{}", ended.err);
    assert_eq!(result(&ended), "unchanged");
    assert_eq!(changes(&cluster).len(), 1);
    assert_eq!(offsets(&cluster, "billing"), [155, 150]);
}

#[test]
fn a_koffset_that_is_held_up_before_each_try_after_the_first_says_so_and_not_that_something_moved()
{
    let cluster = cluster();
    let stage = Stage::answering(Answer::Nobody);
    let first = || cluster.at(Call::Commit).nth(1);
    first().fail(ErrorCode::COORDINATOR_LOAD_IN_PROGRESS);
    let clock = stage.clock.clone();
    first().after(move |_| clock.sleep(HELD_UP));
    for read in [3, 4] {
        let clock = stage.clock.clone();
        let read = cluster.at(Call::Commits).nth(read);
        read.after(move |_| clock.sleep(HELD_UP));
    }
    let ended = on(stage, &cluster, &billing(), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Refused, "{}", ended.err);
    let why = "not sent: group billing: more than 1 s passed after each of 3 rechecks";
    assert!(ended.out.contains(why), "{}", ended.out);
    assert!(
        ended.err.contains("error: too much time passed"),
        "{}",
        ended.err
    );
    assert!(!ended.err.contains("moved since"), "{}", ended.err);
    assert_eq!(changes(&cluster).len(), 1);
    assert_eq!(offsets(&cluster, "billing"), [150, 150]);
}

#[test]
fn a_connection_is_made_ready_after_each_look_and_before_the_change() {
    let cluster = cluster();
    held_up(&cluster, &billing(), &[2], |_| {});
    let calls: Vec<Call> = cluster.calls().iter().map(|made| made.call).collect();
    let at = |call| calls.iter().rposition(|made| *made == call).unwrap();
    let commit = at(Call::Commit);
    assert_eq!(calls[commit - 1], Call::MakeReady, "{calls:?}");
    assert_eq!(calls[commit - 2], Call::MakeReady, "{calls:?}");
    assert_eq!(calls[commit - 3], Call::Commits, "{calls:?}");
}

#[test]
fn a_connection_that_takes_long_makes_the_look_before_it_too_old() {
    let cluster = cluster();
    let stage = Stage::answering(Answer::Nobody);
    let clock = stage.clock.clone();
    cluster.at(Call::MakeReady).nth(1).after(move |cluster| {
        cluster.commit_offset("billing", "orders", 1, 155);
        clock.sleep(HELD_UP);
    });
    let ended = on(stage, &cluster, &billing(), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Refused, "{}", ended.err);
    untouched(&cluster);
}

#[test]
fn rows_that_were_taken_are_no_drift_where_others_are_sent_again_later() {
    let cluster = cluster();
    let stage = Stage::answering(Answer::Nobody);
    let clock = stage.clock.clone();
    let first = || cluster.at(Call::Commit).nth(1);
    let code = ErrorCode::COORDINATOR_LOAD_IN_PROGRESS;
    first().fail_partition("orders", 1, code);
    first().after(move |_| clock.sleep(HELD_UP));
    let ended = on(stage, &cluster, &billing(), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(offsets(&cluster, "billing"), [120, 170]);
}

#[test]
fn a_group_that_the_change_has_made_is_no_drift_where_other_rows_are_sent_again_later() {
    let cluster = cluster();
    let stage = Stage::answering(Answer::Nobody);
    let clock = stage.clock.clone();
    let first = || cluster.at(Call::Commit).nth(1);
    let code = ErrorCode::COORDINATOR_LOAD_IN_PROGRESS;
    first().fail_partition("orders", 1, code);
    first().after(move |_| clock.sleep(HELD_UP));
    let mut request = to(&["new"], &[Some(120), Some(170)]);
    request.policy.create_group = true;
    let ended = on(stage, &cluster, &request, &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(offsets(&cluster, "new"), [120, 170]);
}

/// More rows with metadata than one commit holds, and the requests that they take.
fn large(cluster: &FakeCluster) -> (Request, usize) {
    const PARTITIONS: i32 = 300;
    cluster.create_topic("large", PARTITIONS);
    let rows = (0..PARTITIONS).map(|partition| {
        cluster.fill("large", partition, 100, 200, now());
        cluster.commit_offset("billing", "large", partition, 150);
        let committed = CommittedOffset {
            metadata: Some("m".repeat(4_000)),
            ..CommittedOffset::at(Offset::new(120).unwrap())
        };
        let topic_id = None;
        let wanted = Wanted::Restored {
            committed,
            topic_id,
        };
        (TopicPartition::new("large", partition), wanted)
    });
    let groups = BTreeMap::from([(GroupId::new("billing"), rows.collect())]);
    let request = Request {
        groups,
        ..billing()
    };
    (request, 3)
}

#[test]
fn a_commit_of_several_requests_looks_again_between_them_where_one_takes_long() {
    let cluster = cluster();
    let (request, requests) = large(&cluster);
    let stage = Stage::answering(Answer::Nobody);
    let clock = stage.clock.clone();
    cluster
        .at(Call::Commit)
        .nth(1)
        .after(move |_| clock.sleep(HELD_UP));
    let ended = on(stage, &cluster, &request, &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(changes(&cluster).len(), requests);
    // The preview, the recheck, the one behind the first request and the read-back.
    assert_eq!(cluster.sizes(Call::Commits), [1; 4]);
}

#[test]
fn a_commit_of_several_requests_overwrites_nothing_that_moved_while_the_first_was_sent() {
    let cluster = cluster();
    let (request, _) = large(&cluster);
    let stage = Stage::answering(Answer::Nobody);
    let clock = stage.clock.clone();
    cluster.at(Call::Commit).nth(1).after(move |cluster| {
        cluster.commit_offset("billing", "large", 299, 155);
        clock.sleep(HELD_UP);
    });
    let ended = on(stage, &cluster, &request, &YES_JSON);
    let status = ended.status();
    assert_eq!(status, ExitStatus::PartialOrUnknown, "{}", ended.err);
    assert_eq!(changes(&cluster).len(), 1);
    let last = TopicPartition::new("large", 299);
    assert_eq!(cluster.committed("billing")[&last].offset.get(), 155);
}

#[test]
fn no_request_follows_one_that_was_not_taken_whole() {
    let cluster = cluster();
    let (request, _) = large(&cluster);
    let refused = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::Commit).fail_partition("large", 0, refused);
    let ended = carried_out(&cluster, &request, &YES_JSON);
    let status = ended.status();
    assert_eq!(status, ExitStatus::PartialOrUnknown, "{}", ended.err);
    assert_eq!(changes(&cluster).len(), 1);
}

#[test]
fn a_removal_that_no_coordinator_took_is_sent_again_while_the_group_stands_as_before() {
    let cluster = cluster();
    let code = ErrorCode::NOT_COORDINATOR;
    cluster
        .at(Call::DeleteCommits)
        .times(3)
        .lose_answer(code, Written::Never);
    let ended = carried_out(&cluster, &to(&["billing"], &[None, None]), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(changes(&cluster), [(Call::DeleteCommits, 2); 4]);
}

#[test]
fn a_removal_is_not_sent_again_over_what_was_committed_since() {
    let cluster = cluster();
    let first = || cluster.at(Call::DeleteCommits).nth(1);
    first().lose_answer(ErrorCode::NOT_COORDINATOR, Written::AtOnce);
    first().after(|cluster| cluster.commit_offset("billing", "orders", 0, 155));
    let ended = carried_out(&cluster, &to(&["billing"], &[None, None]), &YES_JSON);
    assert_eq!(
        ended.status(),
        ExitStatus::PartialOrUnknown,
        "{}",
        ended.err
    );
    assert_eq!(changes(&cluster).len(), 1);
    assert_eq!(offsets(&cluster, "billing"), [155]);
}

#[test]
fn its_own_commits_are_no_drift_where_a_removal_follows_that_took_long() {
    let cluster = cluster();
    let stage = Stage::answering(Answer::Nobody);
    let clock = stage.clock.clone();
    let first = cluster.at(Call::Commit).nth(1);
    first.after(move |_| clock.sleep(HELD_UP));
    let request = to(&["billing"], &[Some(120), None]);
    let ended = on(stage, &cluster, &request, &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    // The preview, the recheck, the one before the removal and the read-back.
    assert_eq!(cluster.sizes(Call::Commits), [1; 4]);
    assert_eq!(offsets(&cluster, "billing"), [120]);
}

#[test]
fn what_was_committed_while_other_rows_were_sent_is_not_removed() {
    let cluster = cluster();
    let stage = Stage::answering(Answer::Nobody);
    let clock = stage.clock.clone();
    cluster.at(Call::Commit).nth(1).after(move |cluster| {
        cluster.commit_offset("billing", "orders", 1, 155);
        clock.sleep(HELD_UP);
    });
    let request = to(&["billing"], &[Some(120), None]);
    let ended = on(stage, &cluster, &request, &YES_JSON);
    let status = ended.status();
    assert_eq!(status, ExitStatus::PartialOrUnknown, "{}", ended.err);
    assert_eq!(offsets(&cluster, "billing"), [120, 155]);
}

#[test]
fn of_several_groups_the_age_is_that_of_the_first_answer() {
    let slow = Duration::from_millis(700);
    let looks = |groups: &[&str]| {
        let cluster = cluster();
        let stage = Stage::answering(Answer::Nobody);
        for call in [Call::DescribeGroups, Call::Commits] {
            let clock = stage.clock.clone();
            cluster.at(call).nth(2).after(move |_| clock.sleep(slow));
        }
        let ended = on(stage, &cluster, &to(groups, &[Some(120)]), &YES_JSON);
        assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
        cluster.sizes(Call::Commits)
    };
    assert_eq!(looks(&["billing"]), [1; 3]);
    assert_eq!(looks(&["audit", "billing"]), [2, 2, 1, 1, 2]);
}

#[test]
fn a_copy_that_may_come_late_marks_the_row_and_one_that_was_answered_does_not() {
    let late = |fault: fn(&FakeCluster)| {
        let cluster = cluster();
        fault(&cluster);
        let ended = carried_out(&cluster, &billing(), &YES_JSON);
        assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
        let document: Value = serde_json::from_str(&ended.out).unwrap();
        let row = &document["groups"][0]["partitions"][0];
        let warned = ended.err.contains("the change was sent more than once");
        let marked = row.get("late_copy_sent_at").is_some();
        assert_eq!(warned, marked, "{}", ended.err);
        marked
    };
    assert!(!late(|_| {}));
    assert!(late(|cluster| {
        let first = cluster.at(Call::Commit).nth(1);
        first.lose_answer(ErrorCode::TRANSPORT, Written::Never);
    }));
    assert!(!late(|cluster| {
        let first = cluster.at(Call::Commit).nth(1);
        first.fail(ErrorCode::COORDINATOR_LOAD_IN_PROGRESS);
    }));
}
