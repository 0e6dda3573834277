use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use strum::VariantArray;

use super::SCHEMA;
use crate::document::parts::CommittedForm;
use crate::document::parts::Ordinal;
use crate::document::{Worded, reading};
use crate::error::Error;
use crate::model::{ErrorCode, GroupId, KafkaError, TopicPartition};
use crate::plan::{GroupOutcome, Outcome, PartitionOutcome, Removal, Status};

/// An outcome as it was written.
pub(in crate::document) struct ReadOutcome {
    pub(in crate::document) plan_id: String,
    pub(in crate::document) journal_id: Option<String>,
    pub(in crate::document) observed_at: DateTime<Utc>,
    pub(in crate::document) outcome: Outcome,
}

#[derive(Deserialize)]
struct OutcomeForm {
    #[serde(deserialize_with = "reading::instant")]
    observed_at: DateTime<Utc>,
    plan_id: String,
    journal_id: Option<String>,
    result: String,
    groups: Vec<GroupForm>,
}

#[derive(Deserialize)]
struct GroupForm {
    group_id: String,
    #[serde(deserialize_with = "Option::deserialize")]
    removal: Option<RemovalForm>,
    partitions: Vec<RowForm>,
}

#[derive(Deserialize)]
struct RemovalForm {
    status: String,
    error: Option<String>,
    #[serde(default, deserialize_with = "reading::instant_or_null")]
    late_copy_sent_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct RowForm {
    topic: String,
    partition: Ordinal,
    #[serde(deserialize_with = "Option::deserialize")]
    before: Option<CommittedForm<'static>>,
    #[serde(deserialize_with = "Option::deserialize")]
    requested: Option<CommittedForm<'static>>,
    #[serde(deserialize_with = "Option::deserialize")]
    read_back: Option<CommittedForm<'static>>,
    #[serde(deserialize_with = "Option::deserialize")]
    read_back_error: Option<String>,
    status: String,
    error: Option<String>,
    #[serde(default, deserialize_with = "reading::instant_or_null")]
    late_copy_sent_at: Option<DateTime<Utc>>,
}

/// Reads a `koffset.outcome` document. The codes of its errors are not in it, only their messages.
///
/// # Errors
/// Failed, with the place in the document: no JSON, cut off, of another kind or of a newer version, or a
/// value that an outcome cannot hold.
pub(in crate::document) fn read_outcome(text: &[u8]) -> Result<ReadOutcome, Error> {
    let form: OutcomeForm = reading::document(text, SCHEMA)?;
    let mut groups = BTreeMap::new();
    for (index, group) in form.groups.into_iter().enumerate() {
        let id = GroupId::new(&*group.group_id);
        let group = group_outcome(group).map_err(|(within, problem)| {
            Error::failed(format!("groups[{index}]{within}: {problem}"))
        })?;
        if groups.insert(id, group).is_some() {
            return Err(Error::failed(format!(
                "groups[{index}]: the group is in it twice"
            )));
        }
    }
    let outcome = Outcome { groups };
    let (says, comes_to) = (form.result, outcome.result().word());
    if says != comes_to {
        return Err(Error::failed(format!(
            "result: says {says}, and its rows come to {comes_to}"
        )));
    }
    Ok(ReadOutcome {
        plan_id: form.plan_id,
        journal_id: form.journal_id,
        observed_at: form.observed_at,
        outcome,
    })
}

/// Where in a group something is wrong, and what.
type Problem = (String, String);

fn group_outcome(form: GroupForm) -> Result<GroupOutcome, Problem> {
    let removal = form.removal.map(|removal| {
        Ok(Removal {
            status: status(&removal.status)?,
            error: removal.error.map(told),
            late_copy: removal.late_copy_sent_at,
        })
    });
    let removal = removal
        .transpose()
        .map_err(|problem| (".removal".to_owned(), problem))?;
    let mut partitions = BTreeMap::new();
    for (index, row) in form.partitions.into_iter().enumerate() {
        let wrong = |problem| (format!(".partitions[{index}]"), problem);
        let at = TopicPartition::new(&*row.topic, row.partition.0);
        let row = partition_outcome(row).map_err(wrong)?;
        if partitions.insert(at, row).is_some() {
            return Err(wrong("the partition is in it twice".to_owned()));
        }
    }
    Ok(GroupOutcome {
        removal,
        partitions,
    })
}

fn partition_outcome(form: RowForm) -> Result<PartitionOutcome, String> {
    Ok(PartitionOutcome {
        before: form.before.map(Into::into),
        requested: form.requested.map(Into::into),
        read_back: match (form.read_back, form.read_back_error) {
            (None, Some(why)) => Err(told(why)),
            (Some(_), Some(_)) => return Err("has both a read_back and an error of it".to_owned()),
            (there, None) => Ok(there.map(Into::into)),
        },
        status: status(&form.status)?,
        error: form.error.map(told),
        late_copy: form.late_copy_sent_at,
    })
}

fn status(word: &str) -> Result<Status, String> {
    let mut all = Status::VARIANTS.iter().copied();
    let found = all.find(|status| status.word() == word);
    found.ok_or_else(|| format!("status: {word:?} is no status"))
}

fn told(message: String) -> KafkaError {
    KafkaError::new(ErrorCode::BAD_MESSAGE, message)
}
