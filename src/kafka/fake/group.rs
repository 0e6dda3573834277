//! One group at its coordinator: its members, commits and pending commits, and what it refuses.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    CommittedOffset, ErrorCode, GroupDescription, GroupId, GroupListing, GroupState, GroupType,
    KafkaError, Member, NegativeOffset, StoredCommit, StoredCommits, TopicPartition,
};

use crate::kafka::Stability;

use super::broker::{broker_error, coordinator};

/// The broker's default `offset.metadata.max.bytes`.
const METADATA_MAX_BYTES: usize = 4096;

/// One group at its coordinator.
#[derive(Clone)]
pub(super) struct Group {
    pub(super) group_type: GroupType,
    pub(super) foreign_protocol: Option<String>,
    /// What the coordinator says where it is not what follows from the members.
    pub(super) state: Option<GroupState>,
    pub(super) members: Vec<Member>,
    commits: BTreeMap<TopicPartition, StoredCommit>,
    /// Partitions under an open transaction; `None` where a newer commit overtook the pending one, which
    /// the transaction's marker then does not restore.
    pending: BTreeMap<TopicPartition, Option<CommittedOffset>>,
}

impl Group {
    pub(super) fn new(group_type: GroupType) -> Self {
        Group {
            group_type,
            foreign_protocol: None,
            state: None,
            members: Vec::new(),
            commits: BTreeMap::new(),
            pending: BTreeMap::new(),
        }
    }

    pub(super) fn state(&self) -> GroupState {
        self.state.unwrap_or(if self.members.is_empty() {
            GroupState::Empty
        } else {
            GroupState::Stable
        })
    }

    /// What the port tells of a group that is not a consumer's: librdkafka describes only those, and a
    /// broker names the protocol only of those that are joined in the classic way.
    fn told(&self) -> (GroupState, Option<String>) {
        match self.foreign_protocol.as_deref() {
            None => (self.state(), None),
            Some("share" | "streams") => (GroupState::Unknown, None),
            Some(protocol) => (GroupState::Unknown, Some(protocol.to_owned())),
        }
    }

    pub(super) fn listing(&self, id: &GroupId) -> GroupListing {
        let (state, foreign_protocol) = self.told();
        GroupListing {
            id: id.clone(),
            group_type: self.group_type,
            state,
            foreign_protocol,
        }
    }

    pub(super) fn description(&self, id: &GroupId) -> GroupDescription {
        let (state, foreign_protocol) = self.told();
        let is_described = self.foreign_protocol.is_none();
        let members = self.members.iter().filter(|_| is_described);
        GroupDescription {
            id: id.clone(),
            group_type: self.group_type,
            state,
            foreign_protocol,
            coordinator: is_described.then(coordinator),
            assignor: self.assignor().map(str::to_owned),
            members: members.cloned().collect(),
        }
    }

