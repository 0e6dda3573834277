//! Everything that is true of the cluster: topics, groups, and changes that come late.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    ClusterId, CommittedOffset, ErrorCode, GroupId, GroupType, KafkaError, PerPartition, Topic,
    TopicId, TopicName, TopicPartition,
};

use super::broker::{Broker, broker_error};
use super::group::Group;
use super::log::Log;

/// A topic and its partitions' logs.
pub(super) struct FakeTopic {
    pub(super) id: Option<TopicId>,
    pub(super) internal: bool,
    pub(super) logs: BTreeMap<i32, Log>,
}

/// A change of one group's commits.
#[derive(Clone)]
pub(super) enum Change {
    Commit(BTreeMap<TopicPartition, CommittedOffset>),
    Delete(BTreeSet<TopicPartition>),
}

impl Change {
    pub(super) fn partitions(&self) -> BTreeSet<TopicPartition> {
        match self {
            Change::Commit(offsets) => offsets.keys().cloned().collect(),
            Change::Delete(partitions) => partitions.clone(),
        }
    }

    pub(super) fn without(&self, failed: &PerPartition<()>) -> Change {
        let mut rest = self.clone();
        match &mut rest {
            Change::Commit(offsets) => offsets.retain(|at, _| !failed.contains_key(at)),
            Change::Delete(partitions) => partitions.retain(|at| !failed.contains_key(at)),
        }
        rest
    }
}

/// What became of a change whose answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    AtOnce,
    Never,
    /// At the start of the n-th `commits` call from then on, counted from 1, by the rules of that moment.
    BeforeRead(usize),
}

/// A change whose answer was lost and that the cluster has not carried out yet.
struct LateChange {
    reads_left: usize,
    carry_out: Box<dyn FnOnce(&mut World) + Send>,
}

/// Everything that is true of the cluster.
#[derive(Default)]
pub(super) struct World {
    pub(super) cluster_id: Option<ClusterId>,
    pub(super) topics: BTreeMap<TopicName, FakeTopic>,
    pub(super) groups: BTreeMap<GroupId, Group>,
    pub(super) broker: Broker,
    late: Vec<LateChange>,
    topics_created: u64,
}

impl World {
    /// Replaces a topic of the same name; each gets an id that no other had.
    pub(super) fn create_topic(&mut self, name: &str, partitions: i32, internal: bool) {
        self.topics_created += 1;
        let topic = FakeTopic {
            id: Some(TopicId(format!("fakeTopicId{:011}", self.topics_created))),
            internal,
            logs: (0..partitions).map(|p| (p, Log::default())).collect(),
        };
        self.topics.insert(name.into(), topic);
    }

    pub(super) fn describe_topic(&self, name: &str) -> Result<Topic, KafkaError> {
        let (name, topic) = self
            .topics
            .get_key_value(name)
            .ok_or_else(|| broker_error(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION))?;
        Ok(Topic {
            name: name.clone(),
            id: topic.id.clone(),
            partitions: topic.logs.keys().copied().collect(),
            internal: topic.internal,
        })
    }

    pub(super) fn log(&self, at: &TopicPartition) -> Result<&Log, KafkaError> {
        self.topics
            .get(&at.topic)
            .and_then(|topic| topic.logs.get(&at.partition))
            .ok_or_else(|| broker_error(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION))
    }

    /// The group, made as a simple one where it is absent: what a broker does on a commit.
    pub(super) fn group_or_simple(&mut self, group: &GroupId) -> &mut Group {
        self.groups
            .entry(group.clone())
            .or_insert_with(|| Group::new(GroupType::Simple))
    }

    pub(super) fn apply(&mut self, group: &GroupId, change: &Change) -> PerPartition<()> {
        match change {
            Change::Commit(offsets) => offsets
                .iter()
                .map(|(at, committed)| (at.clone(), self.commit(group, at, committed)))
                .collect(),
            Change::Delete(partitions) => partitions
                .iter()
                .map(|at| (at.clone(), self.delete(group, at)))
                .collect(),
        }
    }

    fn commit(
        &mut self,
        group: &GroupId,
        at: &TopicPartition,
        committed: &CommittedOffset,
    ) -> Result<(), KafkaError> {
        self.log(at)?;
        if let Some(refusal) = self.groups.get(group).and_then(Group::refuses_commits) {
            return Err(refusal);
        }
        self.group_or_simple(group).commit(at, committed)
    }

    fn delete(&mut self, group: &GroupId, at: &TopicPartition) -> Result<(), KafkaError> {
        self.may_delete(group)?;
        self.log(at)?;
        let group = self.group_or_simple(group);
        if let Some(refusal) = group.refuses_deletion(at) {
            return Err(refusal);
        }
        group.forget(at);
        Ok(())
    }

    /// What a coordinator looks at before it looks at partitions.
    pub(super) fn may_delete(&self, group: &GroupId) -> Result<(), KafkaError> {
        let group = self.existing(group)?;
        group.refuses_deletions().map_or(Ok(()), Err)
    }

    fn existing(&self, group: &GroupId) -> Result<&Group, KafkaError> {
        let found = self.groups.get(group);
        found.ok_or_else(|| broker_error(ErrorCode::GROUP_ID_NOT_FOUND))
    }

    pub(super) fn delete_group(&mut self, group: &GroupId) -> Result<(), KafkaError> {
        if let Some(refusal) = self.existing(group)?.refuses_removal() {
            return Err(refusal);
        }
        self.groups.remove(group);
        Ok(())
    }

    /// Carries out a change whose answer is lost, now, later or never.
    pub(super) fn lose(
        &mut self,
        written: Written,
        carry_out: impl FnOnce(&mut World) + Send + 'static,
    ) {
        match written {
            Written::AtOnce => carry_out(self),
            Written::BeforeRead(reads_left) => self.late.push(LateChange {
                reads_left,
                carry_out: Box::new(carry_out),
            }),
            Written::Never => {}
        }
    }

    /// Counts a read of commits, and carries out the changes that were to come before it.
    pub(super) fn catch_up(&mut self) {
        for late in &mut self.late {
            late.reads_left = late.reads_left.saturating_sub(1);
        }
        let (due, later) = std::mem::take(&mut self.late)
            .into_iter()
            .partition(|late| late.reads_left == 0);
        self.late = later;
        let due: Vec<LateChange> = due;
        for late in due {
            (late.carry_out)(self);
        }
    }
}
