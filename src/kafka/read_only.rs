//! What stands in the place of the means to change a cluster where a context is read-only.

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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::clock::SystemClock;
    use crate::model::Offset;

    #[test]
    fn each_change_is_refused_at_each_key_of_the_question() {
        let clock = Arc::new(SystemClock);
        let deadline = Deadline::new(clock, Duration::from_secs(1), None, Arc::default());
        let group = GroupId::new("billing");
        let at = TopicPartition::new("orders", 0);
        let offset = CommittedOffset::at(Offset::new(7).unwrap());
        let refusal = || Err(refused());
        let offsets = BTreeMap::from([(at.clone(), offset)]);
        let committed = ReadOnly.commit(&group, &offsets, &deadline);
        assert_eq!(committed, PerPartition::from([(at.clone(), refusal())]));
        let partitions = BTreeSet::from([at.clone()]);
        let deleted = ReadOnly.delete_commits(&group, &partitions, &deadline);
        assert_eq!(deleted, PerPartition::from([(at, refusal())]));
        let groups = BTreeSet::from([group.clone()]);
        let removed = ReadOnly.delete_groups(&groups, &deadline);
        assert_eq!(removed, PerGroup::from([(group.clone(), refusal())]));
        assert_eq!(ReadOnly.make_ready(&deadline), refusal());
        let topics = BTreeSet::from(["orders".into()]);
        let permissions = ReadOnly.may_delete_commits(&group, &topics, &deadline);
        assert_eq!(permissions, Err(refused()));
    }
}
