//! JSON of kcl, `[{"topic": "orders", "partition": 0, "offset": 1}]`, and of kafka-delete-records,
//! `{"partitions": [{"topic": "orders", "partition": 0, "offset": 1}], "version": 1}`.

use serde::{Deserialize, Serialize};

use super::offsets::Rows;
use super::{ForeignOffsets, Format};
use crate::document::{Ordinal, WrittenOffset, pretty, read_json};
use crate::error::Error;
use crate::model::{Offset, TopicPartition};

/// One position in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    topic: String,
    partition: Ordinal,
    offset: WrittenOffset,
}

impl Entry {
    fn new((at, offset): (&TopicPartition, &Offset)) -> Self {
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
    fn add_all(entries: &[Entry], path: &str, rows: &mut Rows) -> Result<(), Error> {
        for (index, entry) in entries.iter().enumerate() {
            let (partition, offset) = (entry.partition.0, entry.offset.0);
            rows.add(None, &entry.topic, partition, offset)
                .map_err(|problem| Error::failed(format!("{path}[{index}]: {problem}")))?;
        }
        Ok(())
    }
}

fn no_partition() -> Error {
    Error::failed("holds no partition")
}

pub(super) fn read_kcl(text: &str) -> Result<ForeignOffsets, Error> {
    let entries: Vec<Entry> = read_json(text.as_bytes())?;
    let mut rows = Rows::of(Format::Kcl);
    Entry::add_all(&entries, "", &mut rows)?;
    rows.done().ok_or_else(no_partition)
}

pub(super) fn write_kcl<'a>(
    rows: impl Iterator<Item = (&'a TopicPartition, &'a Offset)>,
) -> Result<String, Error> {
    let entries: Vec<Entry> = rows.map(Entry::new).collect();
    pretty(&entries).map_err(Error::failed)
}

/// The only version that Kafka's tool knows, and takes a file without one for.
const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    partitions: Vec<Entry>,
    #[serde(default = "only_version")]
    version: u64,
}

fn only_version() -> u64 {
    VERSION
}

pub(super) fn read_delete_records(text: &str) -> Result<ForeignOffsets, Error> {
    let form: Form = read_json(text.as_bytes())?;
    if form.version != VERSION {
        return Err(Error::failed(format!(
            "version: {} is not {VERSION}, the only one of {}",
            form.version,
            Format::DeleteRecords
        )));
    }
    let mut rows = Rows::of(Format::DeleteRecords);
    Entry::add_all(&form.partitions, "partitions", &mut rows)?;
    rows.done().ok_or_else(no_partition)
}

pub(super) fn write_delete_records<'a>(
    rows: impl Iterator<Item = (&'a TopicPartition, &'a Offset)>,
) -> Result<String, Error> {
    let form = Form {
        partitions: rows.map(Entry::new).collect(),
        version: VERSION,
    };
    pretty(&form).map_err(Error::failed)
}
