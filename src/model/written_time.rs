//! Instants as an operator writes them.

use chrono::{
    DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeDelta, Utc,
};

use super::parse_duration;
use super::readable;
use super::zone::{LocalTime, Zone, in_zone};
use crate::error::Error;

/// The smallest integer that is believed to be epoch milliseconds: 1973. What is smaller is surely seconds.
const SMALLEST_MILLIS: i64 = 100_000_000_000;
/// The last millisecond of the year 9999, the last that RFC 3339 can write.
const LAST_MILLIS: i64 = 253_402_300_799_999;

/// What a written time is read against.
#[derive(Clone, Copy, Debug)]
pub struct TimeContext {
    pub now: DateTime<Utc>,
    /// How a time without a zone is read; `None` refuses it.
    pub zone: Option<Zone>,
    pub local: LocalTime,
}

/// Reads an instant, to the millisecond: RFC 3339, `2026-11-20 08:00` with a zone from the context, epoch
/// milliseconds (`1700000000000`), epoch seconds (`1700000000s`), `now` or `now-1d12h`.
///
/// # Errors
/// Usage: no such form, no zone, a local time that is skipped or repeated, finer than a millisecond, before
/// 1970, or in the future.
pub fn parse_time(text: &str, context: &TimeContext) -> Result<DateTime<Utc>, Error> {
    let text = text.trim();
    let now = context.now.trunc_subsecs(3);
    let time = match text.strip_prefix("now") {
        Some(rest) => relative(text, rest.trim(), now)?,
        None if is_integer(text) => epoch(text)?,
        None => calendar(text, context)?,
    };
    match time.timestamp_millis() {
        ..0 => Err(Error::usage(format!(
            "{text}: {} is before 1970, where Kafka's times begin",
            readable(time)
        ))),
        millis if millis > now.timestamp_millis() => Err(Error::usage(format!(
            "{text}: {} is in the future (it is {} now)",
            readable(time),
            readable(now)
        ))),
        _ => Ok(time),
    }
}

fn relative(text: &str, rest: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    if rest.is_empty() {
        return Ok(now);
    }
    if rest.starts_with('+') {
        return Err(Error::usage(format!("{text} is in the future")));
    }
    let back = rest.strip_prefix('-').ok_or_else(|| unreadable(text))?;
    let back = parse_duration(back).map_err(|error| error.context(text.to_owned()))?;
    let back = TimeDelta::from_std(back).ok();
    back.and_then(|back| now.checked_sub_signed(back))
        .ok_or_else(|| out_of_reach(text))
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_suffix('s').unwrap_or(text);
    let digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn epoch(text: &str) -> Result<DateTime<Utc>, Error> {
    if text.starts_with(['+', '-']) {
        return Err(Error::usage(format!(
            "{text}: a time in milliseconds or seconds since 1970 has no sign"
        ))
        .hint("to go back from now, write now-90m"));
    }
    let millis = match text.strip_suffix('s') {
        Some(seconds) => seconds.parse().ok().and_then(|s: i64| s.checked_mul(1_000)),
        None => text.parse().ok(),
    };
    let millis = millis
        .filter(|millis| *millis <= LAST_MILLIS)
        .ok_or_else(|| out_of_reach(text))?;
    if millis < SMALLEST_MILLIS && !text.ends_with('s') {
        return Err(Error::usage(format!(
            "{text}: an integer is milliseconds since 1970, and this one would be before 1973"
        ))
        .hint(format!("for seconds, write {text}s")));
    }
    DateTime::from_timestamp_millis(millis).ok_or_else(|| out_of_reach(text))
}

fn calendar(text: &str, context: &TimeContext) -> Result<DateTime<Utc>, Error> {
    let (written, offset) = split_offset(text);
    let time = civil(written).ok_or_else(|| unreadable(text))?;
    // chrono drops what it reads beyond nanoseconds.
    let fraction = written.split_once('.').map_or("", |(_, digits)| digits);
    if fraction.bytes().skip(3).any(|digit| digit != b'0') {
        return Err(Error::usage(format!(
            "{text} is finer than a millisecond, Kafka's unit of time"
        )));
    }
    match offset {
        // An offset belongs to a time of day: in 2026-11-20-08:00 it may be meant as one.
        Some(_) if written.len() <= DATE.len() => Err(unreadable(text)),
        Some(offset) => {
            let found = time.and_local_timezone(offset).single();
            found
                .map(|found| found.to_utc())
                .ok_or_else(|| out_of_reach(text))
        }
        None => in_zone(text, time, context.zone, context.local),
    }
}

const DATE: &str = "2026-11-20";

/// Takes `Z`, ` UTC` (as koffset itself writes instants for people) or `+01:00` off the end.
fn split_offset(text: &str) -> (&str, Option<FixedOffset>) {
    let utc = FixedOffset::east_opt(0);
    if let Some(rest) = text.strip_suffix(['Z', 'z']) {
        return (rest, utc);
    }
    if let Some(rest) = text.strip_suffix(" UTC") {
        return (rest, utc);
    }
    let split = text.len().checked_sub("+01:00".len());
    let split = split.and_then(|at| text.split_at_checked(at));
    match split.and_then(|(rest, offset)| Some((rest, fixed_offset(offset)?))) {
        Some((rest, offset)) => (rest, Some(offset)),
        None => (text, None),
    }
}

fn fixed_offset(text: &str) -> Option<FixedOffset> {
    let east = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let valid = hours < 24 && minutes < 60;
    valid.then(|| FixedOffset::east_opt(east * (hours * 3_600 + minutes * 60)))?
}

fn two_digits(text: &str) -> Option<i32> {
    let shaped = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    shaped.then(|| text.parse().ok())?
}

/// Reads a date, with or without a time of day; leap seconds do not exist in Kafka's time.
fn civil(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.split_at_checked(DATE.len())?;
    let shaped = date
        .bytes()
        .zip(DATE.bytes())
        .all(|(given, model)| match model {
            b'-' => given == b'-',
            _ => given.is_ascii_digit(),
        });
    let date = shaped.then(|| date.parse::<NaiveDate>().ok())??;
    if time.is_empty() {
        return Some(date.and_time(NaiveTime::MIN));
    }
    let time = time.strip_prefix(['T', 't', ' '])?;
    time_of_day(time).map(|time| date.and_time(time))
}

/// Reads `08:00`, `08:00:00` or `08:00:00.5`.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let fields: Vec<u32> = clock
        .split(':')
        .map(|field| two_digits(field)?.try_into().ok())
        .collect::<Option<_>>()?;
    let (hour, minute, second) = match (&fields[..], fraction) {
        ([hour, minute], None) => (*hour, *minute, 0),
        ([hour, minute, second], _) => (*hour, *minute, *second),
        _ => return None,
    };
    let millis = match fraction {
        Some(digits) if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) => {
            return None;
        }
        Some(digits) => format!("{digits:0<3}")[..3].parse().ok()?,
        None => 0,
    };
    NaiveTime::from_hms_milli_opt(hour, minute, second, millis)
}

fn unreadable(text: &str) -> Error {
    Error::usage(format!("{text:?} is no time")).hint(
        "write 2026-11-20T08:00:00Z, 1700000000000 (milliseconds), 1700000000s, now, or now-1d12h",
    )
}

fn out_of_reach(text: &str) -> Error {
    Error::usage(format!(
        "{text}: beyond the times that Kafka knows, 1970 to 9999"
    ))
}

#[cfg(test)]
mod tests;
