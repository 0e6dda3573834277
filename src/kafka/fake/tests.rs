use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::DateTime;

use crate::clock::{Deadline, SystemClock};
use crate::kafka::{ChangeGroups, CommitsOf, OffsetQuery, ReadCluster, Stability};
use crate::model::{
    CommittedOffset, ErrorCode, GroupId, Isolation, Offset, OffsetSpec, PerPartition,
    StoredCommits, TopicPartition,
};

use super::{Call, FakeCluster, Written, member};

fn deadline(cancelled: &Arc<AtomicBool>) -> Deadline {
    Deadline::new(
        Arc::new(SystemClock),
        Duration::from_secs(10),
        None,
        cancelled.clone(),
    )
}

fn no_limit() -> Deadline {
    deadline(&Arc::default())
}

fn orders() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 2);
    cluster
}

fn commit(cluster: &FakeCluster, offset: i64) -> PerPartition<()> {
    let committed = CommittedOffset::at(Offset::new(offset).unwrap());
    let offsets: BTreeMap<_, _> = (0..2)
        .map(|partition| (TopicPartition::new("orders", partition), committed.clone()))
        .collect();
    cluster.commit(&GroupId::new("billing"), &offsets, &no_limit())
}

fn read(cluster: &FakeCluster) -> StoredCommits {
    let mut read = StoredCommits::new();
    let ids = BTreeSet::from([GroupId::new("billing")]);
    cluster
        .commits(
            CommitsOf::Groups(&ids),
            Stability::Any,
            &no_limit(),
            &mut |_, commits| {
                read = commits.unwrap();
            },
        )
        .unwrap();
    read
}

fn codes(answer: &PerPartition<()>) -> Vec<Option<ErrorCode>> {
    let codes = answer.values().map(|value| value.as_ref().err());
    codes.map(|error| error.map(|error| error.code)).collect()
}

#[test]
fn a_write_whose_answer_is_lost_is_there_for_the_next_read() {
    let cluster = orders();
    cluster
        .at(Call::Commit)
        .lose_answer(ErrorCode::TIMED_OUT, Written::AtOnce);
    assert_eq!(codes(&commit(&cluster, 7)), [Some(ErrorCode::TIMED_OUT); 2]);
    assert_eq!(read(&cluster).len(), 2);
}

#[test]
fn a_write_may_be_lost_with_its_answer() {
    let cluster = orders();
    cluster
        .at(Call::Commit)
        .lose_answer(ErrorCode::TRANSPORT, Written::Never);
    assert_eq!(codes(&commit(&cluster, 7)), [Some(ErrorCode::TRANSPORT); 2]);
    assert!(read(&cluster).is_empty());
}

#[test]
fn a_late_write_is_seen_by_the_read_that_it_was_set_for() {
    let cluster = orders();
    cluster
        .at(Call::Commit)
        .lose_answer(ErrorCode::TIMED_OUT, Written::BeforeRead(2));
    commit(&cluster, 7);
    assert!(read(&cluster).is_empty());
    assert_eq!(read(&cluster).len(), 2);
}

#[test]
fn a_late_write_is_refused_where_a_member_joined_meanwhile() {
    let cluster = orders();
    cluster
        .at(Call::Commit)
        .lose_answer(ErrorCode::TIMED_OUT, Written::BeforeRead(1));
    commit(&cluster, 7);
    cluster.join("billing", member("m", &[("orders", 0)]));
    assert!(read(&cluster).is_empty());
}

#[test]
fn a_fault_strikes_the_call_that_it_was_set_for_and_no_other() {
    let cluster = orders();
    cluster
        .at(Call::Commit)
        .nth(2)
        .fail(ErrorCode::NOT_COORDINATOR);
    assert_eq!(codes(&commit(&cluster, 1)), [None; 2]);
    assert_eq!(
        codes(&commit(&cluster, 2)),
        [Some(ErrorCode::NOT_COORDINATOR); 2]
    );
    assert_eq!(codes(&commit(&cluster, 3)), [None; 2]);
}

#[test]
fn an_error_at_one_partition_leaves_that_one_as_it_was() {
    let cluster = orders();
    let code = ErrorCode::TOPIC_AUTHORIZATION_FAILED;
    cluster
        .at(Call::Commit)
        .times(1)
        .fail_partition("orders", 1, code);
    assert_eq!(codes(&commit(&cluster, 7)), [None, Some(code)]);
    let committed = cluster.committed("billing");
    assert!(committed.keys().eq([&TopicPartition::new("orders", 0)]));
    assert_eq!(codes(&commit(&cluster, 7)), [None, None]);
}

