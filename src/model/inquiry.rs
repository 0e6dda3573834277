//! What a change asks of a cluster before it can be planned, and what is seen then.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{
    ChangedGroupSelection, ChangedTopics, GroupId, LeftOut, Observation, ObservedGroup, PerTopic,
    Topic, TopicName, TopicPartition, TopicSelector,
};

/// The partitions of each group.
pub type PerGroupPartitions = BTreeMap<GroupId, BTreeSet<TopicPartition>>;

/// What a change needs to know of the cluster.
#[derive(Clone, Debug)]
pub struct Inquiry {
    pub groups: ChangedGroupSelection,
    pub partitions: InquiredPartitions,
    /// Whether a group that is not there may be created.
    pub create_group: bool,
    /// The moments whose first records are wanted: everywhere, or in what the selectors cover.
    pub times: BTreeMap<DateTime<Utc>, Option<Vec<TopicSelector>>>,
    /// Whether commits may be made, of which the reader is told how long they are kept.
    pub retention: bool,
}

/// Which partitions of its groups a change is about.
#[derive(Clone, Debug)]
pub enum InquiredPartitions {
    /// Those of topics that are named, or in which the groups have commits.
    Of(ChangedTopics),
    /// Those in which another group has commits, each in the topic that takes the place of its own.
    Followed {
        id: GroupId,
        topics: ChangedTopics,
        /// The topics that others take the place of, where the groups' own partitions are not followed.
        copied: Option<BTreeMap<TopicName, TopicName>>,
    },
    /// Those that a file holds, with all else that its topics and groups have.
    Held {
        held: Held,
        /// Of these only what is named.
        only: Option<ChangedTopics>,
    },
    /// These.
    Exactly(PerGroupPartitions),
    /// Those in which the groups have commits that are to be removed, or those that are named.
    Removed(ChangedTopics),
    /// All commits of groups that are to be removed.
    RemovedGroups,
}

/// The partitions that a file holds.
#[derive(Clone, Debug)]
pub enum Held {
    PerGroup(PerGroupPartitions),
    /// Whatever the group.
    Anywhere(BTreeSet<TopicPartition>),
}

/// What a selection came to.
#[derive(Clone, Debug, Default)]
pub struct SelectedGroups {
    pub ids: BTreeSet<GroupId>,
    /// Those of them that were named, and not only matched.
    pub named: BTreeSet<GroupId>,
    /// Why groups may be missing, where a pattern was asked for.
    pub gaps: Vec<String>,
    /// The groups that the pattern matches and that are not among them.
    pub left_out: Vec<LeftOut>,
}

/// A group whose positions others are to follow, as it stood.
#[derive(Clone, Debug)]
pub struct Followed {
    pub id: GroupId,
    pub group: ObservedGroup,
    /// Where it is followed, and the topics of these.
    pub partitions: BTreeSet<TopicPartition>,
    pub topics: PerTopic<Topic>,
}

/// All that was seen for a change.
#[derive(Clone, Debug)]
pub struct Visit {
    pub groups: SelectedGroups,
    /// The groups that are to be changed, each with the partitions that the change is about.
    pub partitions: PerGroupPartitions,
    pub followed: Option<Followed>,
    /// Whether commits may have been hidden from who was to find all of a group.
    pub may_hide_commits: bool,
    pub observation: Observation,
}

impl InquiredPartitions {
    /// Whether which partitions they are is only known from the commits that can be seen.
    pub fn finds_by_commits(&self) -> bool {
        match self {
            InquiredPartitions::Of(topics)
            | InquiredPartitions::Followed { topics, .. }
            | InquiredPartitions::Removed(topics) => {
                matches!(topics, ChangedTopics::Committed { .. })
            }
            InquiredPartitions::RemovedGroups => true,
            InquiredPartitions::Held { .. } | InquiredPartitions::Exactly(_) => false,
        }
    }
}
