use std::io::{self, Write};
use std::iter::once;

use super::columns::columns;
use super::csv::write_csv;
use super::{Align, grouped, in_transactions, signed_span};
use crate::document::Worded;
use crate::model::{Headroom, LagBasis, LagRow, Offset, TimeLag, instant, visible};

/// Writes a row for each partition: `?` is not known, `-` is not there. The members have a column where they
/// are known of any row, the notes where there are any.
///
/// # Errors
/// Where the stream takes no more.
pub fn lag_table(out: &mut dyn Write, rows: &[LagRow], basis: LagBasis) -> io::Result<()> {
    let members = rows.iter().any(|row| row.group.members_known);
    let times = rows.iter().any(|row| row.time.is_some());
    let notes = rows.iter().any(|row| !lag_note(row).is_empty());
    let mut titles = vec![
        ("GROUP", Align::Left),
        ("TOPIC", Align::Left),
        ("PARTITION", Align::Right),
    ];
    let numbers = ["LOG-START", "COMMITTED", "END", lag_title(basis)];
    let numbers = numbers.into_iter().chain(["LOST", "HEADROOM", "OF-LOG"]);
    titles.extend(numbers.map(|name| (name, Align::Right)));
    titles.extend(times.then_some(("TIME-LAG", Align::Right)));
    titles.extend(members.then_some(("MEMBER", Align::Left)));
    titles.extend(notes.then_some(("NOTE", Align::Left)));
    columns(out, &titles, || {
        rows.iter().map(|row| {
            let mut cells = cells(row);
            cells.extend(row.time.as_ref().map(time));
            cells.extend(members.then(|| member(row)));
            cells.extend(notes.then(|| lag_note(row)));
            cells
        })
    })
}

/// Why numbers of a row are missing, and what transactions hold there.
pub fn lag_note(row: &LagRow) -> String {
    let notes: Vec<String> = row
        .error()
        .into_iter()
        .chain(in_transactions(row))
        .collect();
    notes.join("; ")
}

/// The title of lags: those that do not end with the log are called so.
pub(super) fn lag_title(basis: LagBasis) -> &'static str {
    match basis {
        LagBasis::End => "LAG",
        LagBasis::LastStable => "STABLE-LAG",
    }
}

fn cells(row: &LagRow) -> Vec<String> {
    let lag = &row.lag;
    let unknown = || "?".to_owned();
    let offset = |offset: Option<Offset>| offset.map_or_else(unknown, grouped);
    let count = |count: Option<u64>| count.map_or_else(unknown, grouped);
    let committed = if lag.is_uncommitted() {
        "-".to_owned()
    } else {
        offset(lag.committed)
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

fn time(time: &TimeLag) -> String {
    match time {
        TimeLag::Waiting(waiting) => signed_span(waiting.lag),
        TimeLag::None | TimeLag::NoRecord => "-".to_owned(),
        TimeLag::Unknown(_) => "?".to_owned(),
    }
}

fn member(row: &LagRow) -> String {
    match (&row.member, row.group.members_known) {
        (Some(member), _) => visible(&member.client_id).into_owned(),
        (None, true) => "-".to_owned(),
        (None, false) => "?".to_owned(),
    }
}

/// Writes a share without rounding it up to the whole.
pub fn percent(percent: f64) -> String {
    format!("{:.1}%", (percent * 10.0).floor() / 10.0)
}

/// Writes the headings of [`lag_csv`], with or without those of times.
///
/// # Errors
/// As [`lag_csv`].
pub fn lag_csv_titles(out: &mut dyn Write, times: bool) -> io::Result<()> {
    let titles = "group,type,state,topic,partition,log_start,committed,end,last_stable,lag,lost,headroom,\
                  headroom_percent,member,error";
    let of_times =
        "time_lag_ms,oldest_unread_offset,oldest_unread_at,timestamp_type,time_error,open_since";
    let of_times = times.then_some(of_times.split(','));
    let of_transactions = ["above_last_stable", "pending_commit"];
    let of_times = of_times.into_iter().flatten();
    let titles = titles.split(',').chain(of_times).chain(of_transactions);
    write_csv(out, once(titles.map(str::to_owned).collect()))
}

/// Writes a row for each partition, both what is absent and what is unknown as nothing.
///
/// # Errors
/// Where the stream takes no more.
pub fn lag_csv(out: &mut dyn Write, rows: &[LagRow]) -> io::Result<()> {
    let cells = |row: &LagRow| {
        let lag = &row.lag;
        let offset = |offset: Option<Offset>| plain(offset.map(Offset::get));
        let mut cells = vec![
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
        ];
        let open_since = row.open.map(|open| instant(open.since));
        let of_times = row.time.iter().flat_map(time_cells);
        cells.extend(of_times.chain(row.time.is_some().then(|| plain(open_since))));
        cells.push(plain(lag.above_last_stable()));
        cells.push(plain(row.pending));
        cells
    };
    write_csv(out, rows.iter().map(cells))
}

fn time_cells(time: &TimeLag) -> [String; 5] {
    let (waiting, record) = (time.waiting(), time.record());
    [
        plain(waiting.map(|waiting| waiting.lag.num_milliseconds())),
        plain(record.map(|record| record.offset)),
        plain(record.map(|record| record.time.at.plain())),
        plain(record.map(|record| record.time.kind.word())),
        plain(time.error()),
    ]
}

pub(super) fn plain(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
