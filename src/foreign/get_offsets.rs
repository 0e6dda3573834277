//! `topic:partition:offset`.

use super::rows::Cells;
use super::{ForeignOffsets, Format, lines};
use crate::error::Error;
use crate::model::{Offset, TopicPartition};

pub(super) fn read(text: &str) -> Result<ForeignOffsets, Error> {
    lines::read(text, Format::GetOffsets, cells, "topic:partition:offset")
}

pub(super) fn line((at, offset): (&TopicPartition, &Offset)) -> String {
    format!("{at}:{offset}\n")
}

fn cells(line: &str) -> Option<Cells<'_>> {
    let cells: Vec<&str> = line.split(':').collect();
    let [topic, partition, offset] = cells[..] else {
        return None;
    };
    Some(Cells {
        group: None,
        topic,
        partition,
        offset,
    })
}
