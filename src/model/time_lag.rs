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
    /// From its timestamp to the moment when it was read; negative where the clock that it is of is ahead.
    pub lag: TimeDelta,
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

    /// What the first record from the commit on tells, at the moment when it was read.
    pub fn of(first: Result<Option<RecordHead>, KafkaError>, now: DateTime<Utc>) -> Self {
        match first {
            Ok(None) => TimeLag::NoRecord,
            Ok(Some(RecordHead { offset, time: None })) => {
                TimeLag::Unknown(TimeGap::NoTimestamp(offset))
            }
            Ok(Some(RecordHead {
                offset,
                time: Some(time),
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
            TimeLag::Unknown(TimeGap::NoTimestamp(offset)) => {
                Some(format!("the record at {offset} has no timestamp"))
            }
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
