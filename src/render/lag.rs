//! How far groups are behind, partition by partition.

use std::io::{self, Write};

use super::page::Tone;
use super::table::{Column, cell, plain, write_csv_keys, write_csv_rows, write_table};
use super::{grouped, in_transactions, known, percent, signed_span};
use crate::document::Worded;
use crate::model::{Headroom, LagBasis, LagRow, Offset, TimeLag, instant, visible};

type Of = Column<'static, LagRow>;

/// Writes a row for each partition: `?` is not known, `-` is not there. The members have a column where they
/// are known of any row, the notes where there are any.
///
/// # Errors
/// Where the stream takes no more.
pub fn lag_table(out: &mut dyn Write, rows: &[LagRow], basis: LagBasis) -> io::Result<()> {
    let times = rows.iter().any(|row| row.time.is_some());
    let members = rows.iter().any(|row| row.group.members_known);
    let notes = rows.iter().any(|row| !lag_note(row).is_empty());
    let mut columns = vec![group(), topic(), partition()];
    columns.extend(lag_columns(basis));
    columns.extend(times.then(time_lag));
    columns.extend(members.then(member));
    columns.extend(notes.then(note));
    write_table(out, &columns, rows)
}

/// The columns of all numbers of a partition.
pub fn lag_columns(basis: LagBasis) -> Vec<Of> {
    vec![
        log_start(),
        committed(),
        end(),
        lag(basis),
        lost(),
        headroom(),
        headroom_percent(),
    ]
}

/// Writes the headings of [`lag_csv`], with or without those of times.
///
/// # Errors
/// As [`lag_csv`].
pub fn lag_csv_titles(out: &mut dyn Write, times: bool) -> io::Result<()> {
    write_csv_keys(out, &csv_columns(times))
}

/// Writes a row for each partition, both what is absent and what is unknown as nothing.
///
/// # Errors
/// Where the stream takes no more.
pub fn lag_csv(out: &mut dyn Write, rows: &[LagRow], times: bool) -> io::Result<()> {
    write_csv_rows(out, &csv_columns(times), rows)
}

fn csv_columns(times: bool) -> Vec<Of> {
    let mut columns = vec![
        group(),
        Of::plain("type", |row| row.group.group_type.to_string()),
        Of::plain("state", |row| row.group.state.to_string()),
        topic(),
        partition(),
        log_start(),
        committed(),
        end(),
        Of::plain("last_stable", |row| plain(row.lag.last_stable)),
        lag(LagBasis::End),
        lost(),
        headroom(),
        headroom_percent(),
        member(),
        Of::plain("error", |row| plain(row.lag.error())),
    ];
    if times {
        columns.extend(time_columns());
    }
    columns.push(Of::plain("above_last_stable", |row| {
        plain(row.lag.above_last_stable())
    }));
    columns.push(Of::plain("pending_commit", |row| plain(row.pending)));
    columns
}

fn time_columns() -> [Of; 6] {
    let record = |row: &LagRow| row.time.as_ref().and_then(TimeLag::record).copied();
    [
        time_lag(),
        Of::plain("oldest_unread_offset", move |row| {
            plain(record(row).map(|record| record.offset))
        }),
        Of::plain("oldest_unread_at", move |row| {
            plain(record(row).map(|record| record.time.at.plain()))
        }),
        Of::plain("timestamp_type", move |row| {
            plain(record(row).map(|record| record.time.kind.word()))
        }),
        Of::plain("time_error", |row| {
            plain(row.time.as_ref().and_then(TimeLag::error))
        }),
        Of::plain("open_since", |row| {
            plain(row.open.map(|open| instant(open.since)))
        }),
    ]
}

fn group() -> Of {
    Of::text(
        "GROUP",
        "group",
        |row| row.group.id.to_string(),
        |row| row.group.id.as_str().to_owned(),
    )
}

fn topic() -> Of {
    let topic = |row: &LagRow| row.at.as_ref().map(|at| at.topic.clone());
    Of::text(
        "TOPIC",
        "topic",
        move |row| known(topic(row), |topic| topic.to_string()),
        move |row| plain(topic(row)),
    )
}

