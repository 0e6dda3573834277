use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Envelope;
use super::plan::Committed;
use crate::model::{ClusterId, TopicPartition};
use crate::plan::{Outcome, OverallResult, PartitionOutcome, Status};

const SCHEMA: (&str, u32) = ("koffset.outcome", 1);

/// The content of a `koffset.outcome` document.
#[derive(Clone, Debug, Serialize)]
pub struct OutcomeDocument {
    plan_id: String,
    journal_id: Option<String>,
    result: &'static str,
    groups: Vec<Group>,
}

#[derive(Clone, Debug, Serialize)]
struct Group {
    group_id: String,
    partitions: Vec<Row>,
}

#[derive(Clone, Debug, Serialize)]
struct Row {
    topic: String,
    partition: i32,
    before: Option<Committed>,
    requested: Option<Committed>,
    read_back: Option<Committed>,
    status: &'static str,
    error: Option<String>,
}

impl Envelope<OutcomeDocument> {
    /// The document of what came of the plan with this id.
    pub fn of_outcome(
        outcome: &Outcome,
        plan_id: &str,
        cluster_id: Option<&ClusterId>,
        observed_at: DateTime<Utc>,
    ) -> Self {
        let content = OutcomeDocument {
            plan_id: plan_id.to_owned(),
            journal_id: None,
            result: outcome.result().word(),
            groups: outcome
                .groups
                .iter()
                .map(|(id, rows)| Group::new(id.as_str(), rows))
                .collect(),
        };
        let unread = outcome.partitions().filter_map(|(group, partition, row)| {
            let error = row.read_back.as_ref().err()?;
            Some(format!(
                "{partition} of group {group} could not be read back: {error}"
            ))
        });
        Envelope::new(SCHEMA, cluster_id, observed_at, unread.collect(), content)
    }
}

impl Group {
    fn new(id: &str, rows: &BTreeMap<TopicPartition, PartitionOutcome>) -> Self {
        Group {
            group_id: id.to_owned(),
            partitions: rows
                .iter()
                .map(|(partition, row)| Row::new(partition, row))
                .collect(),
        }
    }
}

impl Row {
    fn new(partition: &TopicPartition, row: &PartitionOutcome) -> Self {
        Row {
            topic: partition.topic.to_string(),
            partition: partition.partition,
            before: row.before.as_ref().map(Committed::from),
            requested: row.requested.as_ref().map(Committed::from),
            read_back: row
                .read_back
                .as_ref()
                .ok()
                .and_then(Option::as_ref)
                .map(Committed::from),
            status: row.status.word(),
            error: row.error.as_ref().map(ToString::to_string),
        }
    }
}

impl Status {
    /// The word for it in documents.
    pub fn word(self) -> &'static str {
        match self {
            Status::Unchanged => "unchanged",
            Status::Applied => "applied",
            Status::Failed => "failed",
            Status::Unknown => "unknown",
        }
    }
}

impl OverallResult {
    /// The word for it in documents.
    pub fn word(self) -> &'static str {
        match self {
            OverallResult::Applied => "applied",
            OverallResult::Unchanged => "unchanged",
            OverallResult::Partial => "partial",
            OverallResult::Unknown => "unknown",
        }
    }
}
