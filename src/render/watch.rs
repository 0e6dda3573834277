use std::time::Duration;

use chrono::TimeDelta;

use super::{and_unknown, span};
use crate::model::{LagTotal, instant};
use crate::watch::{CatchUp, Event, Tracked};

/// Longer forecasts are of no use.
const LONGEST: Duration = Duration::from_secs(1_000 * 86_400);

/// Writes a group on one line, without a time: words that a script can split at blanks and `=`.
pub fn watch_line(group: &Tracked) -> String {
    let summary = group.summary();
    let is_partial = summary.total.is_partial();
    let count = |count: Option<u64>| match count {
        Some(count) => format!("{count}{}", and_unknown(is_partial)),
        None => "?".to_owned(),
    };
    let LagTotal {
        lag,
        lost,
        uncommitted,
        unknown,
        above_last_stable,
        pending,
        ..
    } = summary.total;
    let mut line = format!(
        "{} state={} members={} lag={} lost={} consumed/s={} produced/s={} catch-up={}",
        group.id,
        group_state(group),
        group
            .seen
            .known_members()
            .map_or_else(|| "?".to_owned(), |count| count.to_string()),
        count(lag),
        count(lost),
        rate(summary.consumed, summary.is_partial),
        rate(summary.produced, summary.is_partial),
        catch_up(summary.catch_up).replace(' ', ""),
    );
    if let Some(time) = summary.to_loss {
        line += &format!(" loss={}", forecast(time).replace(' ', ""));
    }
    if let Some(above @ 1..) = above_last_stable {
        line += &format!(" above-last-stable={above}");
    }
    let counts = [
        ("pending", pending),
        ("uncommitted", uncommitted),
        ("unknown", unknown),
    ];
    for (name, count) in counts {
        if count > 0 {
            line += &format!(" {name}={count}");
        }
    }
    if let Some(why) = &group.stale {
        line += &format!(" stale={why:?}");
    }
    line
}

/// Writes an event on one line, with its time.
pub fn event_line(event: &Event) -> String {
    let (at, group) = (instant(event.at), &event.group);
    format!("{at} {group} event: {}", event.change)
}

/// A group's state, or that it is gone.
pub fn group_state(group: &Tracked) -> String {
    if group.is_gone() {
        "gone".to_owned()
    } else {
        group.seen.state.to_string()
    }
}

/// Writes offsets per second; `?` where the rate is not known yet, as [`super::sum`] where a part of it is not.
pub fn rate(per_second: Option<f64>, is_partial: bool) -> String {
    match per_second {
        Some(rate) => format!("{rate:.1}{}", and_unknown(is_partial)),
        None => "?".to_owned(),
    }
}

/// Writes when nothing will be left to read.
pub fn catch_up(catch_up: CatchUp) -> String {
    match catch_up {
        CatchUp::Now => "-".to_owned(),
        CatchUp::KeepsUp => "keeps-up".to_owned(),
        CatchUp::In(time) => forecast(time),
        CatchUp::Never => "never".to_owned(),
        CatchUp::Unknown => "?".to_owned(),
    }
}

/// Writes a length of time that was reckoned from rates: no better than its two largest units.
pub fn forecast(time: Duration) -> String {
    match time {
        time if time >= LONGEST => ">1000 d".to_owned(),
        // A forecast of nothing would say that it has come true.
        time => span(
            TimeDelta::from_std(time)
                .unwrap_or_default()
                .max(TimeDelta::seconds(1)),
        ),
    }
}
