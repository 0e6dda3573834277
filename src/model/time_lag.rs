use chrono::{DateTime, TimeDelta, Utc};

use super::{ErrorCode, KafkaError, Lag, Offset, RecordHead, RecordTime};

/// How long the oldest record has waited that a group has not committed past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeLag {
    /// Nothing lags.
    None,
    /// Offsets lag, but none of them holds a record: they are of markers, or compaction has left them.
    NoRecord,
    Waiting(Waiting),
    Unknown(TimeGap),
}

/// The oldest record that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub offset: Offset,
    pub time: RecordTime,
    /// From its timestamp to the end of the reading, of the records of other groups too; negative where the
    /// clock that it is of is ahead.
    pub lag: TimeDelta,
}

/// Why a lag in time is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeGap {
    /// The lag in offsets is not known either.
    Lag,
    /// The record at the commit is deleted, and when it was written went with it.
    Deleted,
    /// The record bears no timestamp, or these milliseconds, which are no time.
    NoTimestamp(Offset, i64),
    /// The cluster did not tell.
    Unreadable(String),
}

impl TimeLag {
    /// What a lag in offsets tells already; `None` where a record must be read for it.
    pub fn without_reading(lag: &Lag) -> Option<Self> {
        match (lag.lag, lag.lost) {
            (None, _) => Some(TimeLag::Unknown(TimeGap::Lag)),
            (Some(0), _) => Some(TimeLag::None),
            (_, Some(1..)) => Some(TimeLag::Unknown(TimeGap::Deleted)),
            _ => None,
        }
    }

    /// What the first record from the commit on tells, with the moment when the reading ended.
    pub fn of(first: Result<Option<RecordHead>, KafkaError>, now: DateTime<Utc>) -> Self {
        match first {
            Ok(None) => TimeLag::NoRecord,
            Ok(Some(RecordHead {
                offset,
                time: Err(millis),
            })) => TimeLag::Unknown(TimeGap::NoTimestamp(offset, millis)),
            Ok(Some(RecordHead {
                offset,
                time: Ok(time),
            })) => TimeLag::Waiting(Waiting {
                offset,
                time,
                lag: now - time.at,
            }),
            Err(error) if error.code == ErrorCode::AUTO_OFFSET_RESET => {
                TimeLag::Unknown(TimeGap::Deleted)
            }
            Err(error) => TimeLag::Unknown(TimeGap::Unreadable(error.message)),
        }
    }

    /// The record that waits, where it is known.
    pub fn waiting(&self) -> Option<&Waiting> {
        match self {
            TimeLag::Waiting(waiting) => Some(waiting),
            TimeLag::None | TimeLag::NoRecord | TimeLag::Unknown(_) => None,
        }
    }

    /// Why there is no time where offsets lag.
    pub fn error(&self) -> Option<String> {
        match self {
            TimeLag::None | TimeLag::Waiting(_) | TimeLag::Unknown(TimeGap::Lag) => None,
            TimeLag::NoRecord => Some("no record from the commit to the end".to_owned()),
            TimeLag::Unknown(TimeGap::Deleted) => {
                Some("the record at the commit is deleted".to_owned())
            }
            TimeLag::Unknown(TimeGap::NoTimestamp(offset, -1)) => {
                Some(format!("the record at {offset} has no timestamp"))
            }
            TimeLag::Unknown(TimeGap::NoTimestamp(offset, millis)) => Some(format!(
                "the timestamp of the record at {offset} is no time: {millis} ms"
            )),
            TimeLag::Unknown(TimeGap::Unreadable(why)) => {
                Some(format!("no record could be read: {why}"))
            }
        }
    }

    /// Whether the cluster left it untold.
    pub fn is_unread(&self) -> bool {
        matches!(self, TimeLag::Unknown(TimeGap::Unreadable(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_that_is_no_time_is_told_with_its_number() {
        for (millis, why) in [
            (-1, "the record at 7 has no timestamp"),
            (
                i64::MAX,
                "the timestamp of the record at 7 is no time: 9223372036854775807 ms",
            ),
        ] {
            let head = RecordHead {
                offset: Offset::new(7).unwrap(),
                time: Err(millis),
            };
            let told = TimeLag::of(Ok(Some(head)), DateTime::UNIX_EPOCH);
            assert_eq!(told.error().as_deref(), Some(why));
        }
    }
}
