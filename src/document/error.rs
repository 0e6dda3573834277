use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Envelope, Kind, Word, Worded};
use crate::error::{Error, ErrorKind};
use crate::plan::OverallResult;

/// The kind of an error and the version of it that this koffset writes.
const SCHEMA: (&str, u32) = ("koffset.error", 1);

/// The content of a `koffset.error` document: why a command ended without its product.
#[derive(Clone, Serialize, JsonSchema)]
pub struct ErrorDocument<'a> {
    /// The message of stderr.
    error: String,
    /// What sort of failure it was, in a word.
    kind: Word<ErrorKind>,
    /// As in `koffset --help`.
    exit_code: u8,
    /// The single things that the message is about, all of them.
    details: &'a [String],
    /// What the operator can do next.
    hints: &'a [String],
    /// As that of a `koffset.outcome`: what was sent ends with that document, and never with this one.
    result: Word<OverallResult>,
}

impl Kind for ErrorDocument<'_> {
    const SCHEMA: (&'static str, u32) = SCHEMA;
}

impl<'a> Envelope<ErrorDocument<'a>> {
    /// The document of an error.
    pub fn of_error(error: &'a Error, observed_at: DateTime<Utc>) -> Self {
        let content = ErrorDocument {
            error: error.to_string(),
            kind: Word(error.kind),
            exit_code: error.kind.status().code(),
            details: &error.details,
            hints: &error.hints,
            result: Word(OverallResult::Unchanged),
        };
        Envelope::new(SCHEMA, None, observed_at, Vec::new(), content)
    }
}

impl Worded for ErrorKind {
    fn word(self) -> &'static str {
        match self {
            ErrorKind::Failed => "failed",
            ErrorKind::Usage => "usage",
            ErrorKind::Refused => "refused",
            ErrorKind::Declined => "declined",
            ErrorKind::Interrupted => "interrupted",
            ErrorKind::ClosedPipe => "closed_pipe",
        }
    }
}
