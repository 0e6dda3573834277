//! What came of a change.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Change, GroupPlan, Plan};
use crate::model::{CommittedOffset, ErrorCode, GroupId, KafkaError, TopicPartition};

/// How a change ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub groups: BTreeMap<GroupId, GroupOutcome>,
}

/// How a change of one group ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupOutcome {
    /// What became of the group itself, where it was to be deleted.
    pub removal: Option<Removal>,
    pub partitions: BTreeMap<TopicPartition, PartitionOutcome>,
}

/// How the deletion of a group ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    pub status: Status,
    pub error: Option<KafkaError>,
    /// When the last copy of the request was sent that may still be carried out; `None` where none may.
    pub late_copy: Option<DateTime<Utc>>,
}

/// How a change of one partition ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionOutcome {
    pub before: Option<CommittedOffset>,
    pub requested: Option<CommittedOffset>,
    /// What stood there afterwards; an error where that could not be read.
    pub read_back: Result<Option<CommittedOffset>, KafkaError>,
    pub status: Status,
    pub error: Option<KafkaError>,
    /// When the last copy of the request was sent that may still be carried out; `None` where none may.
    pub late_copy: Option<DateTime<Utc>>,
}

/// What can be said about one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::VariantArray)]
pub enum Status {
    Unchanged,
    Applied,
    Failed,
    Unknown,
}

/// What can be said about the whole change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum OverallResult {
    Applied,
    /// Nothing was to be written, or the brokers refused all of it.
    Unchanged,
    Partial,
    Unknown,
}

impl Outcome {
    /// The outcome of a plan that writes nothing: everything stands as it was seen.
    pub fn nothing_to_do(plan: &Plan) -> Self {
        Outcome::unchanged(plan, |change| change.before.clone())
    }

    /// The outcome of a plan that was carried out before: everything stands where it puts it.
    pub fn carried_out_before(plan: &Plan) -> Self {
        Outcome::unchanged(plan, |change| change.after.clone())
    }

    fn unchanged(plan: &Plan, stands: fn(&Change) -> Option<CommittedOffset>) -> Self {
        let unchanged = |(at, change): (&TopicPartition, &Change)| {
            let row = PartitionOutcome {
                before: stands(change),
                requested: change.after.clone(),
                read_back: Ok(stands(change)),
                status: Status::Unchanged,
                error: None,
                late_copy: None,
            };
            (at.clone(), row)
        };
        let group = |group: &GroupPlan| {
            let ended = GroupOutcome {
                removal: group.remove_group.then_some(Removal {
                    status: Status::Unchanged,
                    error: None,
                    late_copy: None,
                }),
                partitions: group.changes.iter().map(unchanged).collect(),
            };
            (group.id.clone(), ended)
        };
        Outcome {
            groups: plan.groups.iter().map(group).collect(),
        }
    }

    pub fn partitions(
        &self,
    ) -> impl Iterator<Item = (&GroupId, &TopicPartition, &PartitionOutcome)> {
        self.groups.iter().flat_map(|(group, ended)| {
            ended
                .partitions
                .iter()
                .map(move |(partition, outcome)| (group, partition, outcome))
        })
    }

    /// The groups that were to be deleted.
    pub fn removals(&self) -> impl Iterator<Item = (&GroupId, &Removal)> {
        self.groups
            .iter()
            .filter_map(move |(id, ended)| Some((id, ended.removal.as_ref()?)))
    }

    /// Every error, of partitions and of groups.
    pub fn errors(&self) -> impl Iterator<Item = &KafkaError> {
        let rows = self
            .partitions()
            .filter_map(|(_, _, row)| row.error.as_ref());
        let groups = self
            .removals()
            .filter_map(|(_, removal)| removal.error.as_ref());
        rows.chain(groups)
    }

    /// Whether a copy of a request may still be carried out after all that was applied.
    pub fn has_late_copies(&self) -> bool {
        let rows = self
            .partitions()
            .map(|(_, _, row)| (row.status, row.late_copy));
        let groups = self
            .removals()
            .map(|(_, removal)| (removal.status, removal.late_copy));
        rows.chain(groups)
            .any(|(status, copy)| status == Status::Applied && copy.is_some())
    }

    /// How many partitions ended like this.
    pub fn count(&self, status: Status) -> usize {
        self.partitions()
            .filter(|(_, _, outcome)| outcome.status == status)
            .count()
    }

    /// Whether all that failed did so because somebody joined a group in the meantime.
    pub fn is_joined(&self) -> bool {
        let joined = [
            ErrorCode::UNKNOWN_MEMBER_ID,
            ErrorCode::GROUP_SUBSCRIBED_TO_TOPIC,
            ErrorCode::NON_EMPTY_GROUP,
        ];
        self.failed_for(&joined)
    }

    /// Whether all that failed did so because something has moved since the preview, and was not sent for that.
    pub fn has_moved(&self) -> bool {
        self.failed_for(&[ErrorCode::OUTDATED])
    }

    /// Whether all that failed did so because too much time passed after each look at a group, and was not sent for
    /// that.
    pub fn was_held_up(&self) -> bool {
        self.failed_for(&[ErrorCode::EXPIRED])
    }

    /// Whether something failed, and all of it for one of these reasons or behind what did.
    fn failed_for(&self, codes: &[ErrorCode]) -> bool {
        let mut sent = self
            .errors()
            .filter(|error| error.code != ErrorCode::PURGED_IN_QUEUE)
            .peekable();
        sent.peek().is_some() && sent.all(|error| codes.contains(&error.code))
    }

    pub fn result(&self) -> OverallResult {
        let [applied, failed, unknown] =
            [Status::Applied, Status::Failed, Status::Unknown].map(|status| {
                let removals = self
                    .removals()
                    .filter(|(_, removal)| removal.status == status);
                self.count(status) + removals.count()
            });
        match (applied, failed, unknown) {
            (_, _, 1..) => OverallResult::Unknown,
            (1.., 1.., 0) => OverallResult::Partial,
            (1.., 0, 0) => OverallResult::Applied,
            (0, _, 0) => OverallResult::Unchanged,
        }
    }
}

#[cfg(test)]
mod tests;
