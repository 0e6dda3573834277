use std::io::{self, Write};
use std::iter::once;

use super::columns::columns;
use super::csv::write_csv;
use super::{Align, absent, grouped};
use crate::model::{Headroom, LagGap, LagRow, LagTotal, LagTotalOf, Offset};

const NUMBERS: [&str; 7] = [
    "LOG-START",
    "COMMITTED",
    "END",
    "LAG",
    "LOST",
    "HEADROOM",
    "OF-LOG",
];
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

/// Writes a row for each partition: `?` is not known, `-` is not there. The members have a column where they
/// are known of any row, the errors where there are any.
///
/// # Errors
/// Where the stream takes no more.
pub fn lag_table(out: &mut dyn Write, rows: &[LagRow]) -> io::Result<()> {
    let members = rows.iter().any(|row| row.group.members_known);
    let errors = rows.iter().any(|row| row.lag.error().is_some());
    let mut titles = vec![
        ("GROUP", Align::Left),
        ("TOPIC", Align::Left),
        ("PARTITION", Align::Right),
    ];
    titles.extend(NUMBERS.map(|name| (name, Align::Right)));
    titles.extend(members.then_some(("MEMBER", Align::Left)));
    titles.extend(errors.then_some(("NOTE", Align::Left)));
    columns(out, &titles, || {
        rows.iter().map(|row| {
            let mut cells = cells(row);
            cells.extend(members.then(|| member(row)));
            cells.extend(errors.then(|| row.lag.error().unwrap_or_default()));
            cells
        })
    })
}

fn cells(row: &LagRow) -> Vec<String> {
    let lag = &row.lag;
    let unknown = || "?".to_owned();
    let offset = |offset: Option<Offset>| offset.map_or_else(unknown, grouped);
    let count = |count: Option<u64>| count.map_or_else(unknown, grouped);
    let committed = match lag.gap {
        Some(LagGap::Uncommitted) => "-".to_owned(),
        _ => offset(lag.committed),
    };
    // Nothing that lags is nothing to lose; what is not known may be.
    let headroom = |write: fn(&Headroom) -> String| match (&lag.headroom, lag.lag) {
        (Some(headroom), _) => write(headroom),
        (None, Some(_)) => "-".to_owned(),
        (None, None) => unknown(),
    };
    vec![
        row.group.id.to_string(),
        row.at
            .as_ref()
            .map_or_else(unknown, |at| at.topic.to_string()),
        row.at
            .as_ref()
            .map_or_else(unknown, |at| at.partition.to_string()),
        offset(lag.log_start),
        committed,
        offset(lag.end),
        count(lag.lag),
        count(lag.lost),
        headroom(|headroom| grouped(headroom.offsets)),
        headroom(|headroom| percent(headroom.percent)),
    ]
}

fn member(row: &LagRow) -> String {
    match (&row.member, row.group.members_known) {
        (Some(member), _) => member.client_id.clone(),
        (None, true) => "-".to_owned(),
        (None, false) => "?".to_owned(),
    }
}

/// Writes a share without rounding it up to the whole.
fn percent(percent: f64) -> String {
    format!("{:.1}%", (percent * 10.0).floor() / 10.0)
}

/// Writes the headings of [`lag_csv`].
///
/// # Errors
/// As [`lag_csv`].
pub fn lag_csv_titles(out: &mut dyn Write) -> io::Result<()> {
    let titles = "group,type,state,topic,partition,log_start,committed,end,last_stable,lag,lost,headroom,\
                  headroom_percent,member,error";
    write_csv(out, once(titles.split(',').map(str::to_owned).collect()))
}

/// Writes a row for each partition, both what is absent and what is unknown as nothing.
///
/// # Errors
/// Where the stream takes no more.
pub fn lag_csv(out: &mut dyn Write, rows: &[LagRow]) -> io::Result<()> {
    let cells = |row: &LagRow| {
        let lag = &row.lag;
        let offset = |offset: Option<Offset>| plain(offset.map(Offset::get));
        vec![
            row.group.id.as_str().to_owned(),
            row.group.group_type.to_string(),
            row.group.state.to_string(),
            plain(row.at.as_ref().map(|at| &at.topic)),
            plain(row.at.as_ref().map(|at| at.partition)),
            offset(lag.log_start),
            offset(lag.committed),
            offset(lag.end),
            offset(lag.last_stable),
            plain(lag.lag),
            plain(lag.lost),
            plain(lag.headroom.map(|headroom| headroom.offsets)),
            plain(lag.headroom.map(|headroom| headroom.percent)),
            plain(row.member.as_ref().map(|member| &member.client_id)),
            plain(lag.error()),
        ]
    };
    write_csv(out, rows.iter().map(cells))
}

/// Writes a row for each group or topic.
///
/// # Errors
/// As [`lag_table`].
pub fn lag_totals_table(out: &mut dyn Write, totals: &[LagTotal], first: &str) -> io::Result<()> {
    let titles = TOTALS.map(|name| {
        name.to_uppercase()
            .replace('_', "-")
            .replace("-PERCENT", "")
    });
    let titles = titles.iter().map(|name| (name.as_str(), Align::Right));
    let first = first.to_uppercase();
    let titles: Vec<_> = once((first.as_str(), Align::Left)).chain(titles).collect();
    columns(out, &titles, || totals.iter().map(total_cells))
}

fn total_cells(total: &LagTotal) -> Vec<String> {
    let count = |count: Option<u64>| count.map_or_else(|| "?".to_owned(), grouped);
    vec![
        name(total),
        grouped(total.partitions),
        grouped(total.lagging),
        count(total.lag),
        count(total.largest),
        count(total.lost),
        absent(total.headroom_percent, percent),
        grouped(total.uncommitted),
        grouped(total.unknown),
    ]
}

/// Writes the headings of [`lag_totals_csv`]; `first` is that of the names.
///
/// # Errors
/// As [`lag_csv`].
pub fn lag_totals_csv_titles(out: &mut dyn Write, first: &str) -> io::Result<()> {
    let titles = once(first).chain(TOTALS).map(str::to_owned);
    write_csv(out, once(titles.collect()))
}

/// Writes a row for each group or topic.
///
/// # Errors
/// As [`lag_csv`].
pub fn lag_totals_csv(out: &mut dyn Write, totals: &[LagTotal]) -> io::Result<()> {
    let cells = |total: &LagTotal| {
        vec![
            name(total),
            total.partitions.to_string(),
            total.lagging.to_string(),
            plain(total.lag),
            plain(total.largest),
            plain(total.lost),
            plain(total.headroom_percent),
            total.uncommitted.to_string(),
            total.unknown.to_string(),
        ]
    };
    write_csv(out, totals.iter().map(cells))
}

fn name(total: &LagTotal) -> String {
    match &total.of {
        LagTotalOf::Group(id) => id.as_str().to_owned(),
        LagTotalOf::Topic(name) => name.to_string(),
    }
}

fn plain(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
