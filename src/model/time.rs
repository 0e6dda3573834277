use chrono::{DateTime, SecondsFormat, Utc};

/// Writes an instant as documents hold it: RFC 3339 in UTC, to the millisecond.
pub fn instant(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
