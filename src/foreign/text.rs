//! Files of one row per line: `TOPIC PARTITION OFFSET` with one blank or tab between them, and
//! `topic:partition:offset`, without a header.

use super::offsets::{Cells, Rows};
use super::{ForeignOffsets, Format};
use crate::error::Error;
use crate::model::{Offset, TopicPartition};

pub(super) fn read_rpk(text: &str) -> Result<ForeignOffsets, Error> {
    read(text, Format::Rpk, [' ', '\t'], "TOPIC PARTITION OFFSET")
}

pub(super) fn rpk_line((at, offset): (&TopicPartition, &Offset)) -> String {
    format!("{} {} {offset}\n", at.topic, at.partition)
}

pub(super) fn read_get_offsets(text: &str) -> Result<ForeignOffsets, Error> {
    read(
        text,
        Format::GetOffsets,
        [':', ':'],
        "topic:partition:offset",
    )
}

pub(super) fn get_offsets_line((at, offset): (&TopicPartition, &Offset)) -> String {
    format!("{at}:{offset}\n")
}

fn cells(line: &str, between: [char; 2]) -> Option<Cells<'_>> {
    let cells: Vec<&str> = line.split(between).collect();
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

/// Reads a file of one row per line.
///
/// # Errors
/// Failed, with the number of the line.
fn read(
    text: &str,
    format: Format,
    between: [char; 2],
    form: &str,
) -> Result<ForeignOffsets, Error> {
    let mut rows = Rows::of(format);
    let lines = (1..).zip(text.lines());
    for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
        let wrong = || format!("{line:?} is not {form}, as {format} is");
        let added = cells(line, between)
            .ok_or_else(wrong)
            .and_then(|cells| rows.add_cells(&cells));
        added.map_err(|problem| at_line(number, problem))?;
    }
    rows.done().ok_or_else(empty)
}

pub(super) fn at_line(number: usize, problem: String) -> Error {
    Error::failed(format!("line {number}: {problem}"))
}

pub(super) fn empty() -> Error {
    Error::failed("is empty")
}
