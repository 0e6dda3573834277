use std::fmt;

use chrono::{DateTime, Utc};

use super::{Offset, Timestamp, instant};

/// Where a partition's log begins and ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetRange {
    /// The first offset that is still there.
    pub log_start: Offset,
    /// The leader epoch of the log's start.
    pub log_start_epoch: Option<i32>,
    /// One past the last replicated record: the high watermark, which is `read_uncommitted`'s end.
    pub end: Offset,
    /// The latest leader epoch of the log.
    pub end_epoch: Option<i32>,
    /// Where the first open transaction begins, or the end: `read_committed`'s end.
    pub last_stable: Offset,
}

impl OffsetRange {
    /// The offsets that the log holds: an upper bound of its records, since transaction markers take
    /// offsets and compaction leaves gaps.
    pub fn records(&self) -> u64 {
        self.end.after(self.log_start)
    }

    /// The offsets that a `read_committed` consumer cannot reach yet.
    pub fn open(&self) -> u64 {
        self.end.after(self.last_stable)
    }

    /// Whether a consumer can stand here; the end itself is such a place.
    pub fn holds(&self, offset: Offset) -> bool {
        (self.log_start..=self.end).contains(&offset)
    }
}

/// What to look up in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OffsetSpec {
    Earliest,
    Latest,
    /// The record with the largest timestamp (KIP-734, Kafka 3.0).
    MaxTimestamp,
    /// The first record at or after this moment, to the millisecond.
    At(DateTime<Utc>),
}

/// Which end of the log `OffsetSpec::Latest` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// The high watermark.
    ReadUncommitted,
    /// The last stable offset.
    ReadCommitted,
}

/// An offset that a broker found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedOffset {
    pub offset: Offset,
    pub leader_epoch: Option<i32>,
    /// The found record's timestamp, where the look-up was one by time.
    pub timestamp: Option<Timestamp>,
}

impl fmt::Display for OffsetSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OffsetSpec::Earliest => f.write_str("earliest"),
            OffsetSpec::Latest => f.write_str("latest"),
            OffsetSpec::MaxTimestamp => f.write_str("max-timestamp"),
            OffsetSpec::At(time) => f.write_str(&instant(*time)),
        }
    }
}
