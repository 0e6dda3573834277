//! The port: what koffset asks of a cluster, and what it may rely on in the answers.
//!
//! Every implementation keeps this contract, and `tests/cluster_contract.rs` holds each to it:
//!
//! - **Batched.** One call may send several requests, and their number grows with brokers and groups,
//!   never with partitions.
//! - **Complete.** The keys of an answer are the keys of the question, each with a value or an error of
//!   its own. A key that a broker leaves out is an error, not an absence.
//! - **No sentinels.** -1, -1001 and "" do not pass: an absence is `None` or a missing entry where that
//!   is documented.
//! - **Bounded.** Each request takes at most what [`Deadline::request`] allows, tries again included;
//!   Ctrl-C ends it with `INTERRUPTED`. Errors that pass by themselves (leadership or coordinator moving,
//!   loading, `OFFSET_NOT_AVAILABLE`) are tried again by reading calls within that time. Writing calls
//!   try nothing again: whether a second try is right is for the caller to say. What they never sent is
//!   `PURGED_IN_QUEUE`, and so known not to be written.
//! - **Whole failure.** `Err` means that nothing was learnt; what concerns one key stands at that key.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::clock::Deadline;
use crate::model::{
    ClusterId, CommittedOffset, GroupDescription, GroupId, GroupListing, Isolation, KafkaError,
    ListedOffset, Listing, Offset, OffsetSpec, PerGroup, PerPartition, PerTopic, RecordHead,
    Rights, StoredCommits, Topic, TopicName, TopicPartition,
};

/// One look-up in many logs.
#[derive(Clone, Copy, Debug)]
pub struct OffsetQuery<'a> {
    pub spec: OffsetSpec,
    /// Which end `OffsetSpec::Latest` means, and before which end a look-up by time has to find its record.
    pub isolation: Isolation,
    pub partitions: &'a BTreeSet<TopicPartition>,
}

/// Whether a commit under a pending transaction may be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// The last committed value, whatever is pending.
    Any,
    /// No value while a transaction holds a commit of the partition: `UNSTABLE_OFFSET_COMMIT` there,
    /// after trying again within the time of a request. Where nothing else was committed before, a broker
    /// tells nothing of it; and one before Kafka 2.5 answers as for `Any`: see [`ReadCluster::hides_pending`].
    Required,
    /// As `Required`, answered at once.
    RequiredNow,
}

/// Whose commits are read.
#[derive(Clone, Copy, Debug)]
pub enum CommitsOf<'a> {
    /// All that each group has committed. The broker leaves out a partition whose only commit is pending
    /// in a transaction (seen on Kafka 4.3).
    Groups(&'a BTreeSet<GroupId>),
    /// What each group has committed in these partitions, a commit that is pending included.
    Partitions(&'a BTreeMap<GroupId, BTreeSet<TopicPartition>>),
}

impl<'a> CommitsOf<'a> {
    /// The groups, in the order of their names.
    pub fn groups(self) -> Vec<&'a GroupId> {
        match self {
            CommitsOf::Groups(ids) => ids.iter().collect(),
            CommitsOf::Partitions(wanted) => wanted.keys().collect(),
        }
    }

    /// The partitions that are asked for; `None` for all.
    pub fn partitions(self, group: &GroupId) -> Option<&'a BTreeSet<TopicPartition>> {
        match self {
            CommitsOf::Groups(_) => None,
            CommitsOf::Partitions(wanted) => wanted.get(group),
        }
    }
}

/// An answer, or an error, for each broker by its number.
pub type PerBroker<T> = BTreeMap<i32, Result<T, KafkaError>>;

/// Receives each group's commits as they arrive; a partition that is missing has no commit.
pub type OnCommits<'a> = &'a mut dyn FnMut(GroupId, Result<StoredCommits, KafkaError>);

/// What can be asked of a cluster without changing it.
pub trait ReadCluster: Send + Sync {
    /// The cluster's id; `None` where its brokers have none.
    fn cluster_id(&self, deadline: &Deadline) -> Result<Option<ClusterId>, KafkaError>;

    /// The numbers of the brokers that the cluster knows to be up.
    fn brokers(&self, deadline: &Deadline) -> Result<BTreeSet<i32>, KafkaError>;

