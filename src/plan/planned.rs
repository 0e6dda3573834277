use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Action, Blocker, Change, Warning};
use crate::model::{
    ClusterId, GroupId, GroupState, GroupType, LeftOut, Scope, TopicName, TopicPartition,
};

/// All that will be written, and nothing left to choose: every selected partition is in it exactly once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The subcommand that made it.
    pub command: String,
    /// What was asked for, in words for the reader.
    pub description: String,
    /// The moment that the description names last. How long ago it is, is told when it is shown.
    pub as_of: Option<DateTime<Utc>>,
    /// The journal's id of the change that is taken back, if one is.
    pub undoes: Option<String>,
    pub cluster_id: Option<ClusterId>,
    /// When the world was looked at.
    pub observed_at: DateTime<Utc>,
    /// What could not be seen, and why, one sentence each.
    pub incomplete: Vec<String>,
    /// How many partitions each of its topics had, those that it leaves out included.
    pub topics: BTreeMap<TopicName, usize>,
    /// The groups that a pattern matched and that are not changed.
    pub left_out: Vec<LeftOut>,
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
    /// Partitions that had no commit, of which the sums above hold nothing: where their consumers would have
    /// started is not known.
    pub created: usize,
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

    /// The group with fewer of its partitions.
    #[must_use]
    pub fn without(&self, left_out: impl Fn(&TopicPartition) -> bool) -> GroupPlan {
        let mut rest = self.clone();
        rest.changes.retain(|at, _| !left_out(at));
        rest
    }

    /// The group as the first commit has left it: one that was not there is made as a simple one.
    #[must_use]
    pub fn once_written(self) -> GroupPlan {
        if !self.absent {
            return self;
        }
        GroupPlan {
            group_type: GroupType::Simple,
            state: GroupState::Empty,
            absent: false,
            ..self
        }
    }

    /// What has to be looked at of these groups.
    pub fn scope(groups: &[GroupPlan]) -> Scope {
        let partitions = |group: &GroupPlan| group.changes.keys().cloned().collect();
        let groups = groups.iter();
        Scope {
            groups: groups
                .map(|group| (group.id.clone(), partitions(group)))
                .collect(),
            times: BTreeMap::new(),
        }
    }

    /// All that tells what is written from what another plan writes.
    fn effect(&self) -> impl PartialEq {
        let written = self.changes.iter().filter(|(_, change)| change.writes());
        let written: Vec<_> = written
            .map(|(at, change)| (at, &change.topic_id, &change.before, &change.after))
            .collect();
        (&self.id, self.absent, self.remove_group, written)
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

    /// Adds what stands against the whole plan; a plan of no group has nothing to stand against.
    pub fn block(&mut self, blockers: Vec<Blocker>) {
        if let Some(first) = self.groups.first_mut() {
            first.blockers.extend(blockers);
        }
    }

    /// Whether nothing stands against the plan but members who may leave.
    pub fn waits_for_members(&self) -> bool {
        let waits = |blocker: &Blocker| blocker.reason.is_occupied();
        self.is_blocked() && self.blockers().all(waits)
    }

    /// The plan as it would be if its groups had no members.
    #[must_use]
    pub fn without_members(mut self) -> Plan {
        for group in &mut self.groups {
            group
                .blockers
                .retain(|blocker| !blocker.reason.is_occupied());
        }
        self
    }

    /// Whether both write the same in place of the same, to the same groups and topics.
    pub fn has_same_effect(&self, other: &Plan) -> bool {
        let writing = self.groups.iter().filter(|group| group.writes());
        let others = other.groups.iter().filter(|group| group.writes());
        writing
            .map(GroupPlan::effect)
            .eq(others.map(GroupPlan::effect))
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
            created: totals.created + usize::from(change.action == Action::Create),
            deleted: totals.deleted + usize::from(change.action == Action::Delete),
            kept: totals.kept + usize::from(!change.writes()),
            ..totals
        })
    }

    /// What must be looked at again to tell whether the plan is stale.
    pub fn scope(&self) -> Scope {
        GroupPlan::scope(&self.groups)
    }
}