fn remove(cluster: &FakeCluster) -> Option<ErrorCode> {
    let group = GroupId::new("billing");
    let asked = BTreeSet::from([group.clone()]);
    let answer = &cluster.delete_groups(&asked, &no_limit())[&group];
    answer.as_ref().err().map(|error| error.code)
}

#[test]
fn a_removal_whose_answer_is_lost_may_be_done_at_once_later_or_never() {
    for (written, left) in [
        (Written::AtOnce, [0, 0]),
        (Written::BeforeRead(2), [2, 0]),
        (Written::Never, [2, 2]),
    ] {
        let cluster = orders();
        commit(&cluster, 7);
        cluster
            .at(Call::DeleteGroups)
            .nth(1)
            .lose_answer(ErrorCode::TIMED_OUT, written);
        assert_eq!(remove(&cluster), Some(ErrorCode::TIMED_OUT));
        assert_eq!([read(&cluster).len(), read(&cluster).len()], left);
    }
}

#[test]
fn permission_to_remove_commits_can_be_refused_for_a_group_or_a_topic() {
    let cluster = orders();
    commit(&cluster, 7);
    let may = |group, topic: &str| {
        let topics = BTreeSet::from([topic.into()]);
        let answer = cluster
            .may_delete_commits(&GroupId::new(group), &topics, &no_limit())
            .and_then(|mut topics| topics.remove(topic).unwrap());
        answer.err().map(|error| error.code)
    };
    let code = ErrorCode::TOPIC_AUTHORIZATION_FAILED;
    cluster
        .at(Call::MayDeleteCommits)
        .fail_topic("orders", code);
    assert_eq!(may("billing", "orders"), Some(code));
    assert_eq!(may("billing", "payments"), None);
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster
        .at(Call::MayDeleteCommits)
        .fail_group("billing", code);
    assert_eq!(may("billing", "payments"), Some(code));
}

#[test]
fn a_member_that_joins_at_the_last_moment_has_the_commit_refused() {
    let cluster = orders();
    cluster
        .at(Call::Commit)
        .before(|cluster| cluster.join("billing", member("m", &[("orders", 0)])));
    assert_eq!(
        codes(&commit(&cluster, 7)),
        [Some(ErrorCode::UNKNOWN_MEMBER_ID); 2]
    );
}

#[test]
fn a_hook_can_interrupt_the_call_before_which_it_runs() {
    let cluster = orders();
    let cancelled = Arc::new(AtomicBool::new(false));
    let cancel = cancelled.clone();
    cluster
        .at(Call::TopicNames)
        .nth(2)
        .before(move |_| cancel.store(true, Ordering::SeqCst));
    let deadline = deadline(&cancelled);
    assert!(cluster.topic_names(&deadline).is_ok());
    let error = cluster.topic_names(&deadline).unwrap_err();
    assert_eq!(error.code, ErrorCode::INTERRUPTED);
}

#[test]
fn the_calls_are_noted_with_their_sizes() {
    let cluster = orders();
    commit(&cluster, 7);
    read(&cluster);
    assert_eq!(cluster.sizes(Call::Commit), [2]);
    assert_eq!(cluster.sizes(Call::Commits), [1]);
    assert!(cluster.sizes(Call::DeleteCommits).is_empty());
}

#[test]
fn a_fresh_view_shows_the_same_world() {
    let cluster = orders();
    let fresh = cluster.fresh().unwrap();
    cluster.create_topic("payments", 1);
    assert_eq!(fresh.topic_names(&no_limit()).unwrap().len(), 2);
}

#[test]
fn a_record_bears_the_epoch_of_the_leader_that_took_it() {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 1);
    let time = DateTime::UNIX_EPOCH;
    cluster.produce("orders", 0, &[time]);
    cluster.elect_leader("orders", 0);
    cluster.produce("orders", 0, &[time]);
    assert_eq!(epochs(&cluster), [Some(0), Some(1)]);
    cluster.delete_records("orders", 0, 1);
    assert_eq!(epochs(&cluster), [Some(1), Some(1)]);
}

/// The leader epochs of the log start and the end.
fn epochs(cluster: &FakeCluster) -> Vec<Option<i32>> {
    let at = TopicPartition::new("orders", 0);
    let partitions = BTreeSet::from([at.clone()]);
    let queries = [OffsetSpec::Earliest, OffsetSpec::Latest].map(|spec| OffsetQuery {
        spec,
        isolation: Isolation::ReadUncommitted,
        partitions: &partitions,
    });
    let answers = cluster.list_offsets(&queries, &no_limit()).unwrap();
    let found = answers.iter().map(|answer| answer[&at].clone().unwrap());
    found.map(|found| found.unwrap().leader_epoch).collect()
}
