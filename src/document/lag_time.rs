use schemars::JsonSchema;
use serde::Serialize;

use super::{Word, Worded};
use crate::model::{OpenTransaction, TimeLag, TimeTotal, Timestamp, TimestampType, instant};

/// The lag in time of one partition: null where nothing lags, or with an error. The record is told with an error
/// too where its timestamp is what that is about.
#[derive(Serialize, JsonSchema)]
pub(super) struct LagTime {
    /// From the timestamp of the oldest record that is not committed past to the end of the reading;
    /// negative where the clock that the timestamp is of is ahead.
    time_lag_ms: Option<i64>,
    oldest_unread_offset: Option<i64>,
    /// Its timestamp in RFC 3339, in UTC; null where it has none, or none that is a plausible time.
    oldest_unread_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest_unread_at_ms: Option<i64>,
    /// Whose clock the timestamp is of.
    timestamp_type: Option<Word<TimestampType>>,
    /// Why there is none where offsets lag.
    time_error: Option<String>,
    /// RFC 3339, in UTC; null where no transaction is open, or it is not known since when.
    open_since: Option<String>,
}

/// The lags in time of one group or topic.
#[derive(Serialize, JsonSchema)]
pub(super) struct LagTimeTotal {
    largest_time_lag_ms: Option<i64>,
    /// The partitions that lag, but not known by how much time.
    time_lag_unknown: usize,
}

impl LagTime {
    pub(super) fn new(time: &TimeLag, open: Option<OpenTransaction>) -> Self {
        let (waiting, record) = (time.waiting(), time.record());
        let at = record.map(|record| record.time.at);
        LagTime {
            time_lag_ms: waiting.map(|waiting| waiting.lag.num_milliseconds()),
            oldest_unread_offset: record.map(|record| record.offset.get()),
            oldest_unread_at: at.and_then(Timestamp::instant).map(instant),
            oldest_unread_at_ms: at.and_then(Timestamp::raw_millis),
            timestamp_type: record.map(|record| Word(record.time.kind)),
            time_error: time.error(),
            open_since: open.map(|open| instant(open.since)),
        }
    }
}

impl LagTimeTotal {
    pub(super) fn new(total: TimeTotal) -> Self {
        LagTimeTotal {
            largest_time_lag_ms: total.longest.map(|lag| lag.num_milliseconds()),
            time_lag_unknown: total.unknown,
        }
    }
}

impl Worded for TimestampType {
    fn word(self) -> &'static str {
        match self {
            TimestampType::CreateTime => "create-time",
            TimestampType::LogAppendTime => "log-append-time",
        }
    }
}
