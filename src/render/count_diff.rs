use std::iter::once;

use super::csv::csv;
use super::{Align, Page, Table, absent, counted, grouped, sum};
use crate::compare::{ComparedTopic, CountDiff, CountDifference, CountOrigin, CountPair, Verdict};
use crate::document::Worded;
use crate::model::{Records, instant, readable};

const COLUMNS: [(&str, Align); 8] = [
    ("TOPIC", Align::Left),
    ("PARTITION", Align::Right),
    ("FROM", Align::Left),
    ("TO", Align::Left),
    ("A", Align::Right),
    ("B", Align::Right),
    ("DELTA", Align::Right),
    ("WHAT", Align::Left),
];
const CSV_TITLES: [&str; 9] = [
    "a_topic",
    "b_topic",
    "partition",
    "from_time",
    "to_time",
    "a_records",
    "b_records",
    "delta",
    "difference",
];

/// Writes what the counts are, the places that differ, and one sentence on all of them.
pub fn count_diff_table(diff: &CountDiff) -> Page {
    let mut page = Page::of(format_args!("a  {}", origin(&diff.a)));
    page.line(format_args!("b  {}", origin(&diff.b)));
    let has_times = rows(diff).any(|(_, row)| row.time.is_some());
    let is_shown = |title: &str| has_times || !matches!(title, "FROM" | "TO");
    let columns: Vec<_> = COLUMNS
        .into_iter()
        .filter(|(title, _)| is_shown(title))
        .collect();
    let mut table = Table::new(&columns);
    for (topic, row) in rows(diff) {
        let cells = COLUMNS.into_iter().zip(cells(topic, row));
        table.row(
            cells
                .filter(|((title, _), _)| is_shown(title))
                .map(|(_, cell)| cell),
        );
    }
    if !table.is_empty() {
        page.gap();
        page.table(&table);
    }
    page.gap();
    page.line(summary(diff));
    page
}

/// Writes a row for each place that differs, both what is absent and what is unknown as nothing.
///
/// # Errors
/// As the csv crate's writer.
pub fn count_diff_csv(diff: &CountDiff) -> csv::Result<String> {
    let titles = CSV_TITLES.map(str::to_owned).to_vec();
    csv(once(titles).chain(rows(diff).map(|(topic, row)| csv_cells(topic, row).to_vec())))
}

fn rows(diff: &CountDiff) -> impl Iterator<Item = (&ComparedTopic, &CountPair)> {
    let topics = diff.topics.iter();
    topics.flat_map(|topic| topic.rows.iter().map(move |row| (topic, row)))
}

fn origin(origin: &CountOrigin) -> String {
    let cluster = absent(origin.cluster_id.as_ref(), ToString::to_string);
    let how = if origin.exact { "records" } else { "offsets" };
    format!(
        "{} of {}, counted {} from {} to {} (cluster {cluster})",
        origin.file,
        readable(origin.observed_at),
        how,
        origin.from,
        origin.to
    )
}

fn cells(topic: &ComparedTopic, row: &CountPair) -> [String; 8] {
    let records = |records: Records, is_there: bool| match (records, is_there) {
        (_, false) => "-".to_owned(),
        (Some(records), true) => grouped(records),
        (None, true) => "?".to_owned(),
    };
    let name = match (&topic.a, &topic.b) {
        (Some(a), Some(b)) if a != b => format!("{a}={b}"),
        (a, b) => absent(a.as_ref().or(b.as_ref()), ToString::to_string),
    };
    let time = |time| absent(time, readable);
    [
        name,
        absent(row.partition, |partition| partition.to_string()),
        time(row.time.and_then(|time| time.from)),
        time(row.time.and_then(|time| time.to)),
        records(row.records.a, topic.a.is_some()),
        records(row.records.b, topic.b.is_some()),
        absent(row.records.delta(), |delta| match delta {
            1.. => format!("+{}", grouped(delta)),
            _ => grouped(delta),
        }),
        what(row.difference).to_owned(),
    ]
}

fn what(difference: CountDifference) -> &'static str {
    match difference {
        CountDifference::Unknown => "could not be read",
        CountDifference::OnlyInA => "only in a",
        CountDifference::OnlyInB => "only in b",
        CountDifference::Missing => "missing in b",
        CountDifference::Added => "more in b",
    }
}

fn summary(diff: &CountDiff) -> String {
    let total = |records: fn(&ComparedTopic) -> Records| {
        let each = diff.topics.iter().map(records);
        let known = each.clone().flatten().reduce(u64::saturating_add);
        sum(known, each.into_iter().any(|records| records.is_none()))
    };
    let (missing, added) = (total(|topic| topic.missing), total(|topic| topic.added));
    let equal = diff.topics.iter().filter(|topic| topic.is_equal()).count();
    let different = diff.topics.len() - equal;
    match diff.verdict() {
        Verdict::Equal => format!("equal: as many in {}", counted(equal, "topic")),
        verdict => {
            let word = match verdict {
                Verdict::Unknown => "not known, since something could not be read",
                _ => "different",
            };
            let sums = match (missing.as_str(), added.as_str()) {
                ("0", "0") if verdict == Verdict::Different => {
                    "as many in all, but not at each time".to_owned()
                }
                (missing, added) => format!("{missing} missing in b and {added} more"),
            };
            let (topics, equal) = (counted(different, "topic"), grouped(equal));
            format!("{word}: {sums}, in {topics}; {equal} the same")
        }
    }
}

fn csv_cells(topic: &ComparedTopic, row: &CountPair) -> [String; 9] {
    let plain = |value: Option<String>| value.unwrap_or_default();
    [
        plain(topic.a.as_ref().map(ToString::to_string)),
        plain(topic.b.as_ref().map(ToString::to_string)),
        plain(row.partition.map(|partition| partition.to_string())),
        plain(row.time.and_then(|time| time.from).map(instant)),
        plain(row.time.and_then(|time| time.to).map(instant)),
        plain(row.records.a.map(|records| records.to_string())),
        plain(row.records.b.map(|records| records.to_string())),
        plain(row.records.delta().map(|delta| delta.to_string())),
        row.difference.word().to_owned(),
    ]
}
