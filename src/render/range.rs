//! Where logs begin and end.

use super::table::{Column, csv_of, partition_columns, plain, table_of};
use super::{Page, grouped, known, sum};
use crate::model::{KafkaError, Offset, OffsetSpec, RangeRow, Ranges, Timestamp, TopicTotal};

type Of<'a> = Column<'a, &'a RangeRow>;

/// Writes a row for each partition: `?` could not be read, `-` is not there. Notes have a column where there are any.
pub fn range_table(ranges: &Ranges) -> Page {
    let mut columns = columns(ranges);
    let note = |row: &&RangeRow| note(row, &ranges.specs);
    if ranges.rows.iter().any(|row| note(&row).is_some()) {
        columns.push(Of::shown("NOTE", move |row| note(row).unwrap_or_default()));
    }
    table_of(&columns, &ranges.rows)
}

/// Writes a row for each partition, both what is absent and what is unknown as nothing: `error` tells
/// them apart. A timestamp that is not a plausible time is a number of milliseconds. With look-ups by time there
/// is a `note`.
///
/// # Errors
/// As the csv crate's writer.
pub fn range_csv(ranges: &Ranges) -> csv::Result<String> {
    let specs = &ranges.specs;
    let mut columns = columns(ranges);
    columns.push(Of::plain("error", |row| {
        row.error(specs).unwrap_or_default()
    }));
    if specs.iter().any(|spec| finds_by_time(*spec)) {
        columns.push(Of::plain("note", |row| {
            note(row, specs).unwrap_or_default()
        }));
    }
    csv_of(&columns, &ranges.rows)
}

fn columns(ranges: &Ranges) -> Vec<Of<'_>> {
    let end = |title, key, end: fn(&RangeRow) -> &Result<Offset, KafkaError>| {
        let value = move |row: &&RangeRow| {
            Value::read(end(row).as_ref().map(|end| Some(*end)), Value::offset)
        };
        Of::number(
            title,
            key,
            move |row| value(row).for_people(),
            move |row| value(row).plain(),
        )
    };
    let mut columns = partition_columns(|row: &&RangeRow| &row.partition);
    columns.extend([
        end("EARLIEST", "earliest", |row| &row.earliest),
        end("LATEST", "latest", |row| &row.latest),
        end("LAST-STABLE", "last_stable", |row| &row.last_stable),
        Of::number(
            "RECORDS",
            "records",
            |row| known(row.records(), grouped),
            |row| plain(row.records()),
        ),
    ]);
    for (index, spec) in ranges.specs.iter().enumerate() {
        columns.extend(look_up_columns(index, *spec));
    }
    columns
}

/// What one look-up found, and when the record is dated where it is found by its time.
fn look_up_columns<'a>(index: usize, spec: OffsetSpec) -> Vec<Of<'a>> {
    let found = move |row: &&'a RangeRow| row.at[index].as_ref().map(Option::as_ref);
    let offset =
        move |row: &&'a RangeRow| Value::read(found(row), |found| Value::offset(found.offset));
    let time = move |row: &&'a RangeRow| {
        Value::read(found(row).map(|found| found?.timestamp), Value::Time)
    };
    let mut columns = vec![Of::number(
        format!("AT-{}", spec.to_string().to_uppercase()),
        format!("at_{spec}"),
        move |row| offset(row).for_people(),
        move |row| offset(row).plain(),
    )];
    if finds_by_time(spec) {
        columns.push(Of::text(
            "RECORD-TIME",
            format!("at_{spec}_timestamp"),
            move |row| time(row).for_people(),
            move |row| time(row).plain(),
        ));
    }
    columns
}

/// Writes a row for each topic.
pub fn totals_table(totals: &[TopicTotal]) -> Page {
    table_of(&total_columns(), totals)
}

/// Writes a row for each topic.
///
/// # Errors
/// As [`range_csv`].
pub fn totals_csv(totals: &[TopicTotal]) -> csv::Result<String> {
    csv_of(&total_columns(), totals)
}

fn total_columns<'a>() -> [Column<'a, &'a TopicTotal>; 4] {
    [
        Column::text(
            "TOPIC",
            "topic",
            |total: &&TopicTotal| total.topic.to_string(),
            |total| total.topic.to_string(),
        ),
        Column::number(
            "PARTITIONS",
            "partitions",
            |total: &&TopicTotal| grouped(total.partitions),
            |total| total.partitions.to_string(),
        ),
        Column::number(
            "RECORDS",
            "records",
            |total: &&TopicTotal| sum(total.known, total.unreadable > 0),
            |total| plain(total.records()),
        ),
        Column::number(
            "UNREADABLE",
            "unreadable",
            |total: &&TopicTotal| grouped(total.unreadable),
            |total| total.unreadable.to_string(),
        ),
    ]
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
enum Value {
    Number(String),
    Time(Timestamp),
    Absent,
    Unknown,
}

impl Value {
    fn read<T>(value: Result<Option<T>, &KafkaError>, cell: impl FnOnce(T) -> Value) -> Value {
        match value {
            Ok(Some(value)) => cell(value),
            Ok(None) => Value::Absent,
            Err(_) => Value::Unknown,
        }
    }

    fn offset(offset: Offset) -> Value {
        Value::Number(offset.to_string())
    }

    fn plain(self) -> String {
        match self {
            Value::Number(digits) => digits,
            Value::Time(time) => time.plain(),
            Value::Absent | Value::Unknown => String::new(),
        }
    }

    fn for_people(self) -> String {
        match self {
            Value::Time(time) => match time.raw_millis() {
                Some(millis) => format!("{millis} ms"),
                None => time.plain(),
            },
            Value::Number(digits) => grouped(digits),
            Value::Absent => "-".to_owned(),
            Value::Unknown => "?".to_owned(),
        }
    }
}

fn note(row: &RangeRow, specs: &[OffsetSpec]) -> Option<String> {
    let notes = row.notes(specs).join("; ");
    Some(notes).filter(|notes| !notes.is_empty())
}

/// Whether the look-up tells the time of the record that it found.
fn finds_by_time(spec: OffsetSpec) -> bool {
    matches!(spec, OffsetSpec::MaxTimestamp | OffsetSpec::At(_))
}

#[cfg(test)]
mod tests;
