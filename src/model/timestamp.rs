use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};

use super::Offset;

/// The last millisecond of the year 9999, the last year that RFC 3339 can write.
const LAST: i64 = 253_402_300_799_999;

/// The years 2001 to 2100 in milliseconds: what a number of another unit is taken for must lie there.
const LIKELY: std::ops::Range<i64> = 978_307_200_000..4_133_980_800_000;

/// How far two clocks may lie apart, in milliseconds: what is dated no later than this says nothing.
pub const CLOCK_SKEW_MS: i128 = 60_000;

/// A record's timestamp: milliseconds since 1970, as its writer wrote them. A broker takes any number, and some
/// writers have given it nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// `None` for -1, the protocol's "no timestamp".
    pub fn from_millis(millis: i64) -> Option<Self> {
        Some(Timestamp(millis)).filter(|_| millis != -1)
    }

    pub fn millis(self) -> i64 {
        self.0
    }

    /// The instant, where the timestamp is a plausible one: from 1970, since Kafka knows no earlier one, to the
    /// year 9999, since RFC 3339 knows no later one.
    pub fn instant(self) -> Option<DateTime<Utc>> {
        let plausible = Some(self.0).filter(|millis| (0..=LAST).contains(millis));
        plausible.and_then(DateTime::from_timestamp_millis)
    }

    /// How many milliseconds it is later than a time; negative where it is earlier.
    pub fn millis_after(self, time: DateTime<Utc>) -> i128 {
        i128::from(self.0) - i128::from(time.timestamp_millis())
    }

    /// Whether it is so late, seen now, that the clock of its writer was ahead.
    pub fn is_ahead(self, now: DateTime<Utc>) -> bool {
        self.millis_after(now) > CLOCK_SKEW_MS
    }

    /// The milliseconds, where the timestamp is not an instant.
    pub fn raw_millis(self) -> Option<i64> {
        Some(self.0).filter(|_| self.instant().is_none())
    }

    /// The instant in RFC 3339, or else the digits of the milliseconds.
    pub fn plain(self) -> String {
        self.instant().map_or_else(|| self.0.to_string(), instant)
    }

    /// Why the timestamp is not what its writer meant: it is no instant, or one in early 1970, as seconds are that
    /// are read as milliseconds.
    pub fn doubt(self) -> Option<&'static str> {
        let is_likely = |per_milli: i64| LIKELY.contains(&(self.0 / per_milli));
        match self.instant() {
            Some(_) if LIKELY.contains(&self.0.saturating_mul(1_000)) => {
                Some("not a plausible time; seconds?")
            }
            Some(_) => None,
            None if is_likely(1_000) => Some("not a plausible time; microseconds?"),
            None if is_likely(1_000_000) => Some("not a plausible time; nanoseconds?"),
            None => Some("not a plausible time"),
        }
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(time: DateTime<Utc>) -> Self {
        Timestamp(time.timestamp_millis())
    }
}

/// As people read it, with its doubt.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.instant() {
            Some(time) => f.write_str(&readable(time))?,
            None => write!(f, "{} ms", self.0)?,
        }
        self.doubt().map_or(Ok(()), |doubt| write!(f, " ({doubt})"))
    }
}

/// Writes an instant as documents hold it: RFC 3339 in UTC, to the millisecond.
pub fn instant(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Writes an instant as people read it, in UTC, to the millisecond.
pub fn readable(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S%.3f UTC").to_string()
}

/// A record without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordHead {
    pub offset: Offset,
    /// `None` for a record without a timestamp.
    pub time: Option<RecordTime>,
}

/// A record's timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordTime {
    pub at: Timestamp,
    pub kind: TimestampType,
}

/// Whose clock a timestamp is of (`message.timestamp.type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum TimestampType {
    /// The producer's.
    CreateTime,
    /// The broker's.
    LogAppendTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timestamp(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis).unwrap()
    }

    #[test]
    fn times_to_the_year_9999_are_instants() {
        for (millis, plain) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_700_000_000_000, "2023-11-14T22:13:20.000Z"),
            (LAST, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(timestamp(millis).plain(), plain);
            assert_eq!(timestamp(millis).doubt(), None);
        }
    }

    #[test]
    fn seconds_that_are_read_as_milliseconds_are_an_instant_in_1970_and_doubted() {
        let seconds = timestamp(1_764_540_000);
        assert_eq!(
            seconds.to_string(),
            "1970-01-21 10:09:00.000 UTC (not a plausible time; seconds?)"
        );
        assert_eq!(seconds.plain(), "1970-01-21T10:09:00.000Z");
    }

    #[test]
    fn what_is_not_a_plausible_time_keeps_its_number() {
        for (millis, shown) in [
            (LAST + 1, "253402300800000 ms (not a plausible time)"),
            (
                1_700_000_000_000_000,
                "1700000000000000 ms (not a plausible time; microseconds?)",
            ),
            (
                1_700_000_000_000_000_000,
                "1700000000000000000 ms (not a plausible time; nanoseconds?)",
            ),
            (i64::MAX, "9223372036854775807 ms (not a plausible time)"),
            (-2, "-2 ms (not a plausible time)"),
            (i64::MIN, "-9223372036854775808 ms (not a plausible time)"),
        ] {
            assert_eq!(timestamp(millis).to_string(), shown);
            assert_eq!(timestamp(millis).instant(), None);
            assert_eq!(timestamp(millis).plain(), millis.to_string());
        }
        assert_eq!(Timestamp::from_millis(-1), None);
    }
}
