use std::borrow::Cow;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Ended, Entry, JournalEntry, SCHEMA};
use crate::document::Kind;
use crate::document::plan::{self, PlanForm, plan_of};
use crate::document::{Envelope, PlanDocument, reading};
use crate::error::Error;

/// The content of a `koffset.journal` document.
#[derive(Clone, Serialize, JsonSchema)]
pub struct JournalDocument<'a> {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    user: &'a str,
    host: &'a str,
    process: u32,
    /// The version of the koffset that wrote it.
    koffset: Cow<'a, str>,
    command_line: &'a [String],
    pub plan: Envelope<PlanDocument<'a>>,
}

#[derive(Deserialize)]
struct JournalForm {
    #[serde(deserialize_with = "reading::instant")]
    observed_at: DateTime<Utc>,
    id: String,
    #[serde(default)]
    sequence: Option<u64>,
    user: String,
    host: String,
    process: u32,
    koffset: String,
    command_line: Vec<String>,
    plan: PlanForm,
}

impl Kind for JournalDocument<'_> {
    const SCHEMA: (&'static str, u32) = SCHEMA;
}

impl<'a> Envelope<JournalDocument<'a>> {
    /// The document of a change that this koffset is about to carry out.
    pub(super) fn of_entry(entry: Entry<'a>, sequence: u64) -> Result<Self, serde_json::Error> {
        document(entry, Some(sequence), env!("CARGO_PKG_VERSION"))
    }

    /// The document as which an entry was read.
    ///
    /// # Errors
    /// Where a value has no form in JSON.
    pub fn of_journal(entry: &'a JournalEntry) -> Result<Self, serde_json::Error> {
        document(entry.entry(), entry.sequence, &entry.koffset)
    }
}

fn document<'a>(
    entry: Entry<'a>,
    sequence: Option<u64>,
    koffset: &'a str,
) -> Result<Envelope<JournalDocument<'a>>, serde_json::Error> {
    let plan = Envelope::of_plan(entry.plan)?;
    let content = JournalDocument {
        id: entry.id(sequence, &plan.content.digest),
        sequence,
        user: entry.user,
        host: entry.host,
        process: entry.process,
        koffset: koffset.into(),
        command_line: entry.command_line,
        plan,
    };
    let cluster = entry.plan.cluster_id.as_ref();
    let incomplete = entry.plan.incomplete.clone();
    Ok(Envelope::new(
        SCHEMA,
        cluster,
        entry.written_at,
        incomplete,
        content,
    ))
}

/// Reads a `koffset.journal` document, as that of a change that did not end.
///
/// # Errors
/// Failed, with the place in the document: no JSON, cut off, of another kind or of a newer version, or a
/// value that it cannot hold. Refused: it was edited.
pub(super) fn read_entry(text: &[u8]) -> Result<JournalEntry, Error> {
    let form: JournalForm = reading::document(text, SCHEMA)?;
    let document: Value = reading::document(text, SCHEMA)?;
    let plan = reading::check_within(&document["plan"], plan::SCHEMA)
        .and_then(|()| plan_of(form.plan, &document["plan"]))
        .map_err(|error| error.context("plan"))?;
    let word = |key: &str| document["plan"][key].as_str().unwrap_or_default();
    let entry = JournalEntry {
        id: form.id,
        sequence: form.sequence,
        owner_uid: None,
        plan,
        plan_id: word("id").to_owned(),
        written_at: form.observed_at,
        user: form.user,
        host: form.host,
        process: form.process,
        koffset: form.koffset,
        command_line: form.command_line,
        ended: Ended::Interrupted,
    };
    if entry.entry().id(entry.sequence, word("digest")) == entry.id {
        Ok(entry)
    } else {
        Err(Error::refused(
            "it was edited: its id is not that of what it holds",
        ))
    }
}
