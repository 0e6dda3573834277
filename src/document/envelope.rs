use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::schema::{Kind, heading};
use crate::model::{ClusterId, instant};

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
