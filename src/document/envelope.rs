use chrono::{DateTime, Utc};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::Value;

use super::{Word, Worded};
use crate::error::{Error, ErrorKind};
use crate::model::{ClusterId, instant};
use crate::plan::OverallResult;

/// The content of a kind of document.
pub trait Kind {
    /// The kind's name, and the version of it that this koffset writes.
    const SCHEMA: (&'static str, u32);
}

/// What every document begins with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(bound = "T: JsonSchema + Kind", transform = heading::<T>, description = "")]
pub struct Envelope<T> {
    /// The document's kind, such as `koffset.range`.
    pub schema: &'static str,
    /// Rises when a key is removed or means something else.
    pub version: u32,
    pub cluster_id: Option<String>,
    /// RFC 3339, in UTC.
    pub observed_at: String,
    /// What could not be seen, and why.
    pub incomplete: Vec<String>,
    #[serde(flatten)]
    pub content: T,
}

impl<T: Serialize> Envelope<T> {
    pub fn new(
        (schema, version): (&'static str, u32),
        cluster_id: Option<&ClusterId>,
        observed_at: DateTime<Utc>,
        incomplete: Vec<String>,
        content: T,
    ) -> Self {
        Envelope {
            schema,
            version,
            cluster_id: cluster_id.map(ToString::to_string),
            observed_at: instant(observed_at),
            incomplete,
            content,
        }
    }

    /// The document of a comparison of two sides. It is of a cluster where both are of the same, and observed when
    /// the later side was.
    pub(super) fn of_two(
        schema: (&'static str, u32),
        (cluster_a, at_a): (Option<&ClusterId>, DateTime<Utc>),
        (cluster_b, at_b): (Option<&ClusterId>, DateTime<Utc>),
        incomplete: Vec<String>,
        content: T,
    ) -> Self {
        let cluster_id = cluster_a.filter(|_| cluster_a == cluster_b);
        Envelope::new(schema, cluster_id, at_a.max(at_b), incomplete, content)
    }
}

/// Says of an envelope what kind and version it is of.
pub(super) fn heading<T: Kind>(schema: &mut Schema) {
    let (kind, version) = T::SCHEMA;
    if let Some(keys) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        keys["schema"]["const"] = kind.into();
        keys["version"]["const"] = version.into();
    }
}

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
