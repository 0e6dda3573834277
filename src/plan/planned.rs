use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Action, Blocker, Change, Warning};
use crate::model::{ClusterId, GroupId, GroupState, GroupType, Observation, Scope, TopicPartition};

/// All that will be written, and nothing left to choose: every selected partition is in it exactly once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The subcommand that made it.
    pub command: String,
    /// What was asked for, in words for the reader.
    pub description: String,
    pub cluster_id: Option<ClusterId>,
    /// When the world was looked at.
    pub observed_at: DateTime<Utc>,
    /// What could not be seen, and why, one sentence each.
    pub incomplete: Vec<String>,
    pub groups: Vec<GroupPlan>,
}

/// The part of a plan that concerns one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPlan {
    pub id: GroupId,
    pub group_type: GroupType,
    pub state: GroupState,
    /// Whether the cluster knew nothing by that name.
    pub absent: bool,
    /// Whether the group itself is deleted, with all its commits.
    pub remove_group: bool,
    pub blockers: Vec<Blocker>,
    pub warnings: Vec<Warning>,
    pub changes: BTreeMap<TopicPartition, Change>,
}

/// What a plan comes to, over all its groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Upper bound of the records that are read again.
    pub replayed: u64,
    /// Upper bound of the records that are not read.
    pub skipped: u64,
    /// Partitions that are written, those that lose their commit included.
    pub written: usize,
    /// Commits that are removed.
    pub deleted: usize,
    /// Groups that are deleted.
    pub groups_removed: usize,
    /// Partitions that are left as they are.
    pub kept: usize,
}

impl GroupPlan {
    /// Whether carrying it out would write anything.
    pub fn writes(&self) -> bool {
        self.remove_group || self.changes.values().any(Change::writes)
    }
}

impl Plan {
    /// Why the plan cannot be carried out, if anything stands against it.
    pub fn blockers(&self) -> impl Iterator<Item = &Blocker> {
        self.groups.iter().flat_map(|group| &group.blockers)
    }

    pub fn is_blocked(&self) -> bool {
        self.blockers().next().is_some()
    }

    /// Whether carrying it out would write anything.
    pub fn writes(&self) -> bool {
        self.groups.iter().any(GroupPlan::writes)
    }

    /// Every row, with its group and partition.
    pub fn changes(&self) -> impl Iterator<Item = (&GroupPlan, &TopicPartition, &Change)> {
        self.groups.iter().flat_map(|group| {
            group
                .changes
                .iter()
                .map(move |(partition, change)| (group, partition, change))
        })
    }

    pub fn totals(&self) -> Totals {
        let groups_removed = self
            .groups
            .iter()
            .filter(|group| group.remove_group)
            .count();
        let none = Totals {
            groups_removed,
            ..Totals::default()
        };
        self.changes().fold(none, |totals, (_, _, change)| Totals {
            replayed: totals
                .replayed
                .saturating_add(change.replayed().unwrap_or(0)),
            skipped: totals.skipped.saturating_add(change.skipped().unwrap_or(0)),
            written: totals.written + usize::from(change.writes()),
            deleted: totals.deleted + usize::from(change.action == Action::Delete),
            kept: totals.kept + usize::from(!change.writes()),
            ..totals
        })
    }

    /// What must be looked at again to tell whether the plan is stale.
    pub fn scope(&self) -> Scope {
        let partitions = |group: &GroupPlan| group.changes.keys().cloned().collect();
        Scope {
            groups: self
                .groups
                .iter()
                .map(|group| (group.id.clone(), partitions(group)))
                .collect(),
            times: BTreeMap::new(),
        }
    }

    /// What has moved since the plan was made; empty while it may be carried out. The one rule of staleness.
    pub fn drift(&self, now: &Observation) -> Vec<String> {
        super::drift::drift(self, now)
    }
}
