//! Records counted, and a bar for each stretch of time.

use super::table::{Column, csv_of, partition_columns, plain, table_of};
use super::{Page, grouped, known, sum};
use crate::model::{
    Bound, CountRow, Counts, KafkaError, PartitionBucket, Stretch, TopicBucket, instant, readable,
};

/// The longest bar where there is no terminal to be as wide as.
const BAR: usize = 40;
const GAP: &str = "  ";

/// Writes a row for each partition: `?` could not be read.
pub fn count_table(counts: &Counts) -> Page {
    table_of(&count_columns(), &counts.rows)
}

/// Writes a row for each partition.
///
/// # Errors
/// As the csv crate's writer.
pub fn count_csv(counts: &Counts) -> csv::Result<String> {
    csv_of(&count_columns(), &counts.rows)
}

fn count_columns<'a>() -> Vec<Column<'a, &'a CountRow>> {
    let whole = |row: &&'a CountRow| row.whole();
    let mut columns = partition_columns(|row: &&CountRow| &row.partition);
    columns.extend(stretch_columns(whole));
    columns.push(error_column(whole));
    columns
}

/// Writes a row for each bucket of each topic, with a bar, as wide as the terminal where there is one.
pub fn buckets_table(counts: &Counts, columns: Option<usize>) -> Page {
    let buckets = counts.topic_buckets();
    let records: Vec<_> = buckets.iter().map(|bucket| bucket.known).collect();
    with_bars(&table_of(&bucket_columns(), buckets), &records, columns)
}

/// Writes a row for each bucket of each topic.
///
/// # Errors
/// As [`count_csv`].
pub fn buckets_csv(counts: &Counts) -> csv::Result<String> {
    let mut columns = bucket_columns();
    let to = Column::plain("to_time", |bucket: &TopicBucket| plain_moment(bucket.to));
    columns.insert(2, to);
    columns.push(Column::plain("unreadable", |bucket: &TopicBucket| {
        bucket.unreadable.to_string()
    }));
    csv_of(&columns, counts.topic_buckets())
}

fn bucket_columns() -> Vec<Column<'static, TopicBucket>> {
    vec![
        Column::text(
            "TOPIC",
            "topic",
            |bucket: &TopicBucket| bucket.topic.to_string(),
            |bucket| bucket.topic.to_string(),
        ),
        from_column(|bucket: &TopicBucket| bucket.from),
        Column::number(
            "RECORDS",
            "records",
            |bucket: &TopicBucket| sum(bucket.known, bucket.unreadable > 0),
            |bucket| plain(bucket.records()),
        ),
    ]
}

/// Writes a row for each bucket of each partition, as [`buckets_table`] does.
pub fn partition_buckets_table(counts: &Counts, columns: Option<usize>) -> Page {
    let records = |bucket: PartitionBucket<'_>| bucket.stretch.ok().map(|stretch| stretch.records);
    let mut shown = partition_columns(|bucket: &PartitionBucket<'_>| bucket.partition);
    shown.push(from_column(|bucket: &PartitionBucket<'_>| bucket.from));
    let [_, _, of_records] = stretch_columns(stretch_of);
    shown.push(of_records);
    let table = table_of(&shown, counts.partition_buckets());
    let records: Vec<_> = counts.partition_buckets().map(records).collect();
    with_bars(&table, &records, columns)
}

/// Writes a row for each bucket of each partition.
///
/// # Errors
/// As [`count_csv`].
pub fn partition_buckets_csv(counts: &Counts) -> csv::Result<String> {
    let mut columns = partition_columns(|bucket: &PartitionBucket<'_>| bucket.partition);
    columns.push(from_column(|bucket: &PartitionBucket<'_>| bucket.from));
    columns.push(Column::plain("to_time", |bucket: &PartitionBucket<'_>| {
        plain_moment(bucket.to)
    }));
    columns.extend(stretch_columns(stretch_of));
    columns.push(error_column(stretch_of));
    csv_of(&columns, counts.partition_buckets())
}

fn stretch_of<'a>(bucket: &PartitionBucket<'a>) -> Result<Stretch, &'a KafkaError> {
    bucket.stretch
}

fn from_column<'a, R: 'a>(from: impl Fn(&R) -> Bound + Copy + 'a) -> Column<'a, R> {
    Column::text(
        "FROM",
        "from_time",
        move |row| moment(from(row)),
        move |row| plain_moment(from(row)),
    )
}

/// Both ends, and what lies between them.
fn stretch_columns<'a, R: 'a>(
    stretch: impl Fn(&R) -> Result<Stretch, &'a KafkaError> + Copy + 'a,
) -> [Column<'a, R>; 3] {
    let number = |title, key, digits: fn(Stretch) -> String| {
        let digits = move |row: &R| stretch(row).ok().map(digits);
        Column::number(
            title,
            key,
            move |row| known(digits(row), grouped),
            move |row| plain(digits(row)),
        )
    };
    [
        number("FROM", "from", |stretch| stretch.from.to_string()),
        number("TO", "to", |stretch| stretch.to.to_string()),
        number("RECORDS", "records", |stretch| stretch.records.to_string()),
    ]
}

fn error_column<'a, R: 'a>(
    stretch: impl Fn(&R) -> Result<Stretch, &'a KafkaError> + 'a,
) -> Column<'a, R> {
    Column::plain("error", move |row| plain(stretch(row).err()))
}

/// Puts a bar behind each row; the longest reaches the end of the terminal.
fn with_bars(table: &Page, records: &[Option<u64>], columns: Option<usize>) -> Page {
    let most = records.iter().flatten().copied().max().unwrap_or(0);
    let mut lines = table.as_str().lines();
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

fn moment(bound: Bound) -> String {
    bound.time().map_or_else(|| bound.to_string(), readable)
}

fn plain_moment(bound: Bound) -> String {
    bound.time().map_or_else(String::new, instant)
}

/// The parts of a block, from an eighth to the whole.
const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// Draws a number as a bar of blocks, of at most `columns` where it is `most`. A number above 0 is never drawn
/// as nothing.
pub(super) fn bar(number: u64, most: u64, columns: usize) -> String {
    let whole = u128::from(number) * columns as u128 * 8;
    let eighths = match number {
        0 => 0,
        _ if columns == 0 => 0,
        _ => whole.div_ceil(u128::from(most.max(number))),
    };
    let eighths = usize::try_from(eighths).unwrap_or(usize::MAX);
    let mut bar = EIGHTHS[7].to_string().repeat(eighths / 8);
    bar.extend((eighths % 8).checked_sub(1).map(|part| EIGHTHS[part]));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_fills_the_columns_and_others_their_part_of_them() {
        assert_eq!(bar(100, 100, 4), "████");
        assert_eq!(bar(50, 100, 4), "██");
        assert_eq!(bar(53, 100, 4), "██▏");
        assert_eq!(bar(99, 100, 4), "████");
    }

    #[test]
    fn nothing_is_no_bar_and_the_least_is_one() {
        assert_eq!(bar(0, 100, 4), "");
        assert_eq!(bar(0, 0, 4), "");
        assert_eq!(bar(1, u64::MAX, 4), "▏");
        assert_eq!(bar(1, 1, 0), "");
    }
}
