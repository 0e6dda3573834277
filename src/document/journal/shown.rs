use schemars::JsonSchema;
use serde::Serialize;

use super::{ChangeResult, Ended, JournalDocument, JournalEntry, Undone};
use crate::document::{Envelope, OutcomeDocument, OutcomeOf, Word};

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