    /// Members of a classic group agree on one, and the broker has its own for a KIP-848 group.
    fn assignor(&self) -> Option<&'static str> {
        match self.group_type {
            GroupType::Classic if !self.members.is_empty() => Some("range"),
            GroupType::Consumer => Some("uniform"),
            _ => None,
        }
    }

    /// The commits that are offsets, as Kafka's own client tells them.
    pub(super) fn committed(&self) -> BTreeMap<TopicPartition, CommittedOffset> {
        let offset = |(at, stored): (&TopicPartition, &StoredCommit)| {
            Some((at.clone(), stored.committed()?.clone()))
        };
        self.commits.iter().filter_map(offset).collect()
    }

    /// Answers as a broker to who asks for all partitions: one that has only a pending commit is left out
    /// (seen on Kafka 4.3).
    pub(super) fn commits(&self, stability: Stability) -> StoredCommits {
        self.answer(&self.commits.keys().cloned().collect(), stability)
    }

    /// Answers as a broker to who asks for certain partitions: a stored -1 looks like no commit then.
    pub(super) fn commits_at(
        &self,
        partitions: &BTreeSet<TopicPartition>,
        stability: Stability,
    ) -> StoredCommits {
        let mut answer = self.answer(partitions, stability);
        answer.retain(|_, stored| {
            let negative = stored.as_ref().ok().and_then(StoredCommit::negative);
            negative != NegativeOffset::new(-1)
        });
        answer
    }

    fn answer(&self, partitions: &BTreeSet<TopicPartition>, stability: Stability) -> StoredCommits {
        let value = |at: &TopicPartition| {
            if stability != Stability::Any && self.pending.contains_key(at) {
                return Some(Err(broker_error(ErrorCode::UNSTABLE_OFFSET_COMMIT)));
            }
            self.commits.get(at).cloned().map(Ok)
        };
        let read = partitions.iter();
        read.filter_map(|at| Some((at.clone(), value(at)?)))
            .collect()
    }

    /// Why the coordinator takes no commit from outside.
    pub(super) fn refuses_commits(&self) -> Option<KafkaError> {
        if self.foreign_protocol.as_deref() == Some("share") {
            return Some(broker_error(ErrorCode::GROUP_ID_NOT_FOUND));
        }
        let quiet = matches!(self.state(), GroupState::Empty | GroupState::Dead);
        (!quiet).then(|| broker_error(ErrorCode::UNKNOWN_MEMBER_ID))
    }

    /// Why the coordinator removes no commit at all.
    pub(super) fn refuses_deletions(&self) -> Option<KafkaError> {
        let code = match self.foreign_protocol.as_deref() {
            Some("share") => ErrorCode::GROUP_ID_NOT_FOUND,
            Some("consumer" | "streams") | None => return None,
            Some(_) if self.members.is_empty() => return None,
            Some(_) => ErrorCode::NON_EMPTY_GROUP,
        };
        Some(broker_error(code))
    }

    /// Why the coordinator does not remove the commit of a partition.
    pub(super) fn refuses_deletion(&self, partition: &TopicPartition) -> Option<KafkaError> {
        let subscribed = self
            .members
            .iter()
            .flat_map(|member| &member.assignment)
            .any(|assigned| assigned.topic == partition.topic);
        subscribed.then(|| broker_error(ErrorCode::GROUP_SUBSCRIBED_TO_TOPIC))
    }

    /// Why the coordinator does not remove the group.
    pub(super) fn refuses_removal(&self) -> Option<KafkaError> {
        let quiet = matches!(self.state(), GroupState::Empty | GroupState::Dead);
        (!quiet).then(|| broker_error(ErrorCode::NON_EMPTY_GROUP))
    }

    pub(super) fn commit(
        &mut self,
        partition: &TopicPartition,
        committed: &CommittedOffset,
    ) -> Result<(), KafkaError> {
        let metadata = committed.metadata.as_deref().unwrap_or_default();
        if metadata.len() > METADATA_MAX_BYTES {
            return Err(broker_error(ErrorCode::OFFSET_METADATA_TOO_LARGE));
        }
        self.store(partition, committed.clone().into());
        Ok(())
    }

    /// Stores whatever number a client has sent.
    pub(super) fn store(&mut self, partition: &TopicPartition, stored: StoredCommit) {
        self.commits.insert(partition.clone(), stored);
        if let Some(pending) = self.pending.get_mut(partition) {
            *pending = None;
        }
    }

    /// Removes what is committed, and what is pending with it.
    pub(super) fn forget(&mut self, partition: &TopicPartition) {
        self.commits.remove(partition);
        self.pending.remove(partition);
    }

    pub(super) fn forget_topic(&mut self, topic: &str) {
        self.commits
            .retain(|partition, _| &*partition.topic != topic);
        self.pending
            .retain(|partition, _| &*partition.topic != topic);
    }

    pub(super) fn pend(&mut self, partition: TopicPartition, committed: CommittedOffset) {
        self.pending.insert(partition, Some(committed));
    }

    pub(super) fn end_transaction(&mut self, committed: bool) {
        for (partition, pending) in std::mem::take(&mut self.pending) {
            if let Some(pending) = pending.filter(|_| committed) {
                self.commits.insert(partition, pending.into());
            }
        }
    }
}
