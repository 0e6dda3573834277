use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};

use super::{ClusterId, Isolation, TopicName, TopicPartition};

/// A count that was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedCount {
    pub cluster_id: Option<ClusterId>,
    pub observed_at: DateTime<Utc>,
    pub from: SavedBound,
    pub to: SavedBound,
    /// Whether records were read; otherwise offsets were counted, an upper bound of the records that lie there.
    pub exact: bool,
    /// Which records were counted; `None` where none was read, or the file does not tell.
    pub isolation: Option<Isolation>,
    /// What could not be seen, and why, one sentence each.
    pub incomplete: Vec<String>,
    /// Where the count is not what its bounds may be taken for, and why, one sentence each.
    pub notes: Vec<String>,
    pub partitions: BTreeMap<TopicPartition, Records>,
    /// Whether sums of topics were asked for, and not their partitions.
    pub totals: bool,
    pub buckets: Vec<SavedBucket>,
}

/// A bound as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedBound {
    /// Of each log its own.
    Offset(i64),
    /// An instant, earliest or latest.
    Other(String),
}

impl SavedCount {
    /// The topics that are counted.
    pub fn topics(&self) -> BTreeSet<&TopicName> {
        self.partitions.keys().map(|at| &at.topic).collect()
    }
}

impl SavedBound {
    /// Whether a bound of another count means the same place: an offset is of each log its own.
    pub fn is_like(&self, other: &SavedBound) -> bool {
        let is_offset = |bound: &SavedBound| matches!(bound, SavedBound::Offset(_));
        self == other || (is_offset(self) && is_offset(other))
    }
}

impl fmt::Display for SavedBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SavedBound::Offset(offset) => write!(f, "{offset}"),
            SavedBound::Other(bound) => f.write_str(bound),
        }
    }
}

/// What was counted of a time in a topic, or in one partition of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedBucket {
    pub topic: TopicName,
    pub partition: Option<i32>,
    pub time: TimeSpan,
    pub records: Records,
}

/// A time from a moment up to another one; `None` where it is as far as the log goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeSpan {
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
}

/// How many records there are; `None` where that could not be told.
pub type Records = Option<u64>;
