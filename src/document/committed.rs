use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::whole::{Ordinal, WrittenOffset};
use crate::model::CommittedOffset;

/// A commit, as every document holds it.
// Text is borrowed in writing and owned in reading.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(description = "")]
pub(super) struct CommittedForm<'a> {
    offset: WrittenOffset,
    leader_epoch: Option<Ordinal>,
    metadata: Option<Cow<'a, str>>,
}

impl<'a> From<&'a CommittedOffset> for CommittedForm<'a> {
    fn from(committed: &'a CommittedOffset) -> Self {
        CommittedForm {
            offset: WrittenOffset(committed.offset),
            leader_epoch: committed.leader_epoch.map(Ordinal),
            metadata: committed.metadata.as_deref().map(Cow::from),
        }
    }
}

impl From<CommittedForm<'_>> for CommittedOffset {
    fn from(form: CommittedForm<'_>) -> Self {
        let metadata = form.metadata.filter(|metadata| !metadata.is_empty());
        CommittedOffset {
            offset: form.offset.0,
            leader_epoch: form.leader_epoch.map(|epoch| epoch.0),
            metadata: metadata.map(Into::into),
        }
    }
}
