use std::fmt::Display;
use std::iter::once;

use super::bar::bar;
use super::csv::csv;
use super::{Align, Page, Table, grouped, sum};
use crate::model::{
    Bound, CountRow, Counts, KafkaError, PartitionBucket, Stretch, TopicBucket, instant, readable,
};

/// The longest bar where there is no terminal to be as wide as.
const BAR: usize = 40;
const GAP: &str = "  ";

/// Writes a row for each partition: `?` could not be read.
pub fn count_table(counts: &Counts) -> Page {
    let mut table = Table::new(&[
        ("TOPIC", Align::Left),
        ("PARTITION", Align::Right),
        ("FROM", Align::Right),
        ("TO", Align::Right),
        ("RECORDS", Align::Right),
    ]);
    for row in &counts.rows {
        let partition = row.partition.partition.to_string();
        let [from, to, records] = digits(row.whole()).map(known);
        table.row([
            row.partition.topic.to_string(),
            partition,
            from,
            to,
            records,
        ]);
    }
    table.render()
}

/// Writes a row for each bucket of each topic, with a bar, as wide as the terminal where there is one.
pub fn buckets_table(counts: &Counts, columns: Option<usize>) -> Page {
    let buckets = counts.topic_buckets();
    let mut table = Table::new(&[
        ("TOPIC", Align::Left),
        ("FROM", Align::Left),
        ("RECORDS", Align::Right),
    ]);
    for bucket in &buckets {
        let records = sum(bucket.known, bucket.unreadable > 0);
        table.row([bucket.topic.to_string(), moment(bucket.from), records]);
    }
    let records: Vec<_> = buckets.iter().map(|bucket| bucket.known).collect();
    with_bars(&table, &records, columns)
}

/// Writes a row for each bucket of each partition, as [`buckets_table`] does.
pub fn partition_buckets_table(counts: &Counts, columns: Option<usize>) -> Page {
    let mut table = Table::new(&[
        ("TOPIC", Align::Left),
        ("PARTITION", Align::Right),
        ("FROM", Align::Left),
        ("RECORDS", Align::Right),
    ]);
    let records = |bucket: PartitionBucket<'_>| bucket.stretch.ok().map(|stretch| stretch.records);
    for bucket in counts.partition_buckets() {
        let at = bucket.partition;
        let place = [at.topic.to_string(), at.partition.to_string()];
        table.row(
            place
                .into_iter()
                .chain([moment(bucket.from), known(records(bucket))]),
        );
    }
    let records: Vec<_> = counts.partition_buckets().map(records).collect();
    with_bars(&table, &records, columns)
}

/// Writes a row for each partition.
///
/// # Errors
/// As the csv crate's writer.
pub fn count_csv(counts: &Counts) -> csv::Result<String> {
    let titles = ["topic", "partition", "from", "to", "records", "error"];
    let line = |row: &CountRow| {
        let at = &row.partition;
        let place = [at.topic.to_string(), at.partition.to_string()];
        place
            .into_iter()
            .chain(plain_stretch(row.whole()))
            .collect()
    };
    csv(once(titles.map(str::to_owned).to_vec()).chain(counts.rows.iter().map(line)))
}

/// Writes a row for each bucket of each topic.
///
/// # Errors
/// As [`count_csv`].
pub fn buckets_csv(counts: &Counts) -> csv::Result<String> {
    let titles = ["topic", "from_time", "to_time", "records", "unreadable"];
    let line = |bucket: TopicBucket| {
        vec![
            bucket.topic.to_string(),
            plain_moment(bucket.from),
            plain_moment(bucket.to),
            bucket
                .records()
                .map_or_else(String::new, |records| records.to_string()),
            bucket.unreadable.to_string(),
        ]
    };
    let lines = counts.topic_buckets().into_iter().map(line);
    csv(once(titles.map(str::to_owned).to_vec()).chain(lines))
}

/// Writes a row for each bucket of each partition.
///
/// # Errors
/// As [`count_csv`].
pub fn partition_buckets_csv(counts: &Counts) -> csv::Result<String> {
    let titles = [
        "topic",
        "partition",
        "from_time",
        "to_time",
        "from",
        "to",
        "records",
        "error",
    ];
    let line = |bucket: PartitionBucket<'_>| {
        let place = [
            bucket.partition.topic.to_string(),
            bucket.partition.partition.to_string(),
            plain_moment(bucket.from),
            plain_moment(bucket.to),
        ];
        place
            .into_iter()
            .chain(plain_stretch(bucket.stretch))
            .collect()
    };
    let lines = counts.partition_buckets().map(line);
    csv(once(titles.map(str::to_owned).to_vec()).chain(lines))
}

/// Puts a bar behind each row; the longest reaches the end of the terminal.
fn with_bars(table: &Table, records: &[Option<u64>], columns: Option<usize>) -> Page {
    let most = records.iter().flatten().copied().max().unwrap_or(0);
    let text = table.render();
    let mut lines = text.as_str().lines();
    let heading = lines.next().unwrap_or_default();
    let taken = heading.chars().count() + GAP.len();
    let longest = columns.map_or(BAR, |columns| columns.saturating_sub(taken));
    let mut drawn = format!("{heading}\n");
    for (line, records) in lines.zip(records) {
        let bar = bar(records.unwrap_or(0), most, longest);
        drawn.push_str(format!("{line}{GAP}{bar}").trim_end());
        drawn.push('\n');
    }
    Page::of_cells(drawn)
}

/// The digits of both ends and of what lies between; `None` where it is not known.
fn digits(counted: Result<Stretch, &KafkaError>) -> [Option<String>; 3] {
    let counted = counted.ok();
    [
        counted.map(|stretch| stretch.from.to_string()),
        counted.map(|stretch| stretch.to.to_string()),
        counted.map(|stretch| stretch.records.to_string()),
    ]
}

fn plain_stretch(counted: Result<Stretch, &KafkaError>) -> impl Iterator<Item = String> {
    let error = counted.err().map(ToString::to_string);
    let cells = digits(counted).into_iter().chain([error]);
    cells.map(Option::unwrap_or_default)
}

fn known(number: Option<impl Display>) -> String {
    number.map_or_else(|| "?".to_owned(), grouped)
}

fn moment(bound: Bound) -> String {
    bound.time().map_or_else(|| bound.to_string(), readable)
}

fn plain_moment(bound: Bound) -> String {
    bound.time().map_or_else(String::new, instant)
}
