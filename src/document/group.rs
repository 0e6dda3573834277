//! The words for a group's type and state in documents, with which serde writes and reads them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{GroupState, GroupType};

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(remote = "GroupType", rename_all = "kebab-case")]
pub(super) enum GroupTypeForm {
    Classic,
    Consumer,
    Simple,
    Unknown,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(remote = "GroupState", rename_all = "kebab-case")]
pub(super) enum GroupStateForm {
    Empty,
    Stable,
    PreparingRebalance,
    CompletingRebalance,
    Dead,
    Unknown,
}
