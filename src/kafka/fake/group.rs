use std::collections::BTreeMap;

use crate::model::{
    CommittedOffset, ErrorCode, GroupDescription, GroupId, GroupListing, GroupState, GroupType,
    KafkaError, Member, PerPartition, TopicPartition,
};

use crate::kafka::Stability;

use super::broker_error;

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
    commits: BTreeMap<TopicPartition, CommittedOffset>,
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

    pub(super) fn foreign(protocol: &str) -> Self {
        Group {
            foreign_protocol: Some(protocol.to_owned()),
            ..Group::new(GroupType::Unknown)
        }
    }

    pub(super) fn state(&self) -> GroupState {
        self.state.unwrap_or(if self.members.is_empty() {
            GroupState::Empty
        } else {
            GroupState::Stable
        })
    }

    pub(super) fn listing(&self, id: &GroupId) -> GroupListing {
        GroupListing {
            id: id.clone(),
            group_type: self.group_type,
            state: self.state(),
            foreign_protocol: self.foreign_protocol.clone(),
        }
    }

    pub(super) fn description(&self, id: &GroupId) -> GroupDescription {
        GroupDescription {
            id: id.clone(),
            group_type: self.group_type,
            state: self.state(),
            foreign_protocol: self.foreign_protocol.clone(),
            members: self.members.clone(),
        }
    }

    pub(super) fn committed(&self, partition: &TopicPartition) -> Option<&CommittedOffset> {
        self.commits.get(partition)
    }

    pub(super) fn commits(&self, stability: Stability) -> PerPartition<CommittedOffset> {
        let mut answer: PerPartition<CommittedOffset> = self
            .commits
            .iter()
            .map(|(partition, committed)| (partition.clone(), Ok(committed.clone())))
            .collect();
        if stability == Stability::Required {
            for partition in self.pending.keys() {
                let unstable = broker_error(ErrorCode::UNSTABLE_OFFSET_COMMIT);
                answer.insert(partition.clone(), Err(unstable));
            }
        }
        answer
    }

    /// Why the coordinator takes no commit from outside.
    pub(super) fn refuses_commits(&self) -> Option<KafkaError> {
        if self.foreign_protocol.as_deref() == Some("share") {
            return Some(broker_error(ErrorCode::GROUP_ID_NOT_FOUND));
        }
        let quiet = matches!(self.state(), GroupState::Empty | GroupState::Dead);
        (!quiet).then(|| broker_error(ErrorCode::UNKNOWN_MEMBER_ID))
    }

    /// Why the coordinator does not remove the commit of a partition.
    pub(super) fn refuses_deletion(&self, partition: &TopicPartition) -> Option<KafkaError> {
        match self.foreign_protocol.as_deref() {
            Some("share") => return Some(broker_error(ErrorCode::GROUP_ID_NOT_FOUND)),
            Some("consumer" | "streams") | None => {}
            Some(_) if !self.members.is_empty() => {
                return Some(broker_error(ErrorCode::NON_EMPTY_GROUP));
            }
            Some(_) => {}
        }
        let subscribed = self
            .members
            .iter()
            .flat_map(|member| &member.assignment)
            .any(|assigned| assigned.topic == partition.topic);
        subscribed.then(|| broker_error(ErrorCode::GROUP_SUBSCRIBED_TO_TOPIC))
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
        self.commits.insert(partition.clone(), committed.clone());
        if let Some(pending) = self.pending.get_mut(partition) {
            *pending = None;
        }
        Ok(())
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
                self.commits.insert(partition, pending);
            }
        }
    }
}
