use chrono::{DateTime, SecondsFormat, Utc};

/// Writes an instant as documents hold it: RFC 3339 in UTC, to the millisecond.
pub fn instant(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Writes an instant as people read it, in UTC, to the millisecond.
pub fn readable(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S%.3f UTC").to_string()
}
