use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{GroupId, LeftOut};

/// A group that is left out for what it is, and not because it could not be seen.
// Text is borrowed in writing and owned in reading.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct LeftOutForm<'a> {
    group_id: Cow<'a, str>,
    /// The protocol that the group speaks where brokers tell it, such as connect, or else its type.
    #[serde(rename = "type")]
    group_type: Cow<'a, str>,
    reason: Cow<'a, str>,
}

/// The entries of a document.
pub(super) fn left_out_forms(groups: &[LeftOut]) -> Vec<LeftOutForm<'_>> {
    groups.iter().map(LeftOutForm::from).collect()
}

/// The groups of a document's entries.
pub(super) fn left_out_groups(forms: Vec<LeftOutForm<'_>>) -> Vec<LeftOut> {
    forms.into_iter().map(LeftOut::from).collect()
}

impl<'a> From<&'a LeftOut> for LeftOutForm<'a> {
    fn from(group: &'a LeftOut) -> Self {
        LeftOutForm {
            group_id: group.id.as_str().into(),
            group_type: group.group_type.as_str().into(),
            reason: group.reason.as_str().into(),
        }
    }
}

impl From<LeftOutForm<'_>> for LeftOut {
    fn from(form: LeftOutForm<'_>) -> Self {
        LeftOut {
            id: GroupId::new(&*form.group_id),
            group_type: form.group_type.into(),
            reason: form.reason.into(),
        }
    }
}
