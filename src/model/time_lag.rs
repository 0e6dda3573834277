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
    pub record: UnreadRecord,
    /// From its timestamp to the end of the reading, of the records of other groups too; negative where the
    /// clock that it is of is ahead.
    pub lag: TimeDelta,
}

/// The record that a group reads next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreadRecord {
    pub offset: Offset,
    pub time: RecordTime,
}

/// Why a lag in time is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeGap {
    /// The lag in offsets is not known either.
    Lag,
    /// The record at the commit is deleted, and when it was written went with it.
    Deleted,
    /// The record bears no timestamp.
    NoTimestamp(Offset),
    /// The record bears a timestamp from which no age follows, see [`super::Timestamp::instant`].
    NotPlausible(UnreadRecord),
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
            Ok(Some(RecordHead { offset, time: None })) => {
                TimeLag::Unknown(TimeGap::NoTimestamp(offset))
            }
            Ok(Some(RecordHead {
                offset,
                time: Some(time),
            })) => {
                let record = UnreadRecord { offset, time };
                match time.at.instant() {
                    Some(at) => TimeLag::Waiting(Waiting {
                        record,
                        lag: now - at,
                    }),
                    None => TimeLag::Unknown(TimeGap::NotPlausible(record)),
                }
            }
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

    /// The record that waits, where it has a timestamp, whatever that is.
    pub fn record(&self) -> Option<&UnreadRecord> {
        match self {
            TimeLag::Waiting(Waiting { record, .. })
            | TimeLag::Unknown(TimeGap::NotPlausible(record)) => Some(record),
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
            TimeLag::Unknown(TimeGap::NoTimestamp(offset)) => {
                Some(format!("the record at {offset} has no timestamp"))
            }
            TimeLag::Unknown(TimeGap::NotPlausible(record)) => Some(format!(
                "the record at {} is dated {}",
                record.offset, record.time.at
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
    use crate::model::{Timestamp, TimestampType};

    #[test]
    fn a_timestamp_that_is_not_plausible_is_told_with_its_number_and_is_no_lag() {
        for (millis, why) in [
            (-1, "the record at 7 has no timestamp"),
            (
                i64::MAX,
                "the record at 7 is dated 9223372036854775807 ms (not a plausible time)",
            ),
            (
                1_700_000_000_000_000,
                "the record at 7 is dated 1700000000000000 ms (not a plausible time; microseconds?)",
            ),
        ] {
            let time = Timestamp::from_millis(millis).map(|at| RecordTime {
                at,
                kind: TimestampType::CreateTime,
            });
            let head = RecordHead {
                offset: Offset::new(7).unwrap(),
                time,
            };
            let told = TimeLag::of(Ok(Some(head)), DateTime::UNIX_EPOCH);
            assert_eq!(told.error().as_deref(), Some(why));
            assert_eq!(told.waiting(), None);
            assert_eq!(
                told.record().map(|record| record.time.at.millis()),
                time.map(|_| millis)
            );
        }
    }
}
