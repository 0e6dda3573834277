use chrono::{DateTime, Utc};

use super::Offset;

/// A record without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordHead {
    pub offset: Offset,
    /// Otherwise the milliseconds that are no time; they are -1 for a record without a timestamp.
    pub time: Result<RecordTime, i64>,
}

/// A record's timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordTime {
    pub at: DateTime<Utc>,
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