    /// Reads one setting of brokers as they run, such as `offsets.retention.minutes`, a request for each, all
    /// under way at once. `None` says that the broker tells of no such setting. Who may not read settings, for
    /// which DESCRIBE_CONFIGS on the cluster is needed, is told `CLUSTER_AUTHORIZATION_FAILED` by each.
    fn broker_settings(
        &self,
        brokers: &BTreeSet<i32>,
        name: &str,
        deadline: &Deadline,
    ) -> Result<PerBroker<Option<String>>, KafkaError>;

    /// As [`ReadCluster::broker_settings`], of every broker that is up.
    fn every_brokers_setting(
        &self,
        name: &str,
        deadline: &Deadline,
    ) -> Result<PerBroker<Option<String>>, KafkaError> {
        self.broker_settings(&self.brokers(deadline)?, name, deadline)
    }

    /// The names of all topics that the user may describe, internal ones included.
    fn topic_names(&self, deadline: &Deadline) -> Result<BTreeSet<TopicName>, KafkaError>;

    /// The topics of these names. A topic that is not there is `UNKNOWN_TOPIC_OR_PARTITION`; none is created.
    fn topics(
        &self,
        names: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<Topic>, KafkaError>;

    /// Looks up offsets, all queries under way at once; the answers stand in the order of the queries.
    ///
    /// `None` says that a log has no such record: none at or after the time, or no record at all for
    /// `MaxTimestamp`. `MaxTimestamp` is `UNSUPPORTED_VERSION` where the broker does not know it, and may
    /// lie below the log start, since a broker looks at whole segments.
    fn list_offsets(
        &self,
        queries: &[OffsetQuery<'_>],
        deadline: &Deadline,
    ) -> Result<Vec<PerPartition<Option<ListedOffset>>>, KafkaError>;

    /// All groups that can be seen, of every type, in the order of their names; what could not be
    /// asked is a gap, and so is it where the user may not describe the cluster: brokers leave out groups in
    /// silence then.
    fn groups(&self, deadline: &Deadline) -> Result<Listing<GroupListing>, KafkaError>;

    /// Describes groups. A name that no group bears is `GroupState::Dead` without members; a group that
    /// is not a consumer's has type and state `Unknown`, no members, and names its protocol where a broker
    /// tells it: Connect's does, a share or streams group does not. Of every other group the coordinator is told,
    /// and the assignor of one that has assigned partitions.
    fn describe_groups(
        &self,
        ids: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<GroupDescription>, KafkaError>;

    /// Reads commits, a request for each group and a bounded number of them under way, and hands over each
    /// group once. A topic that the user may not describe is left out by the broker in silence. A stored -1 is
    /// told only where all partitions are asked for: asked for by name, it cannot be told from no commit.
    fn commits(
        &self,
        of: CommitsOf<'_>,
        stability: Stability,
        deadline: &Deadline,
        on_commits: OnCommits<'_>,
    ) -> Result<(), KafkaError>;

    /// Whether a broker that was met cannot tell of commits that are pending in a transaction, whatever is
    /// asked: `OffsetFetch` takes `RequireStable` since Kafka 2.5 (KIP-447).
    fn hides_pending(&self, deadline: &Deadline) -> Result<bool, KafkaError>;

    /// What the user may do with the cluster.
    fn cluster_rights(&self, deadline: &Deadline) -> Result<Rights, KafkaError>;

    /// What the user may do with topics. A topic that may not be described is `TOPIC_AUTHORIZATION_FAILED`,
    /// one that is not there `UNKNOWN_TOPIC_OR_PARTITION`.
    fn topic_rights(
        &self,
        names: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<Rights>, KafkaError>;

    /// What the user may do with groups, also with those that are not there. A group that may not be described
    /// is `GROUP_AUTHORIZATION_FAILED`.
    fn group_rights(
        &self,
        ids: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<Rights>, KafkaError>;

    /// Opens a second connection that shares nothing with this one, for when this one may be stuck or
    /// hold an outdated view.
    fn fresh(&self) -> Result<Box<dyn ReadCluster>, KafkaError>;
}

/// Receives the place of each record that was read.
pub type OnRecord<'a> = &'a mut dyn FnMut(&TopicPartition, Offset);

/// Where in which log.
pub type Place = (TopicPartition, Offset);

/// What reads records themselves.
pub trait ReadRecords: Send + Sync {
    /// Reads each log from the first offset up to the other, or to its end, and tells of each record that a
    /// consumer is given, in the order of each log: not of markers, nor of what compaction removed, nor,
    /// with `ReadCommitted`, of what a transaction has aborted or not ended.
    ///
    /// No group is joined and nothing is committed. The memory does not grow with what is read. A log of
    /// which nothing comes for as long as a request may take is `TIMED_OUT`, and one that is cut off behind
    /// its first offset meanwhile is an error: part of it was read, and told of, before.
    ///
    /// # Errors
    /// `INTERRUPTED`, or the consumer cannot be made.
    fn read_records(
        &self,
        stretches: &BTreeMap<TopicPartition, Range<Offset>>,
        isolation: Isolation,
        deadline: &Deadline,
        on_record: OnRecord<'_>,
    ) -> Result<PerPartition<()>, KafkaError>;

    /// Looks for the first record that a consumer would be given from each place on, and before the end that
    /// goes with it: at the place, or behind it where that holds a marker, or what compaction removed, or, with
    /// `ReadCommitted`, what a transaction has aborted. `None` says that there is none. Of one log many places
    /// may be asked for.
    ///
    /// Joining, committing, and silence are as in [`ReadRecords::read_records`]; a bounded number of logs is
    /// read at once, and of each little more than the batch that holds the record. A place before the log's
    /// start is `AUTO_OFFSET_RESET`, since what was there is gone.
    ///
    /// # Errors
    /// As [`ReadRecords::read_records`].
    fn first_records(
        &self,
        places: &BTreeMap<Place, Offset>,
        isolation: Isolation,
        deadline: &Deadline,
    ) -> Result<BTreeMap<Place, Result<Option<RecordHead>, KafkaError>>, KafkaError>;
}

/// What changes a group. Only `commands::apply` is handed one.
pub trait ChangeGroups: Send + Sync {
    /// Makes a connection ready, so that the next change goes out at once.
    ///
    /// # Errors
    /// No broker can be reached, or none lets the user in.
    fn make_ready(&self, deadline: &Deadline) -> Result<(), KafkaError>;

    /// Commits for a group without members, in one request, sent once. A failure of the whole request stands at each partition.
    fn commit(
        &self,
        group: &GroupId,
        offsets: &BTreeMap<TopicPartition, CommittedOffset>,
        deadline: &Deadline,
    ) -> PerPartition<()>;

    /// Removes commits of a group, in one request, sent once. A partition without a commit is not an
    /// error. A failure of the whole request stands at each partition.
    fn delete_commits(
        &self,
        group: &GroupId,
        partitions: &BTreeSet<TopicPartition>,
        deadline: &Deadline,
    ) -> PerPartition<()>;

    /// Removes groups with all that they have committed, pending commits included: a request for each and
    /// a bounded number of them under way, each sent once. A group with members is `NON_EMPTY_GROUP`, one
    /// that is not there `GROUP_ID_NOT_FOUND`. A group of any protocol is removed; it is for the caller to
    /// look at that before. What fails at one group keeps no other from being sent.
    fn delete_groups(&self, groups: &BTreeSet<GroupId>, deadline: &Deadline) -> PerGroup<()>;

    /// Asks whether the brokers know of removing commits and the user may remove this group's of these
    /// topics, in one request, and removes nothing: it is asked for partitions that cannot be. Members that
    /// read a topic, and a topic that is not there, do not show. Tried again like a reading call. A topic
    /// that the user may not read is `TOPIC_AUTHORIZATION_FAILED`.
    ///
    /// # Errors
    /// `UNSUPPORTED_FEATURE` (before Kafka 2.4), `GROUP_AUTHORIZATION_FAILED`; `GROUP_ID_NOT_FOUND` for a
    /// group that is not there or shares its topics, `NON_EMPTY_GROUP` for one of another protocol that has
    /// members.
    fn may_delete_commits(
        &self,
        group: &GroupId,
        topics: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<()>, KafkaError>;
}
