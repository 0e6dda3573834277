use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Envelope;
use crate::error::Error;
use crate::plan::OverallResult;

/// The kind of an error and the version of it that this koffset writes.
const SCHEMA: (&str, u32) = ("koffset.error", 1);

/// The content of a `koffset.error` document: why a command ended without its product.
#[derive(Clone, Serialize)]
pub struct ErrorDocument<'a> {
    /// The message of stderr.
    error: String,
    /// What sort of failure it was, in a word.
    kind: &'static str,
    exit_code: u8,
    /// What the operator can do next.
    hints: &'a [String],
    /// As that of a `koffset.outcome`: what was sent ends with that document, and never with this one.
    result: &'static str,
}

impl<'a> Envelope<ErrorDocument<'a>> {
    /// The document of an error.
    pub fn of_error(error: &'a Error, observed_at: DateTime<Utc>) -> Self {
        let content = ErrorDocument {
            error: error.to_string(),
            kind: error.kind.word(),
            exit_code: error.kind.status().code(),
            hints: &error.hints,
            result: OverallResult::Unchanged.word(),
        };
        Envelope::new(SCHEMA, None, observed_at, Vec::new(), content)
    }
}
