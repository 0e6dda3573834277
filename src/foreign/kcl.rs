//! `[{"topic": "orders", "partition": 0, "offset": 1}]`.

use super::entry::{Entry, no_partition};
use super::rows::Rows;
use super::{ForeignOffsets, Format};
use crate::document::{pretty, read_json};
use crate::error::Error;
use crate::model::{Offset, TopicPartition};

pub(super) fn read(text: &str) -> Result<ForeignOffsets, Error> {
    let entries: Vec<Entry> = read_json(text.as_bytes())?;
    let mut rows = Rows::of(Format::Kcl);
    Entry::add_all(&entries, "", &mut rows)?;
    rows.done().ok_or_else(no_partition)
}

pub(super) fn write<'a>(
    rows: impl Iterator<Item = (&'a TopicPartition, &'a Offset)>,
) -> Result<String, Error> {
    let entries: Vec<Entry> = rows.map(Entry::new).collect();
    pretty(&entries).map_err(Error::failed)
}
