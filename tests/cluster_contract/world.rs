use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use koffset::clock::{Deadline, SystemClock};
use koffset::kafka::{ChangeGroups, CommitsOf, OffsetQuery, ReadCluster, ReadRecords, Stability};
use koffset::model::{
    CommittedOffset, ErrorCode, GroupDescription, GroupId, GroupState, Isolation, KafkaError,
    ListedOffset, Offset, OffsetSpec, PerPartition, StoredCommit, StoredCommits, TopicName,
    TopicPartition,
};

use crate::support::{version, wait};

/// How a member joins its group.
#[derive(Clone, Copy)]
pub enum Member {
    Classic,
    /// In the classic way, with `INSTANCE` as its instance id (KIP-345).
    Static,
    Consumer,
    Share,
    Connect,
}

impl Member {
    /// Whether the version of Kafka under test knows such members.
    pub fn is_known(self) -> bool {
        match self {
            Member::Classic | Member::Connect => true,
            Member::Static => !version::is_before(2, 4),
            Member::Consumer => !version::is_before(3, 7),
            Member::Share => !version::is_before(4, 1),
        }
    }
}

/// Those of these members that the version of Kafka under test knows.
pub fn known<const N: usize>(members: [Member; N]) -> impl Iterator<Item = Member> {
    members.into_iter().filter(|member| member.is_known())
}

/// The instance id of a static member.
pub const INSTANCE: &str = "billing-1";

/// A cluster whose world a test can change without the port.
///
/// Names are unique on their cluster, since others use it too.
pub trait World {
    fn reading(&self) -> &dyn ReadCluster;
    fn records(&self) -> &dyn ReadRecords;
    fn changing(&self) -> &dyn ChangeGroups;
    /// A name that nothing on the cluster bears.
    fn name(&self, name: &str) -> String;
    fn cluster_id(&self) -> String;
    fn create_topic(&self, topic: &str, partitions: i32);
    /// Creates a topic of one partition that takes records of any timestamp.
    fn create_topic_for_any_time(&self, topic: &str);
    fn delete_topic(&self, topic: &str);
    fn topic_id(&self, topic: &str) -> String;
    /// Appends a record for each time, in epoch milliseconds.
    fn produce(&self, topic: &str, partition: i32, times: &[i64]);
    fn delete_records(&self, topic: &str, partition: i32, before: i64);
    /// Appends records in a transaction that stays open.
    fn open_transaction(&self, topic: &str, partition: i32, times: &[i64]);
    /// Commits the offset in a transaction that stays open.
    fn commit_in_transaction(&self, group: &str, topic: &str, partition: i32, offset: i64);
    /// Commits a number below zero, as a client that does not check it.
    fn commit_negative(&self, group: &str, topic: &str, partition: i32, number: i64);
    /// Commits what `open_transaction` or `commit_in_transaction` began.
    fn end_transaction(&self);
    /// Lets a member join that gets all partitions of a topic; the group is stable on return.
    fn start(&self, group: &str, member: Member, topic: &str);
    /// Lets it leave; the group is empty on return.
    fn stop(&self, group: &str);
    /// What the group has committed, read past the port.
    fn committed(&self, group: &str) -> BTreeMap<TopicPartition, CommittedOffset>;
    /// Whether there is a group of this name, of whatever type, asked past what is tested.
    fn knows_group(&self, group: &str) -> bool;
}

/// A deadline that no test should reach.
pub fn no_limit() -> Deadline {
    within(Duration::from_secs(30))
}

pub fn within(request: Duration) -> Deadline {
    Deadline::new(Arc::new(SystemClock), request, None, Arc::default())
}

pub fn at(topic: &str, partition: i32) -> TopicPartition {
    TopicPartition::new(topic, partition)
}

pub fn time(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap()
}

pub fn position(offset: i64) -> CommittedOffset {
    CommittedOffset::at(Offset::new(offset).unwrap())
}

/// As [`position`], as the port tells it.
pub fn stored(offset: i64) -> StoredCommit {
    position(offset).into()
}

pub fn ids(groups: &[&str]) -> BTreeSet<GroupId> {
    groups.iter().map(|&group| GroupId::new(group)).collect()
}

pub fn names(topics: &[&str]) -> BTreeSet<TopicName> {
    topics.iter().map(|&topic| topic.into()).collect()
}

pub fn code<T>(answer: &Result<T, KafkaError>) -> Option<ErrorCode> {
    answer.as_ref().err().map(|error| error.code)
}

/// A topic with as many empty partitions.
pub fn topic(world: &dyn World, partitions: i32) -> String {
    let name = world.name("orders");
    world.create_topic(&name, partitions);
    name
}

