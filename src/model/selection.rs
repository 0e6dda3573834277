//! What of a cluster a command is about, before it is looked up.

use std::collections::BTreeSet;

use super::{GroupId, NamePattern, TopicSelector};

/// The groups that a command is about.
#[derive(Clone, Debug, Default)]
pub struct GroupSelection {
    pub named: BTreeSet<GroupId>,
    /// Those beside them whose whole name matches.
    pub matching: Option<NamePattern>,
    /// Every group.
    pub all: bool,
}

/// The groups that a command is about to change.
#[derive(Clone, Debug, Default)]
pub struct ChangedGroupSelection {
    pub groups: GroupSelection,
    /// What a pattern leaves out, by the whole name.
    pub exclude: Option<NamePattern>,
    /// Whether a pattern leaves out groups that have active members.
    pub skip_active: bool,
}

impl ChangedGroupSelection {
    /// These groups and no others.
    pub fn named(named: impl IntoIterator<Item = GroupId>) -> Self {
        ChangedGroupSelection {
            groups: GroupSelection {
                named: named.into_iter().collect(),
                ..GroupSelection::default()
            },
            ..ChangedGroupSelection::default()
        }
    }
}

/// The groups that a command looks at, and the topics of them.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub groups: GroupSelection,
    /// Topics, or partitions of them; none where no topic is named.
    pub topics: Vec<TopicSelector>,
    /// Those beside them whose whole name matches, of the topics in which the groups have commits.
    pub topics_matching: Option<NamePattern>,
}

/// Which topics of its groups a change is about; never guessed.
#[derive(Clone, Debug)]
pub enum ChangedTopics {
    Named {
        /// Topics, or partitions of them.
        topics: Vec<TopicSelector>,
        /// Those beside them whose whole name matches.
        matching: Option<NamePattern>,
    },
    /// Every topic in which a group has commits: all its partitions, or only those that have one.
    Committed { only: bool },
}
