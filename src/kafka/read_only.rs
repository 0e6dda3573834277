use std::collections::{BTreeMap, BTreeSet};

use super::ChangeGroups;
use crate::clock::Deadline;
use crate::model::{
    CommittedOffset, ErrorCode, GroupId, KafkaError, PerGroup, PerPartition, PerTopic, TopicName,
    TopicPartition,
};

/// What a read-only context has in the place of the means to change a cluster: it reaches none.
pub struct ReadOnly;

fn refused() -> KafkaError {
    KafkaError::new(ErrorCode::UNSUPPORTED_FEATURE, "the context is read-only")
}

impl ChangeGroups for ReadOnly {
    fn make_ready(&self, _deadline: &Deadline) -> Result<(), KafkaError> {
        Err(refused())
    }

    fn commit(
        &self,
        _group: &GroupId,
        offsets: &BTreeMap<TopicPartition, CommittedOffset>,
        _deadline: &Deadline,
    ) -> PerPartition<()> {
        let each = offsets.keys().cloned();
        each.map(|at| (at, Err(refused()))).collect()
    }

    fn delete_commits(
        &self,
        _group: &GroupId,
        partitions: &BTreeSet<TopicPartition>,
        _deadline: &Deadline,
    ) -> PerPartition<()> {
        let each = partitions.iter().cloned();
        each.map(|at| (at, Err(refused()))).collect()
    }

    fn delete_groups(&self, groups: &BTreeSet<GroupId>, _deadline: &Deadline) -> PerGroup<()> {
        let each = groups.iter().cloned();
        each.map(|id| (id, Err(refused()))).collect()
    }

    fn may_delete_commits(
        &self,
        _group: &GroupId,
        _topics: &BTreeSet<TopicName>,
        _deadline: &Deadline,
    ) -> Result<PerTopic<()>, KafkaError> {
        Err(refused())
    }
}