pub fn look_up(
    world: &dyn World,
    topic: &str,
    spec: OffsetSpec,
    isolation: Isolation,
) -> Option<ListedOffset> {
    let partitions = BTreeSet::from([at(topic, 0)]);
    let query = OffsetQuery {
        spec,
        isolation,
        partitions: &partitions,
    };
    let answers = world.reading().list_offsets(&[query], &no_limit()).unwrap();
    answers[0][&at(topic, 0)].clone().unwrap()
}

pub fn offset(
    world: &dyn World,
    topic: &str,
    spec: OffsetSpec,
    isolation: Isolation,
) -> Option<i64> {
    look_up(world, topic, spec, isolation).map(|found| found.offset.get())
}

pub fn describe(world: &dyn World, group: &str) -> GroupDescription {
    let asked = ids(&[group]);
    let mut answer = world
        .reading()
        .describe_groups(&asked, &no_limit())
        .unwrap();
    assert!(answer.keys().eq(&asked));
    answer.remove(&GroupId::new(group)).unwrap().unwrap()
}

/// The description once the coordinator names the state, which a running KIP-848 group reaches late.
pub fn describe_in(world: &dyn World, group: &str, state: GroupState) -> GroupDescription {
    let look = || describe(world, group);
    wait::until("the group's state", look, |seen| seen.state == state)
}

pub fn read(
    world: &dyn World,
    group: &str,
    stability: Stability,
    deadline: &Deadline,
) -> StoredCommits {
    let ids = ids(&[group]);
    read_of(world, CommitsOf::Groups(&ids), stability, deadline)
}

/// What is committed in these partitions, as who requires stability sees it.
pub fn read_at(
    world: &dyn World,
    group: &str,
    partitions: &[TopicPartition],
    deadline: &Deadline,
) -> StoredCommits {
    let partitions = partitions.iter().cloned().collect();
    let wanted = BTreeMap::from([(GroupId::new(group), partitions)]);
    let of = CommitsOf::Partitions(&wanted);
    read_of(world, of, Stability::Required, deadline)
}

fn read_of(
    world: &dyn World,
    of: CommitsOf<'_>,
    stability: Stability,
    deadline: &Deadline,
) -> StoredCommits {
    let mut read = Vec::new();
    let mut note = |id, commits| read.push((id, commits));
    world
        .reading()
        .commits(of, stability, deadline, &mut note)
        .unwrap();
    assert_eq!(read.len(), 1, "each group is handed over once");
    read.remove(0).1.unwrap()
}

pub fn commit(
    world: &dyn World,
    group: &str,
    offsets: &[(TopicPartition, CommittedOffset)],
) -> PerPartition<()> {
    let offsets: BTreeMap<_, _> = offsets.iter().cloned().collect();
    let answer = world
        .changing()
        .commit(&GroupId::new(group), &offsets, &no_limit());
    assert!(answer.keys().eq(offsets.keys()));
    answer
}

pub fn delete(world: &dyn World, group: &str, partitions: &[TopicPartition]) -> PerPartition<()> {
    let partitions: BTreeSet<_> = partitions.iter().cloned().collect();
    let answer = world
        .changing()
        .delete_commits(&GroupId::new(group), &partitions, &no_limit());
    assert!(answer.keys().eq(&partitions));
    answer
}

/// Removes groups; the codes of the answers, in the order of the names given.
pub fn delete_groups(world: &dyn World, groups: &[&str]) -> Vec<Option<ErrorCode>> {
    let asked = ids(groups);
    let answer = world.changing().delete_groups(&asked, &no_limit());
    assert!(answer.keys().eq(&asked));
    let of = |group: &&str| code(&answer[&GroupId::new(*group)]);
    groups.iter().map(of).collect()
}

/// Asks whether commits may be removed; the codes of the answers, in the order of the topics given.
///
/// # Errors
/// The code of what concerns the whole group.
pub fn may_delete(
    world: &dyn World,
    group: &str,
    topics: &[&str],
) -> Result<Vec<Option<ErrorCode>>, ErrorCode> {
    let asked = names(topics);
    let answer = world
        .changing()
        .may_delete_commits(&GroupId::new(group), &asked, &no_limit())
        .map_err(|error| error.code)?;
    assert!(answer.keys().eq(&asked));
    let of = |topic: &&str| code(&answer[*topic]);
    Ok(topics.iter().map(of).collect())
}

/// Commits, and expects that all of it is taken.
pub fn committed(world: &dyn World, group: &str, offsets: &[(TopicPartition, CommittedOffset)]) {
    for (partition, answer) in commit(world, group, offsets) {
        assert_eq!(answer, Ok(()), "{partition}");
    }
}
