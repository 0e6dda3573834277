use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA;
use crate::document::parts::CommittedForm;
use crate::document::parts::{LeftOutForm, left_out_forms};
use crate::document::{Envelope, Kind, Word, Worded};
use crate::model::{ClusterId, GroupId, LeftOut, TopicPartition, by_reason, instant};
use crate::plan::{GroupOutcome, Outcome, OverallResult, PartitionOutcome, Status};

/// The content of a `koffset.outcome` document.
#[derive(Clone, Serialize, JsonSchema)]
pub struct OutcomeDocument<'a> {
    plan_id: &'a str,
    journal_id: Option<&'a str>,
    result: Word<OverallResult>,
    /// The groups that a pattern matched and the change left out; left out itself where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOutForm<'a>>,
    groups: Vec<GroupForm<'a>>,
}

#[derive(Clone, Serialize, JsonSchema)]
struct GroupForm<'a> {
    group_id: &'a str,
    /// What became of the group itself; null where it was not to be deleted.
    removal: Option<RemovalForm>,
    partitions: Vec<RowForm<'a>>,
}

#[derive(Clone, Serialize, JsonSchema)]
struct RemovalForm {
    status: Word<Status>,
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_copy_sent_at: Option<String>,
}

#[derive(Clone, Serialize, JsonSchema)]
struct RowForm<'a> {
    topic: &'a str,
    partition: i32,
    before: Option<CommittedForm<'a>>,
    /// The commit that was asked for; null for none.
    requested: Option<CommittedForm<'a>>,
    read_back: Option<CommittedForm<'a>>,
    /// Why it could not be read back; null where it was, and where there was no commit.
    read_back_error: Option<String>,
    status: Word<Status>,
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_copy_sent_at: Option<String>,
}

/// Which plan an outcome is of, and where it is journalled.
#[derive(Clone, Copy, Debug)]
pub struct OutcomeOf<'a> {
    pub plan_id: &'a str,
    pub journal_id: Option<&'a str>,
    pub cluster_id: Option<&'a ClusterId>,
    /// Those of the plan.
    pub left_out: &'a [LeftOut],
}

impl Kind for OutcomeDocument<'_> {
    const SCHEMA: (&'static str, u32) = SCHEMA;
}

impl<'a> Envelope<OutcomeDocument<'a>> {
    /// The document of what came of a plan.
    pub fn of_outcome(outcome: &'a Outcome, of: OutcomeOf<'a>, observed_at: DateTime<Utc>) -> Self {
        let content = OutcomeDocument {
            plan_id: of.plan_id,
            journal_id: of.journal_id,
            result: Word(outcome.result()),
            left_out: left_out_forms(of.left_out),
            groups: outcome.groups.iter().map(group_form).collect(),
        };
        let unread = outcome.partitions().filter_map(|(group, partition, row)| {
            let error = row.read_back.as_ref().err()?;
            let place = format!("{partition} of group {group}");
            Some((place, format!("could not be read back: {error}")))
        });
        Envelope::new(
            SCHEMA,
            of.cluster_id,
            observed_at,
            by_reason(unread),
            content,
        )
    }
}

fn group_form<'a>((id, ended): (&'a GroupId, &'a GroupOutcome)) -> GroupForm<'a> {
    GroupForm {
        group_id: id.as_str(),
        removal: ended.removal.as_ref().map(|removal| RemovalForm {
            status: Word(removal.status),
            error: removal.error.as_ref().map(ToString::to_string),
            late_copy_sent_at: removal.late_copy.map(instant),
        }),
        partitions: ended.partitions.iter().map(row_form).collect(),
    }
}

fn row_form<'a>((at, row): (&'a TopicPartition, &'a PartitionOutcome)) -> RowForm<'a> {
    let read_back = row.read_back.as_ref().ok().and_then(Option::as_ref);
    RowForm {
        topic: &at.topic,
        partition: at.partition,
        before: row.before.as_ref().map(CommittedForm::from),
        requested: row.requested.as_ref().map(CommittedForm::from),
        read_back: read_back.map(CommittedForm::from),
        read_back_error: row.read_back.as_ref().err().map(ToString::to_string),
        status: Word(row.status),
        error: row.error.as_ref().map(ToString::to_string),
        late_copy_sent_at: row.late_copy.map(instant),
    }
}

impl Worded for Status {
    fn word(self) -> &'static str {
        match self {
            Status::Unchanged => "unchanged",
            Status::Applied => "applied",
            Status::Failed => "failed",
            Status::Unknown => "unknown",
        }
    }
}

impl Worded for OverallResult {
    fn word(self) -> &'static str {
        match self {
            OverallResult::Applied => "applied",
            OverallResult::Unchanged => "unchanged",
            OverallResult::Partial => "partial",
            OverallResult::Unknown => "unknown",
        }
    }
}
