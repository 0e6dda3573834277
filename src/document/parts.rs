use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Unexpected, Visitor},
};
use strum::VariantArray;

use crate::model::{CommittedOffset, GroupId, LeftOut, NegativeOffset, Offset};

/// An offset in a document.
#[derive(Clone, Copy, JsonSchema)]
#[schemars(transparent, description = "")]
pub(crate) struct WrittenOffset(#[schemars(with = "i64", range(min = 0))] pub(crate) Offset);

/// What is stored in place of an offset, in a document.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(transparent, description = "")]
pub(crate) struct WrittenNegative(
    #[schemars(with = "i64", range(max = -1))] pub(crate) NegativeOffset,
);

/// A partition's number or a leader epoch in a document: 0 to `i32::MAX`.
#[derive(Clone, Copy, JsonSchema)]
#[schemars(transparent, description = "")]
pub(crate) struct Ordinal(#[schemars(range(min = 0))] pub(crate) i32);

impl Serialize for WrittenOffset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.get())
    }
}

impl Serialize for WrittenNegative {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.get())
    }
}

impl<'de> Deserialize<'de> for WrittenNegative {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = i64::deserialize(deserializer)?;
        let negative = NegativeOffset::new(value).map(WrittenNegative);
        negative.ok_or_else(|| {
            D::Error::invalid_value(Unexpected::Signed(value), &"a number below zero")
        })
    }
}

impl Serialize for Ordinal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(self.0)
    }
}

impl<'de> Deserialize<'de> for WrittenOffset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_i64(Whole(Offset::new, i64::MAX))
            .map(WrittenOffset)
    }
}

impl<'de> Deserialize<'de> for Ordinal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ordinal = |value| i32::try_from(value).ok().filter(|ordinal| *ordinal >= 0);
        deserializer
            .deserialize_i64(Whole(ordinal, i32::MAX.into()))
            .map(Ordinal)
    }
}

/// Reads a number from 0 on: how it becomes the value, and the largest that does.
struct Whole<F>(F, i64);

impl<T, F: Fn(i64) -> Option<T>> Visitor<'_> for Whole<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from 0 to {}", self.1)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        self.0(value).ok_or_else(|| E::invalid_value(Unexpected::Signed(value), &self))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        let held = i64::try_from(value).ok().and_then(&self.0);
        held.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(value), &self))
    }
}

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

/// What documents tell in a word of a closed set.
pub trait Worded: VariantArray + Copy {
    /// The word for it in documents.
    fn word(self) -> &'static str;
}

/// A value that is written as its word.
#[derive(Clone, Copy, Debug)]
pub struct Word<T>(pub T);

impl<T: Worded> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<T: Worded> JsonSchema for Word<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Word".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words = T::VARIANTS.iter().map(|value| value.word());
        json_schema!({ "type": "string", "enum": words.collect::<Vec<_>>() })
    }
}
