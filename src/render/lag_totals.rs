use std::io::{self, Write};
use std::iter::once;

use super::columns::columns;
use super::csv::write_csv;
use super::lag::{lag_title, percent, plain};
use super::{Align, absent, and_unknown, grouped, signed_span, sum};
use crate::model::{LagBasis, LagTotal, LagTotalOf, TimeTotal};

const TOTALS: [&str; 8] = [
    "partitions",
    "lagging",
    "lag",
    "largest_lag",
    "lost",
    "least_headroom_percent",
    "uncommitted",
    "unknown",
];
const TIMES: [&str; 2] = ["largest_time_lag_ms", "time_lag_unknown"];
/// A table shows this in its sums.
const UNPLACED: &str = "unplaced";

fn titles(times: bool) -> impl Iterator<Item = &'static str> {
    let of_times = times.then_some(TIMES);
    TOTALS.into_iter().chain(of_times.into_iter().flatten())
}

/// Writes a row for each group or topic.
///
/// # Errors
/// As [`super::lag_table`].
pub fn lag_totals_table(
    out: &mut dyn Write,
    totals: &[LagTotal],
    first: &str,
    basis: LagBasis,
) -> io::Result<()> {
    let times = totals.iter().any(|total| total.time.is_some());
    let titles: Vec<String> = titles(times)
        .map(|name| {
            let name = match name {
                "lag" => lag_title(basis),
                name => name,
            };
            let name = name.replace("_percent", "").replace("_ms", "");
            name.to_uppercase().replace('_', "-")
        })
        .collect();
    let titles = titles.iter().map(|name| (name.as_str(), Align::Right));
    let first = first.to_uppercase();
    let titles: Vec<_> = once((first.as_str(), Align::Left)).chain(titles).collect();
    columns(out, &titles, || totals.iter().map(total_cells))
}

fn total_cells(total: &LagTotal) -> Vec<String> {
    let known = |known| sum(known, total.is_partial());
    let is_unread = total.partitions == 0 && total.unknown > 0;
    let mut cells = vec![
        match &total.of {
            LagTotalOf::Group(id) => id.to_string(),
            LagTotalOf::Topic(name) => name.to_string(),
        },
        sum((!is_unread).then_some(total.partitions as u64), false),
        grouped(total.lagging),
        known(total.lag),
        known(total.largest),
        known(total.lost),
        absent(total.headroom_percent, percent),
        grouped(total.uncommitted),
        grouped(total.unknown),
    ];
    cells.extend(total.time.iter().flat_map(time_cells));
    cells
}

fn time_cells(time: &TimeTotal) -> [String; 2] {
    let longest = match (time.longest, time.unknown) {
        (Some(longest), unknown) => signed_span(longest) + and_unknown(unknown > 0),
        (None, 0) => "-".to_owned(),
        (None, _) => "?".to_owned(),
    };
    [longest, grouped(time.unknown)]
}

/// Writes the headings of [`lag_totals_csv`], with or without those of times; `first` is that of the names.
///
/// # Errors
/// As [`super::lag_csv`].
pub fn lag_totals_csv_titles(out: &mut dyn Write, first: &str, times: bool) -> io::Result<()> {
    let titles = titles(times).chain(once(UNPLACED)).map(str::to_owned);
    write_csv(out, once(once(first.to_owned()).chain(titles).collect()))
}

/// Writes a row for each group or topic.
///
/// # Errors
/// As [`super::lag_csv`].
pub fn lag_totals_csv(out: &mut dyn Write, totals: &[LagTotal]) -> io::Result<()> {
    let cells = |total: &LagTotal| {
        let mut cells = vec![
            name(total),
            total.partitions.to_string(),
            total.lagging.to_string(),
            plain(total.lag),
            plain(total.largest),
            plain(total.lost),
            plain(total.headroom_percent),
            total.uncommitted.to_string(),
            total.unknown.to_string(),
        ];
        if let Some(time) = &total.time {
            cells.push(plain(time.longest.map(|lag| lag.num_milliseconds())));
            cells.push(time.unknown.to_string());
        }
        cells.push(total.unplaced.to_string());
        cells
    };
    write_csv(out, totals.iter().map(cells))
}

fn name(total: &LagTotal) -> String {
    match &total.of {
        LagTotalOf::Group(id) => id.as_str().to_owned(),
        LagTotalOf::Topic(name) => name.to_string(),
    }
}
