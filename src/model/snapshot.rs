use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{
    ClusterId, CommittedOffset, GroupId, GroupState, GroupType, LeftOut, NegativeOffset,
    OffsetRange, TopicId, TopicName, TopicPartition,
};

/// Where groups stood at one moment, and what is needed to trust that later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// When the reading began.
    pub created_at: DateTime<Utc>,
    /// `None` where the cluster's brokers have no id.
    pub cluster_id: Option<ClusterId>,
    /// Whether every topic was asked for, and none can have been hidden: what stands nowhere in the snapshot had no
    /// commit.
    pub all_topics: bool,
    /// The topics that could be seen when all were asked for and some may have been hidden.
    pub visible_topics: BTreeSet<TopicName>,
    /// What could not be seen, and why, one sentence each.
    pub incomplete: Vec<String>,
    /// The groups that are no part of it by what they are.
    pub left_out: Vec<LeftOut>,
    pub groups: BTreeMap<GroupId, GroupSnapshot>,
}

/// Where one group stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupSnapshot {
    pub group_type: GroupType,
    pub state: GroupState,
    /// Why none of the group's commits could be read; `offsets` is empty then.
    pub error: Option<String>,
    pub offsets: BTreeMap<TopicPartition, SavedOffset>,
}

/// Where a group stood in one partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedOffset {
    /// `None` where the broker gave no topic id, or knew no such topic.
    pub topic_id: Option<TopicId>,
    /// `Ok(None)` where the group had no commit, `Err` where that could not be told, with the reason.
    pub committed: Result<Option<CommittedOffset>, String>,
    /// What was stored in place of a commit, where that is no offset; there is no commit then.
    pub negative: Option<NegativeOffset>,
    /// The partition's log, read after the commit, without its epochs; `Err` with the reason.
    pub range: Result<OffsetRange, String>,
}

impl Snapshot {
    /// Whether a partition of this topic without a row is known to have had no commit.
    pub fn has_seen(&self, topic: &TopicName) -> bool {
        self.all_topics || self.visible_topics.contains(topic)
    }

    /// What hides a commit, one sentence for each place.
    pub fn unread(&self) -> impl Iterator<Item = String> {
        self.groups.iter().flat_map(|(id, group)| {
            let whole = group
                .error
                .iter()
                .map(move |why| format!("group {id}: {why}"));
            let single = group.offsets.iter().filter_map(move |(at, saved)| {
                let why = saved.committed.as_ref().err()?;
                Some(format!("group {id}: {at}: {why}"))
            });
            whole.chain(single)
        })
    }

    /// Whether a commit or a group may be missing. An unreadable range hides no commit.
    pub fn is_partial(&self) -> bool {
        !self.incomplete.is_empty() || self.groups.values().any(GroupSnapshot::is_partial)
    }

    /// The partitions of all its groups, those without a commit included.
    pub fn partitions(&self) -> usize {
        self.groups.values().map(|group| group.offsets.len()).sum()
    }
}

impl GroupSnapshot {
    /// Whether it is known to have committed nothing.
    pub fn has_no_commit(&self) -> bool {
        let mut commits = self.offsets.values().map(|saved| &saved.committed);
        self.error.is_none() && commits.all(|committed| matches!(committed, Ok(None)))
    }

    /// Whether a commit of the group may be missing.
    pub fn is_partial(&self) -> bool {
        self.error.is_some() || self.offsets.values().any(|saved| saved.committed.is_err())
    }
}
