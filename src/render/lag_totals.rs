//! What the lags of groups or topics come to.

use std::io::{self, Write};

use super::lag::lag_title;
use super::table::{Column, plain, write_csv_keys, write_csv_rows, write_table};
use super::{absent, and_unknown, grouped, percent, signed_span, sum};
use crate::model::{LagBasis, LagTotal, LagTotalOf, TimeTotal};

type Of = Column<'static, LagTotal>;

/// Writes a row for each group or topic.
///
/// # Errors
/// As [`super::lag_table`].
pub fn lag_totals_table(
    out: &mut dyn Write,
    totals: &[LagTotal],
    first: &'static str,
    basis: LagBasis,
) -> io::Result<()> {
    let times = totals.iter().any(|total| total.time.is_some());
    write_table(out, &columns(first, basis, times), totals)
}

/// Writes the headings of [`lag_totals_csv`], with or without those of times; `first` is that of the names.
///
/// # Errors
/// As [`super::lag_csv`].
pub fn lag_totals_csv_titles(
    out: &mut dyn Write,
    first: &'static str,
    times: bool,
) -> io::Result<()> {
    write_csv_keys(out, &csv_columns(first, times))
}

/// Writes a row for each group or topic.
///
/// # Errors
/// As [`super::lag_csv`].
pub fn lag_totals_csv(
    out: &mut dyn Write,
    totals: &[LagTotal],
    first: &'static str,
    times: bool,
) -> io::Result<()> {
    write_csv_rows(out, &csv_columns(first, times), totals)
}

/// A table shows in its sums what stands here in a column of its own.
fn csv_columns(first: &'static str, times: bool) -> Vec<Of> {
    let mut columns = columns(first, LagBasis::End, times);
    columns.push(Of::plain("unplaced", |total| total.unplaced.to_string()));
    columns
}

fn columns(first: &'static str, basis: LagBasis, times: bool) -> Vec<Of> {
    let mut columns = vec![
        Of::text(first.to_uppercase(), first, shown_name, name),
        Of::number("PARTITIONS", "partitions", partitions, |total| {
            total.partitions.to_string()
        }),
        count("LAGGING", "lagging", |total| total.lagging),
        partial(lag_title(basis), "lag", |total| total.lag),
        partial("LARGEST-LAG", "largest_lag", |total| total.largest),
        partial("LOST", "lost", |total| total.lost),
        Of::number(
            "LEAST-HEADROOM",
            "least_headroom_percent",
            |total| absent(total.headroom_percent, percent),
            |total| plain(total.headroom_percent),
        ),
        count("UNCOMMITTED", "uncommitted", |total| total.uncommitted),
        count("UNKNOWN", "unknown", |total| total.unknown),
    ];
    if times {
        columns.extend(time_columns());
    }
    columns
}

fn time_columns() -> [Of; 2] {
    [
        Of::number(
            "LARGEST-TIME-LAG",
            "largest_time_lag_ms",
            |total| total.time.as_ref().map_or_else(String::new, longest),
            |total| {
                let longest = total.time.as_ref().and_then(|time| time.longest);
                plain(longest.map(|lag| lag.num_milliseconds()))
            },
        ),
        Of::number(
            "TIME-LAG-UNKNOWN",
            "time_lag_unknown",
            |total| {
                let time = total.time.as_ref();
                time.map_or_else(String::new, |time| grouped(time.unknown))
            },
            |total| plain(total.time.as_ref().map(|time| time.unknown)),
        ),
    ]
}

fn longest(time: &TimeTotal) -> String {
    match (time.longest, time.unknown) {
        (Some(longest), unknown) => signed_span(longest) + and_unknown(unknown > 0),
        (None, 0) => "-".to_owned(),
        (None, _) => "?".to_owned(),
    }
}

fn count(title: &'static str, key: &'static str, count: fn(&LagTotal) -> usize) -> Of {
    Of::number(
        title,
        key,
        move |total| grouped(count(total)),
        move |total| count(total).to_string(),
    )
}

/// A sum of which parts may not be known.
fn partial(title: &'static str, key: &'static str, number: fn(&LagTotal) -> Option<u64>) -> Of {
    Of::number(
        title,
        key,
        move |total| sum(number(total), total.is_partial()),
        move |total| plain(number(total)),
    )
}

fn partitions(total: &LagTotal) -> String {
    let is_unread = total.partitions == 0 && total.unknown > 0;
    sum((!is_unread).then_some(total.partitions as u64), false)
}

fn shown_name(total: &LagTotal) -> String {
    match &total.of {
        LagTotalOf::Group(id) => id.to_string(),
        LagTotalOf::Topic(name) => name.to_string(),
    }
}

fn name(total: &LagTotal) -> String {
    match &total.of {
        LagTotalOf::Group(id) => id.as_str().to_owned(),
        LagTotalOf::Topic(name) => name.to_string(),
    }
}
