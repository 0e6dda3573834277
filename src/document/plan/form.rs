//! The digest that tells an edited plan from the one that was reviewed.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::document::{
    Word,
    groups::{GroupStateForm, GroupTypeForm},
    parts::{CommittedForm, Ordinal, WrittenNegative, WrittenOffset},
};
use crate::model::{GroupState, GroupType};
use crate::plan::Action;

/// A group as the document holds it.
// Text is borrowed in writing and owned in reading.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct GroupForm<'a> {
    pub(super) group_id: Cow<'a, str>,
    #[serde(rename = "type", with = "GroupTypeForm")]
    pub(super) group_type: GroupType,
    #[serde(with = "GroupStateForm")]
    pub(super) state: GroupState,
    /// Whether the cluster knew nothing by that name.
    pub(super) absent: bool,
    pub(super) remove_group: bool,
    pub(super) applicable: bool,
    pub(super) blockers: Vec<BlockerForm<'a>>,
    pub(super) warnings: Vec<WarningForm<'a>>,
    pub(super) changes: Vec<ChangeForm<'a>>,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct TopicForm<'a> {
    pub(super) topic: Cow<'a, str>,
    /// How many it had, those that the plan leaves out included.
    pub(super) partitions: usize,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct BlockerForm<'a> {
    pub(super) code: Cow<'a, str>,
    pub(super) message: String,
    pub(super) topic: Option<Cow<'a, str>>,
    pub(super) partition: Option<i32>,
    /// The members that stand against it, all of them; only there where there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) members: Vec<BlockingMember<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) group_ids: Vec<Cow<'a, str>>,
}

/// A member of a group that cannot be changed while it has any.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct BlockingMember<'a> {
    pub(super) member_id: Cow<'a, str>,
    pub(super) client_id: Cow<'a, str>,
    pub(super) host: Cow<'a, str>,
    pub(super) instance_id: Option<Cow<'a, str>>,
    /// The partitions that the member is assigned, such as `orders:0-2,5 payments:0`.
    pub(super) assignment: String,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct WarningForm<'a> {
    pub(super) code: Cow<'a, str>,
    pub(super) message: String,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct ChangeForm<'a> {
    pub(super) topic: Cow<'a, str>,
    pub(super) topic_id: Option<Cow<'a, str>>,
    pub(super) partition: Ordinal,
    pub(super) log_start: Option<WrittenOffset>,
    pub(super) end: Option<WrittenOffset>,
    pub(super) last_stable: Option<WrittenOffset>,
    // A missing key must not pass for "no commit": carrying it out would delete one.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) before: Option<CommittedForm<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stored_negative: Option<WrittenNegative>,
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) after: Option<CommittedForm<'a>>,
    #[schemars(with = "Word<Action>")]
    pub(super) action: Cow<'a, str>,
    pub(super) delta: Option<i64>,
    pub(super) replayed: Option<u64>,
    pub(super) skipped: Option<u64>,
    pub(super) lag_after: Option<u64>,
    pub(super) requested: Cow<'a, str>,
    pub(super) notes: Vec<String>,
}

/// SHA-256, in hexadecimal, of the document as compact JSON with its keys in order, without its id and digest.
pub(super) fn digest(document: &Value) -> String {
    let mut document = document.clone();
    if let Some(keys) = document.as_object_mut() {
        keys.remove("id");
        keys.remove("digest");
    }
    let hash = Sha256::digest(document.to_string());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The id of the plan of this time and digest.
pub(super) fn id(observed_at: DateTime<Utc>, digest: &str) -> String {
    let time = observed_at.format("%Y%m%dT%H%M%SZ");
    format!("{time}-{}", &digest[..8])
}
