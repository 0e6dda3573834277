//! `{"partitions": [{"topic": "orders", "partition": 0, "offset": 1}], "version": 1}`.

use serde::{Deserialize, Serialize};

use super::entry::{Entry, no_partition};
use super::rows::Rows;
use super::{ForeignOffsets, Format};
use crate::document::{pretty, read_json};
use crate::error::Error;
use crate::model::{Offset, TopicPartition};

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

pub(super) fn read(text: &str) -> Result<ForeignOffsets, Error> {
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

pub(super) fn write<'a>(
    rows: impl Iterator<Item = (&'a TopicPartition, &'a Offset)>,
) -> Result<String, Error> {
    let form = Form {
        partitions: rows.map(Entry::new).collect(),
        version: VERSION,
    };
    pretty(&form).map_err(Error::failed)
}
