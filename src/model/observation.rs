use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{
    ClusterId, GroupDescription, GroupId, GroupListing, KafkaError, ListedOffset, OffsetRange,
    PerPartition, PerTopic, Retention, StoredCommit, StoredCommits, Topic, TopicPartition,
    by_reason,
};

/// What a change is about: the world that has to be looked at before it can be planned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The groups, each with the partitions of it that matter.
    pub groups: BTreeMap<GroupId, BTreeSet<TopicPartition>>,
    /// The moments whose first records are wanted, and where.
    pub times: BTreeMap<DateTime<Utc>, BTreeSet<TopicPartition>>,
}

impl Scope {
    /// The partitions that matter, of whatever group.
    pub fn partitions(&self) -> BTreeSet<TopicPartition> {
        self.groups.values().flatten().cloned().collect()
    }
}

/// The world as it was seen at one time. Log starts were read before the commits and ends after them,
/// so that neither a loss nor a lag is invented; times were looked up last, so that no record slips
/// between a look-up and the end that stands in for it.
#[derive(Clone, Debug)]
pub struct Observation {
    pub cluster_id: Option<ClusterId>,
    pub observed_at: DateTime<Utc>,
    /// Whether brokers cannot tell of commits that are pending in a transaction.
    pub hides_pending: bool,
    pub topics: PerTopic<Topic>,
    pub ranges: PerPartition<OffsetRange>,
    /// The first record at or after each time; `None` where there is none.
    pub times: BTreeMap<DateTime<Utc>, PerPartition<Option<ListedOffset>>>,
    pub groups: BTreeMap<GroupId, ObservedGroup>,
    /// How long brokers keep commits, by their numbers, as far as they tell.
    pub retention: BTreeMap<i32, Retention>,
}

impl Observation {
    /// How long the group's coordinator keeps its commits; `None` where that is not known.
    pub fn retention_of(&self, group: &ObservedGroup) -> Option<Retention> {
        let coordinator = group.description.coordinator.as_ref()?;
        self.retention.get(&coordinator.broker).copied()
    }
}

/// A group as it was seen: a partition that is missing from `commits` has none.
#[derive(Clone, Debug)]
pub struct ObservedGroup {
    pub description: GroupDescription,
    pub commits: StoredCommits,
}

impl ObservedGroup {
    /// Whether the cluster knows nothing by that name.
    pub fn is_absent(&self) -> bool {
        self.description.is_dead() && self.commits.is_empty()
    }

    /// The partitions with a commit; `None` where that is not known, or not what the group's position is.
    pub fn committed(&self) -> Option<usize> {
        let is_told = !self.description.is_foreign() || !self.commits.is_empty();
        let is_known = is_told && self.commits.values().all(Result::is_ok);
        let committed = self.commits.values().flatten();
        let committed = committed.filter_map(StoredCommit::committed);
        is_known.then(|| committed.count())
    }

    /// Where something is stored that is no offset, one line for each number.
    pub fn negative(&self) -> Vec<String> {
        let stored = self.commits.iter();
        by_reason(stored.filter_map(|(at, stored)| {
            let negative = stored.as_ref().ok()?.negative()?;
            Some((at.to_string(), negative.to_string()))
        }))
    }

    /// Why its commits are not all known, one line for each reason.
    pub fn unreadable(&self) -> Vec<String> {
        let failures = self.commits.iter();
        by_reason(failures.filter_map(|(at, commit)| {
            let error = commit.as_ref().err()?;
            Some((format!("commit in {at}"), error.to_string()))
        }))
    }
}

/// What could be seen of a group that was looked at by itself.
pub type Looked = Result<ObservedGroup, KafkaError>;

/// A group of a listing, and the group itself where it was looked at too.
#[derive(Clone, Debug)]
pub struct ListedGroup {
    pub listing: GroupListing,
    pub looked: Option<Looked>,
}

impl ListedGroup {
    /// What could not be seen of it, and why.
    pub fn error(&self) -> Option<String> {
        self.looked.as_ref().and_then(looked_error)
    }
}

/// What could not be seen of a group, and why.
pub fn looked_error(looked: &Looked) -> Option<String> {
    match looked {
        Ok(group) => Some(group.unreadable().join("; ")).filter(|why| !why.is_empty()),
        Err(error) => Some(error.to_string()),
    }
}
