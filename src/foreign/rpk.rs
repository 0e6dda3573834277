//! `TOPIC PARTITION OFFSET`, with one blank or tab between them, and no header.

use super::rows::Cells;
use super::{ForeignOffsets, Format, lines};
use crate::error::Error;
use crate::model::{Offset, TopicPartition};

pub(super) fn read(text: &str) -> Result<ForeignOffsets, Error> {
    lines::read(text, Format::Rpk, cells, "TOPIC PARTITION OFFSET")
}

pub(super) fn line((at, offset): (&TopicPartition, &Offset)) -> String {
    format!("{} {} {offset}\n", at.topic, at.partition)
}

fn cells(line: &str) -> Option<Cells<'_>> {
    let cells: Vec<&str> = line.split([' ', '\t']).collect();
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
