//! `"topic",partition,offset` and `"group","topic",partition,offset` (KIP-379), without a header. Kafka's own
//! tool ends its export with an empty line.

use csv::{QuoteStyle, ReaderBuilder, StringRecord, WriterBuilder};

use super::offsets::{Cells, Rows};
use super::text::{at_line, empty};
use super::{ForeignOffsets, Format, Groups};
use crate::error::Error;

/// The form that the number of columns in the first row tells.
pub(super) fn form(text: &[u8]) -> Format {
    match reader(text).records().next() {
        Some(Ok(row)) if row.len() == 4 => Format::KafkaGroupsCsv,
        _ => Format::KafkaCsv,
    }
}

pub(super) fn read(text: &str, format: Format) -> Result<ForeignOffsets, Error> {
    check_quotes(text).map_err(|(line, problem)| at_line(line, problem))?;
    let mut rows = Rows::of(format);
    for record in reader(text.as_bytes()).records() {
        let record = record.map_err(Error::failed)?;
        let added = cells(&record, format).and_then(|cells| rows.add_cells(&cells));
        added.map_err(|problem| at_line(line_of(&record, text), problem))?;
    }
    rows.done().ok_or_else(empty)
}

fn reader(text: &[u8]) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text)
}

/// The line on which a record begins: its position is that of the empty lines before it.
fn line_of(record: &StringRecord, text: &str) -> usize {
    let begins = record.position().map_or(0, csv::Position::byte);
    let begins = usize::try_from(begins).unwrap_or(text.len());
    let rest = text[begins..].trim_start_matches(['\r', '\n']);
    let before = &text[..text.len() - rest.len()];
    before.matches('\n').count() + 1
}

fn cells(record: &StringRecord, format: Format) -> Result<Cells<'_>, String> {
    let columns: Vec<&str> = record.iter().collect();
    let (group, [topic, partition, offset]) = match columns[..] {
        [topic, partition, offset] if !format.names_groups() => (None, [topic, partition, offset]),
        [group, topic, partition, offset] if format.names_groups() => {
            (Some(group), [topic, partition, offset])
        }
        _ => return Err(wrong_columns(columns.len(), format)),
    };
    Ok(Cells {
        group,
        topic,
        partition,
        offset,
    })
}

fn wrong_columns(found: usize, format: Format) -> String {
    let form = if format.names_groups() {
        "4 (group, topic, partition, offset)"
    } else {
        "3 (topic, partition, offset)"
    };
    format!("has {found} columns, and {format} has {form}")
}

pub(super) fn write(groups: &Groups) -> Result<String, Error> {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::NonNumeric)
        .from_writer(Vec::new());
    for (group, positions) in groups {
        for (at, offset) in positions {
            let group = group.as_ref().map(|id| id.as_str().to_owned());
            let rest = [
                at.topic.to_string(),
                at.partition.to_string(),
                offset.to_string(),
            ];
            let row = group.into_iter().chain(rest);
            writer
                .write_record(row.collect::<Vec<_>>())
                .map_err(Error::failed)?;
        }
    }
    let bytes = writer.into_inner().map_err(Error::failed)?;
    String::from_utf8(bytes).map_err(Error::failed)
}

/// Where a cell of CSV is neither quoted as a whole nor without quotes at its ends: a lenient reader would
/// make another name of it.
///
/// # Errors
/// The number of the line and what is wrong there, in words.
pub(super) fn check_quotes(text: &str) -> Result<(), (usize, String)> {
    let mut state = State::Start;
    let mut opened = 1;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        for c in line.chars() {
            state = match (state, c) {
                (State::Start, '"') => {
                    opened = number;
                    State::Quoted
                }
                (State::Closed, '"') => State::Quoted,
                (State::Quoted, '"') => State::Closed,
                (State::Quoted, _) => State::Quoted,
                (_, ',' | '\r' | '\n') => State::Start,
                (State::Closed, _) => {
                    return Err((number, format!("{c:?} follows a closing quote")));
                }
                (State::Start | State::Bare, _) => State::Bare,
            };
        }
    }
    match state {
        State::Quoted => Err((opened, "a quote is not closed".to_owned())),
        _ => Ok(()),
    }
}

#[derive(Clone, Copy)]
enum State {
    /// Before the first character of a cell.
    Start,
    /// In a cell without quotes.
    Bare,
    Quoted,
    /// Behind a quote in a quoted cell: its end, or the first of two that stand for one.
    Closed,
}
