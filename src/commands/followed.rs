//! Positions of a group that others are to follow.

use std::collections::BTreeSet;

use super::Session;
use crate::error::Error;
use crate::model::{
    GroupId, ObservedGroup, PerTopic, Topic, TopicName, TopicPartition, committed_at,
};
use crate::observe::{add_pending_of, known_group};
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
        let observer = session.observer();
        let mut group = known_group(id, observer)?;
        refuse_foreign(id, &group)?;
        add_pending_of(id, partitions, &mut group.commits, observer)?;
        let names: BTreeSet<TopicName> = partitions.iter().map(|at| at.topic.clone()).collect();
        Ok(Followed {
            id: id.clone(),
            group,
            topics: session.cluster.topics(&names, session.deadline)?,
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

fn refuse_foreign(id: &GroupId, group: &ObservedGroup) -> Result<(), Error> {
    if !group.description.is_foreign() {
        return Ok(());
    }
    let protocol = group.description.foreign_protocol.clone();
    Err(Error::refused(Blocker {
        group: Some(id.clone()),
        partition: None,
        reason: Reason::NotAConsumerGroup { protocol },
    }))
}
