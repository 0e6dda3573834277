use serde::{Deserialize, Serialize};

use super::rows::Rows;
use crate::document::{Ordinal, WrittenOffset};
use crate::error::Error;
use crate::model::{Offset, TopicPartition};

/// One position in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    topic: String,
    partition: Ordinal,
    offset: WrittenOffset,
}

impl Entry {
    pub(super) fn new((at, offset): (&TopicPartition, &Offset)) -> Self {
        Entry {
            topic: at.topic.to_string(),
            partition: Ordinal(at.partition),
            offset: WrittenOffset(*offset),
        }
    }

    /// Takes the entries, of which the first is at `path[0]`.
    ///
    /// # Errors
    /// Failed, with the place in the JSON.
    pub(super) fn add_all(entries: &[Entry], path: &str, rows: &mut Rows) -> Result<(), Error> {
        for (index, entry) in entries.iter().enumerate() {
            let (partition, offset) = (entry.partition.0, entry.offset.0);
            rows.add(None, &entry.topic, partition, offset)
                .map_err(|problem| Error::failed(format!("{path}[{index}]: {problem}")))?;
        }
        Ok(())
    }
}

pub(super) fn no_partition() -> Error {
    Error::failed("holds no partition")
}