fn partition() -> Of {
    let partition = |row: &LagRow| row.at.as_ref().map(|at| at.partition);
    Of::number(
        "PARTITION",
        "partition",
        move |row| known(partition(row), |partition| partition.to_string()),
        move |row| plain(partition(row)),
    )
}

fn log_start() -> Of {
    offset("LOG-START", "log_start", |row| row.lag.log_start)
}

fn committed() -> Of {
    let cell = |row: &LagRow| {
        if row.lag.is_uncommitted() {
            "-".to_owned()
        } else {
            known(row.lag.committed, grouped)
        }
    };
    Of::number("COMMITTED", "committed", cell, |row| {
        plain(row.lag.committed)
    })
}

fn end() -> Of {
    offset("END", "end", |row| row.lag.end)
}

fn offset(title: &'static str, key: &'static str, offset: fn(&LagRow) -> Option<Offset>) -> Of {
    Of::number(
        title,
        key,
        move |row| known(offset(row), grouped),
        move |row| plain(offset(row)),
    )
}

fn lag(basis: LagBasis) -> Of {
    Of::number(
        lag_title(basis),
        "lag",
        |row| known(row.lag.lag, grouped),
        |row| plain(row.lag.lag),
    )
}

/// The title of lags: those that do not end with the log are called so.
pub(super) fn lag_title(basis: LagBasis) -> &'static str {
    match basis {
        LagBasis::End => "LAG",
        LagBasis::LastStable => "STABLE-LAG",
    }
}

fn lost() -> Of {
    let cell = |row: &LagRow| {
        let tone = match row.lag.lost {
            Some(1..) => Tone::Bad,
            _ => Tone::Plain,
        };
        cell(known(row.lag.lost, grouped), tone)
    };
    Of::number("LOST", "lost", cell, |row| plain(row.lag.lost))
}

fn headroom() -> Of {
    Of::number(
        "HEADROOM",
        "headroom",
        |row| headroom_in(row, |headroom| grouped(headroom.offsets)),
        |row| plain(row.lag.headroom.map(|headroom| headroom.offsets)),
    )
}

fn headroom_percent() -> Of {
    Of::number(
        "OF-LOG",
        "headroom_percent",
        |row| headroom_in(row, |headroom| percent(headroom.percent)),
        |row| plain(row.lag.headroom.map(|headroom| headroom.percent)),
    )
}

/// Nothing that lags is nothing to lose; what is not known may be.
fn headroom_in(row: &LagRow, write: fn(&Headroom) -> String) -> String {
    match (&row.lag.headroom, row.lag.lag) {
        (Some(headroom), _) => write(headroom),
        (None, Some(_)) => "-".to_owned(),
        (None, None) => "?".to_owned(),
    }
}

fn time_lag() -> Of {
    let cell = |row: &LagRow| match &row.time {
        Some(TimeLag::Waiting(waiting)) => signed_span(waiting.lag),
        Some(TimeLag::None | TimeLag::NoRecord) => "-".to_owned(),
        Some(TimeLag::Unknown(_)) => "?".to_owned(),
        None => String::new(),
    };
    let plain = |row: &LagRow| {
        let waiting = row.time.as_ref().and_then(TimeLag::waiting);
        plain(waiting.map(|waiting| waiting.lag.num_milliseconds()))
    };
    Of::number("TIME-LAG", "time_lag_ms", cell, plain)
}

fn member() -> Of {
    let cell = |row: &LagRow| match (&row.member, row.group.members_known) {
        (Some(member), _) => visible(&member.client_id).into_owned(),
        (None, true) => "-".to_owned(),
        (None, false) => "?".to_owned(),
    };
    Of::text("MEMBER", "member", cell, |row| {
        plain(row.member.as_ref().map(|member| &member.client_id))
    })
}

fn note() -> Of {
    Of::shown("NOTE", lag_note)
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
