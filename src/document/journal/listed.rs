use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Ended, JournalDocument, JournalEntry};
use crate::document::{Envelope, Kind, OutcomeDocument, OutcomeOf, Word, Worded};
use crate::model::{ClusterId, instant};
use crate::plan::{OverallResult, Status};

/// The kind of a list of changes and the version of it that this koffset writes.
const SCHEMA: (&str, u32) = ("koffset.journal_list", 1);

/// The content of a `koffset.journal_list` document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct JournalList<'a> {
    entries: &'a [ListedChange],
}

/// A change in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ListedChange {
    pub id: String,
    pub sequence: Option<u64>,
    /// RFC 3339, in UTC.
    pub written_at: String,
    pub cluster_id: Option<String>,
    pub command: String,
    /// The ids of the groups of which anything was to be written.
    pub groups: Vec<String>,
    /// How many partitions were to be written.
    pub partitions: usize,
    /// How many of them were; null where that is not known.
    pub applied: Option<usize>,
    pub result: Word<ChangeResult>,
    pub finished_at: Option<String>,
    pub user: String,
    pub host: String,
    pub owner_uid: Option<u32>,
    pub undoes: Option<String>,
    pub undone_by: Vec<String>,
}

/// What the journal knows of how a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum ChangeResult {
    Applied,
    Unchanged,
    Partial,
    Unknown,
    /// Its process goes on.
    Running,
    /// Its process is no more, and left no outcome.
    Interrupted,
    /// Its outcome cannot be read.
    Damaged,
}

impl Worded for ChangeResult {
    fn word(self) -> &'static str {
        match self {
            ChangeResult::Applied => OverallResult::Applied.word(),
            ChangeResult::Unchanged => OverallResult::Unchanged.word(),
            ChangeResult::Partial => OverallResult::Partial.word(),
            ChangeResult::Unknown => OverallResult::Unknown.word(),
            ChangeResult::Running => "running",
            ChangeResult::Interrupted => "interrupted",
            ChangeResult::Damaged => "damaged",
        }
    }
}

impl Kind for JournalList<'_> {
    const SCHEMA: (&'static str, u32) = SCHEMA;
}

impl<'a> Envelope<JournalList<'a>> {
    /// The document of a list: of one cluster's changes, or of all.
    pub fn of_list(
        entries: &'a [ListedChange],
        cluster_id: Option<&ClusterId>,
        observed_at: DateTime<Utc>,
        gaps: Vec<String>,
    ) -> Self {
        Envelope::new(
            SCHEMA,
            cluster_id,
            observed_at,
            gaps,
            JournalList { entries },
        )
    }
}

impl ListedChange {
    /// What a list says of changes, those that take others back put beside these.
    pub fn all<'a>(
        entries: impl IntoIterator<Item = &'a JournalEntry>,
        undone: &Undone,
    ) -> Vec<Self> {
        let listed = |entry: &JournalEntry| ListedChange {
            id: entry.id.clone(),
            sequence: entry.sequence,
            written_at: instant(entry.written_at),
            cluster_id: entry.plan.cluster_id.as_ref().map(ToString::to_string),
            command: entry.plan.command.clone(),
            groups: entry.written_groups().map(str::to_owned).collect(),
            partitions: entry.plan.totals().written,
            applied: entry.applied(),
            result: Word(entry.result()),
            finished_at: entry.finished_at().map(instant),
            user: entry.user.clone(),
            host: entry.host.clone(),
            owner_uid: entry.owner_uid,
            undoes: entry.undoes().map(str::to_owned),
            undone_by: undone.by(&entry.id).to_owned(),
        };
        entries.into_iter().map(listed).collect()
    }
}

/// By which changes others were taken back.
#[derive(Clone, Debug, Default)]
pub struct Undone(BTreeMap<String, Vec<String>>);

