use std::iter::once;

use super::csv::csv;
use super::{Align, Page, Table, grouped, sum};
use crate::model::{KafkaError, Offset, OffsetSpec, RangeRow, Ranges, Timestamp, TopicTotal};

const ENDS: [&str; 4] = ["earliest", "latest", "last_stable", "records"];

/// Writes a row for each partition: `?` could not be read, `-` is not there. Notes have a column where there are any.
pub fn range_table(ranges: &Ranges) -> Page {
    let mut columns = vec![
        ("TOPIC".to_owned(), Align::Left),
        ("PARTITION".to_owned(), Align::Right),
    ];
    columns.extend(ENDS.map(|name| (name.to_uppercase().replace('_', "-"), Align::Right)));
    for spec in &ranges.specs {
        let title = format!("AT-{}", spec.to_string().to_uppercase());
        columns.push((title, Align::Right));
        if finds_by_time(*spec) {
            columns.push(("RECORD-TIME".to_owned(), Align::Left));
        }
    }
    let has_notes = ranges
        .rows
        .iter()
        .any(|row| note(row, &ranges.specs).is_some());
    columns.extend(has_notes.then(|| ("NOTE".to_owned(), Align::Left)));
    let rows = ranges.rows.iter().map(|row| {
        let mut cells = cells(row, &ranges.specs);
        let note = || note(row, &ranges.specs).unwrap_or_default();
        cells.extend(has_notes.then(|| Cell::Text(note())));
        cells
    });
    table(&columns, rows)
}

/// Writes a row for each partition, both what is absent and what is unknown as nothing: `error` tells
/// them apart. A timestamp that is not a plausible time is a number of milliseconds. With look-ups by time there
/// is a `note`.
///
/// # Errors
/// As the csv crate's writer.
pub fn range_csv(ranges: &Ranges) -> csv::Result<String> {
    let mut titles = vec!["topic".to_owned(), "partition".to_owned()];
    titles.extend(ENDS.map(str::to_owned));
    for spec in &ranges.specs {
        titles.push(format!("at_{spec}"));
        if finds_by_time(*spec) {
            titles.push(format!("at_{spec}_timestamp"));
        }
    }
    titles.push("error".to_owned());
    let has_notes = ranges.specs.iter().any(|spec| finds_by_time(*spec));
    titles.extend(has_notes.then(|| "note".to_owned()));
    let rows = ranges.rows.iter().map(|row| {
        let error = row.error(&ranges.specs).unwrap_or_default();
        let cells = cells(row, &ranges.specs).into_iter().map(Cell::plain);
        let note = has_notes.then(|| note(row, &ranges.specs).unwrap_or_default());
        cells.chain(once(error)).chain(note).collect()
    });
    csv(once(titles).chain(rows))
}

/// Writes a row for each topic.
pub fn totals_table(totals: &[TopicTotal]) -> Page {
    let mut table = Table::new(&[
        ("TOPIC", Align::Left),
        ("PARTITIONS", Align::Right),
        ("RECORDS", Align::Right),
        ("UNREADABLE", Align::Right),
    ]);
    for total in totals {
        table.row([
            total.topic.to_string(),
            grouped(total.partitions),
            sum(total.known, total.unreadable > 0),
            grouped(total.unreadable),
        ]);
    }
    table.render()
}

/// Writes a row for each topic.
///
/// # Errors
/// As [`range_csv`].
pub fn totals_csv(totals: &[TopicTotal]) -> csv::Result<String> {
    let titles = ["topic", "partitions", "records", "unreadable"].map(str::to_owned);
    let plain = |total: &TopicTotal| {
        let records = total.records().map(|records| records.to_string());
        vec![
            total.topic.to_string(),
            total.partitions.to_string(),
            records.unwrap_or_default(),
            total.unreadable.to_string(),
        ]
    };
    csv(once(titles.to_vec()).chain(totals.iter().map(plain)))
}

/// Writes `topic:partition:offset`, as `kafka-get-offsets.sh` does. A partition without
/// [`RangeRow::single`] has no line.
pub fn range_offsets(ranges: &Ranges) -> String {
    let line = |row: &RangeRow| {
        let (at, offset) = (&row.partition, row.single().ok()??);
        Some(format!("{}:{}:{offset}\n", at.topic, at.partition))
    };
    ranges.rows.iter().filter_map(line).collect()
}

/// What stands in one place of a row.
enum Cell {
    Text(String),
    Number(String),
    Time(Timestamp),
    Absent,
    Unknown,
}

impl Cell {
    fn read<T>(value: Result<Option<T>, &KafkaError>, cell: impl FnOnce(T) -> Cell) -> Cell {
        match value {
            Ok(Some(value)) => cell(value),
            Ok(None) => Cell::Absent,
            Err(_) => Cell::Unknown,
        }
    }

    fn count(count: Option<u64>) -> Cell {
        count.map_or(Cell::Unknown, |count| Cell::Number(count.to_string()))
    }

    fn offset(offset: Offset) -> Cell {
        Cell::Number(offset.to_string())
    }

    fn plain(self) -> String {
        match self {
            Cell::Text(text) | Cell::Number(text) => text,
            Cell::Time(time) => time.plain(),
            Cell::Absent | Cell::Unknown => String::new(),
        }
    }

    fn for_people(self) -> String {
        match self {
            Cell::Text(text) => text,
            Cell::Time(time) => match time.raw_millis() {
                Some(millis) => format!("{millis} ms"),
                None => time.plain(),
            },
            Cell::Number(digits) => grouped(digits),
            Cell::Absent => "-".to_owned(),
            Cell::Unknown => "?".to_owned(),
        }
    }
}

fn cells(row: &RangeRow, specs: &[OffsetSpec]) -> Vec<Cell> {
    let end = |end: &Result<Offset, KafkaError>| {
        Cell::read(end.as_ref().map(|end| Some(*end)), Cell::offset)
    };
    let mut cells = vec![
        Cell::Text(row.partition.topic.to_string()),
        Cell::Text(row.partition.partition.to_string()),
        end(&row.earliest),
        end(&row.latest),
        end(&row.last_stable),
        Cell::count(row.records()),
    ];
    for (spec, found) in specs.iter().zip(&row.at) {
        let found = found.as_ref().map(Option::as_ref);
        cells.push(Cell::read(found, |found| Cell::offset(found.offset)));
        if finds_by_time(*spec) {
            let time = found.map(|found| found?.timestamp);
            cells.push(Cell::read(time, Cell::Time));
        }
    }
    cells
}

fn note(row: &RangeRow, specs: &[OffsetSpec]) -> Option<String> {
    let notes = row.notes(specs).join("; ");
    Some(notes).filter(|notes| !notes.is_empty())
}

fn table(columns: &[(String, Align)], rows: impl Iterator<Item = Vec<Cell>>) -> Page {
    let columns: Vec<_> = columns
        .iter()
        .map(|(name, at)| (name.as_str(), *at))
        .collect();
    let mut table = Table::new(&columns);
    for row in rows {
        table.row(row.into_iter().map(Cell::for_people));
    }
    table.render()
}

/// Whether the look-up tells the time of the record that it found.
fn finds_by_time(spec: OffsetSpec) -> bool {
    matches!(spec, OffsetSpec::MaxTimestamp | OffsetSpec::At(_))
}

#[cfg(test)]
mod tests;
