//! How a time without a zone is read.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::{instant, readable};
use crate::error::Error;

/// Reads a time as the machine's own zone has it, or says why that zone is not known; an argument, so that
/// the same text has one meaning in a test.
pub type LocalTime = fn(NaiveDateTime) -> Result<MappedLocalTime<DateTime<Utc>>, String>;

/// The zone of times that name none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    Utc,
    /// The machine's own.
    Local,
    /// A place of the tz database, such as `Asia/Shanghai`.
    Named(Tz),
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Zone::Utc => "UTC",
            Zone::Local => "local",
            Zone::Named(place) => place.name(),
        })
    }
}

impl FromStr for Zone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.eq_ignore_ascii_case("utc") {
            return Ok(Zone::Utc);
        }
        if text.eq_ignore_ascii_case("local") {
            return Ok(Zone::Local);
        }
        // Abbreviations such as CST are several zones: only places are unambiguous.
        let place = text.contains('/').then(|| text.parse().ok()).flatten();
        place
            .map(Zone::Named)
            .ok_or_else(|| "expected UTC, local, or a place such as Asia/Shanghai".to_owned())
    }
}

/// The instant that a time without a zone means.
///
/// # Errors
/// Usage: no zone is given, the machine's own is not known, or a change of the zone's clocks skips or repeats
/// the time.
pub(super) fn in_zone(
    text: &str,
    time: NaiveDateTime,
    zone: Option<Zone>,
    local: LocalTime,
) -> Result<DateTime<Utc>, Error> {
    let (name, instants) = match zone {
        None => return Err(no_zone(text, time, local)),
        Some(Zone::Utc) => ("UTC", MappedLocalTime::Single(time.and_utc())),
        Some(Zone::Local) => ("the local zone", local(time).map_err(unknown_local)?),
        Some(Zone::Named(place)) => {
            let instants = place.from_local_datetime(&time);
            (
                place.name(),
                instants.map(|found| found.with_timezone(&Utc)),
            )
        }
    };
    match instants {
        MappedLocalTime::Single(found) => Ok(found),
        // The machine's own zone may give them in either order.
        MappedLocalTime::Ambiguous(one, other) => Err(Error::usage(format!(
            "{text}: a clock change in {name} repeats this time"
        ))
        .hint(format!("the first time it is {}", instant(one.min(other))))
        .hint(format!("the second time it is {}", instant(one.max(other))))),
        MappedLocalTime::None => Err(Error::usage(format!(
            "{text}: a clock change in {name} skips this time"
        ))
        .hint("write the time with its offset from UTC, such as 2026-11-20T08:00:00+01:00")),
    }
}

fn unknown_local(why: String) -> Error {
    Error::usage(format!("--zone local: {why}")).hint("write a place, such as --zone Asia/Shanghai")
}

fn no_zone(text: &str, time: NaiveDateTime, local: LocalTime) -> Error {
    let local = match local(time) {
        Ok(MappedLocalTime::Single(found)) => readable(found),
        Ok(MappedLocalTime::Ambiguous(first, second)) => {
            format!(
                "{} or {} (repeated by a clock change)",
                readable(first),
                readable(second)
            )
        }
        Ok(MappedLocalTime::None) => "no time at all (skipped by a clock change)".to_owned(),
        Err(why) => format!("no time at all ({why})"),
    };
    Error::usage(format!(
        "{text}: a time without a zone can mean several instants"
    ))
    .hint(format!(
        "--zone UTC reads it as {}",
        readable(time.and_utc())
    ))
    .hint(format!("--zone local reads it as {local}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_utc_local_or_a_place() {
        assert_eq!("UTC".parse(), Ok(Zone::Utc));
        assert_eq!("local".parse(), Ok(Zone::Local));
        assert_eq!("Asia/Shanghai".parse(), Ok(Zone::Named(Tz::Asia__Shanghai)));
    }

    #[test]
    fn an_abbreviation_and_an_unknown_place_are_refused() {
        for text in ["CST", "EST", "Mars/Olympus", "", "+08:00", "/"] {
            let error = text.parse::<Zone>().unwrap_err();
            assert!(error.contains("Asia/Shanghai"), "{text}");
        }
    }
}
