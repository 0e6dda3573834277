use super::{Offset, Timestamp};

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
