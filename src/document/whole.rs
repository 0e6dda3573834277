use std::fmt;

use schemars::JsonSchema;
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{NegativeOffset, Offset};

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
