//! Positions of a group that others are to follow.

use std::collections::{BTreeMap, BTreeSet};

use super::Session;
use super::gather::{observe_groups, read_pending, without_commit};
use super::select::unknown_group;
use crate::error::Error;
use crate::kafka::Stability;
use crate::model::{
    GroupId, ObservedGroup, PerTopic, Topic, TopicName, TopicPartition, committed_at,
};
use crate::plan::{Blocker, Reason, Source, Wanted};

/// A group as it stood when it was looked at.
pub(super) struct Followed {
    id: GroupId,
    group: ObservedGroup,
    topics: PerTopic<Topic>,
}

impl Followed {
    /// Reads the group's commits, of these partitions also those that are only pending.
    ///
    /// # Errors
    /// Refused: the cluster does not know the group, or it is no consumer's.
    pub(super) fn read(
        id: &GroupId,
        partitions: &BTreeSet<TopicPartition>,
        session: &Session<'_>,
    ) -> Result<Self, Error> {
        let (cluster, deadline) = (session.cluster, session.deadline);
        let mut group = known(id, session)?;
        let uncommitted = without_commit(partitions, &group.commits);
        let uncommitted = BTreeMap::from([(id.clone(), uncommitted)]);
        let mut pending = Ok(BTreeMap::new());
        read_pending(cluster, deadline, uncommitted, &mut |_, answer| {
            pending = answer;
        })?;
        let unreadable = |error| Error::from(error).context(format!("group {id}"));
        group.commits.extend(pending.map_err(unreadable)?);
        let names: BTreeSet<TopicName> = partitions.iter().map(|at| at.topic.clone()).collect();
        Ok(Followed {
            id: id.clone(),
            group,
            topics: cluster.topics(&names, deadline)?,
        })
    }

    /// What its position in one partition asks of another group in the partition `to`.
    pub(super) fn position(&self, from: &TopicPartition, to: &TopicPartition) -> Wanted {
        match committed_at(&self.group.commits, from) {
            Ok(Some(committed)) if from.topic != to.topic => Wanted::Mapped {
                committed: committed.clone(),
                topic: from.topic.clone(),
            },
            // A topic's commits go with it, so what stands there now was made in the topic of now.
            Ok(Some(committed)) => Wanted::Restored {
                committed: committed.clone(),
                topic_id: self.topic(&to.topic).and_then(|topic| topic.id.clone()),
            },
            Err(error) => Wanted::SavedUnreadable(error.message.clone()),
            Ok(None) => Wanted::NoSource,
        }
    }

    pub(super) fn source(&self) -> Source {
        Source::Group {
            id: self.id.clone(),
            members: self.group.description.members.len(),
        }
    }

    fn topic(&self, name: &TopicName) -> Option<&Topic> {
        self.topics.get(name).and_then(|topic| topic.as_ref().ok())
    }
}

fn known(id: &GroupId, session: &Session<'_>) -> Result<ObservedGroup, Error> {
    let (cluster, deadline) = (session.cluster, session.deadline);
    let ids = BTreeSet::from([id.clone()]);
    let mut observed = observe_groups(cluster, deadline, &ids, Stability::Required)?;
    let Some(group) = observed.remove(id).filter(|group| !group.is_absent()) else {
        let listed = cluster.groups(deadline)?;
        return Err(unknown_group(id, &listed.found));
    };
    if group.description.is_foreign() {
        let protocol = group.description.foreign_protocol;
        return Err(Error::refused(Blocker {
            group: Some(id.clone()),
            partition: None,
            reason: Reason::NotAConsumerGroup { protocol },
        }));
    }
    Ok(group)
}