impl Undone {
    /// Leaves out an undo that changed nothing.
    pub fn among(entries: &[JournalEntry]) -> Self {
        let mut undone = Undone::default();
        for entry in entries.iter().filter(|entry| entry.applied() != Some(0)) {
            if let Some(id) = entry.undoes() {
                undone
                    .0
                    .entry(id.to_owned())
                    .or_default()
                    .push(entry.id.clone());
            }
        }
        undone
    }

    /// The ids of the changes that took this one back, the newest last.
    pub fn by(&self, id: &str) -> &[String] {
        self.0.get(id).map_or(&[], Vec::as_slice)
    }
}

impl JournalEntry {
    /// The journal's id of the change that this one takes back.
    pub fn undoes(&self) -> Option<&str> {
        self.plan.undoes.as_deref()
    }

    /// The groups of which anything was to be written.
    pub fn written_groups(&self) -> impl Iterator<Item = &str> {
        let written = self.plan.groups.iter().filter(|group| group.writes());
        written.map(|group| group.id.as_str())
    }

    /// How it ended.
    pub fn result(&self) -> ChangeResult {
        match &self.ended {
            Ended::Completed { outcome, .. } => match outcome.result() {
                OverallResult::Applied => ChangeResult::Applied,
                OverallResult::Unchanged => ChangeResult::Unchanged,
                OverallResult::Partial => ChangeResult::Partial,
                OverallResult::Unknown => ChangeResult::Unknown,
            },
            Ended::Interrupted => ChangeResult::Interrupted,
            Ended::Running => ChangeResult::Running,
            Ended::Damaged(_) => ChangeResult::Damaged,
        }
    }

    /// Whether it is known what became of all of it.
    pub fn is_known(&self) -> bool {
        match &self.ended {
            Ended::Completed { outcome, .. } => outcome.result() != OverallResult::Unknown,
            Ended::Interrupted | Ended::Running | Ended::Damaged(_) => false,
        }
    }

    fn applied(&self) -> Option<usize> {
        match &self.ended {
            Ended::Completed { outcome, .. } if self.is_known() => {
                Some(outcome.count(Status::Applied))
            }
            _ => None,
        }
    }

    fn finished_at(&self) -> Option<DateTime<Utc>> {
        match &self.ended {
            Ended::Completed { observed_at, .. } => Some(*observed_at),
            _ => None,
        }
    }
}

/// A `koffset.journal` document with what came of the change.
#[derive(Clone, Serialize, JsonSchema)]
pub struct ShownChange<'a> {
    #[serde(flatten)]
    journal: Envelope<JournalDocument<'a>>,
    owner_uid: Option<u32>,
    result: Word<ChangeResult>,
    /// Why the outcome cannot be read, where there is one.
    outcome_error: Option<&'a str>,
    outcome: Option<Envelope<OutcomeDocument<'a>>>,
    undone_by: &'a [String],
}

impl<'a> ShownChange<'a> {
    /// The document of one change.
    ///
    /// # Errors
    /// Where a value has no form in JSON.
    pub fn of(entry: &'a JournalEntry, undone: &'a Undone) -> Result<Self, serde_json::Error> {
        let journal = Envelope::of_journal(entry)?;
        let (outcome, outcome_error) = match &entry.ended {
            Ended::Completed {
                outcome,
                observed_at,
            } => {
                let of = OutcomeOf {
                    plan_id: &entry.plan_id,
                    journal_id: Some(&entry.id),
                    cluster_id: entry.plan.cluster_id.as_ref(),
                    left_out: &entry.plan.left_out,
                };
                let document =
                    Envelope::<OutcomeDocument<'_>>::of_outcome(outcome, of, *observed_at);
                (Some(document), None)
            }
            Ended::Interrupted | Ended::Running => (None, None),
            Ended::Damaged(reason) => (None, Some(reason.as_str())),
        };
        Ok(ShownChange {
            owner_uid: entry.owner_uid,
            result: Word(entry.result()),
            outcome_error,
            outcome,
            undone_by: undone.by(&entry.id),
            journal,
        })
    }
}
