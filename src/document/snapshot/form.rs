use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::committed::CommittedForm;
use crate::document::group::{GroupStateForm, GroupTypeForm};
use crate::document::whole::{Ordinal, WrittenNegative, WrittenOffset};
use crate::model::{GroupState, GroupType};

/// A group as the document holds it.
// Text is borrowed in writing and owned in reading.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct GroupForm<'a> {
    pub(super) group_id: Cow<'a, str>,
    #[serde(rename = "type", with = "GroupTypeForm")]
    pub(super) group_type: GroupType,
    #[serde(with = "GroupStateForm")]
    pub(super) state: GroupState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<Cow<'a, str>>,
    pub(super) offsets: Vec<OffsetForm<'a>>,
}

/// A partition as the document holds it.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct OffsetForm<'a> {
    pub(super) topic: Cow<'a, str>,
    pub(super) topic_id: Option<Cow<'a, str>>,
    pub(super) partition: Ordinal,
    // A missing key must not pass for "no commit": a restore would delete one.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) committed: Option<CommittedForm<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stored_negative: Option<WrittenNegative>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<Cow<'a, str>>,
    pub(super) log_start: Option<WrittenOffset>,
    pub(super) end: Option<WrittenOffset>,
    pub(super) last_stable: Option<WrittenOffset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) range_error: Option<Cow<'a, str>>,
}
