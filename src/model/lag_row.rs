use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    GroupId, GroupState, GroupType, Lag, Member, OpenTransaction, TimeGap, TimeLag, TopicName,
    TopicPartition,
};

/// A group as far as a row of its lag tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LagGroup {
    pub id: GroupId,
    pub group_type: GroupType,
    pub state: GroupState,
    /// Whether its members are known, so that a partition without one has none.
    pub members_known: bool,
}

/// The lag of one group in one partition.
#[derive(Clone, Debug, PartialEq)]
pub struct LagRow {
    pub group: Arc<LagGroup>,
    /// `None` for a group whose commits could not be read.
    pub at: Option<TopicPartition>,
    pub lag: Lag,
    /// Whether a transaction holds a commit that replaces this one when it ends; `None` where that was not
    /// asked for, or brokers do not tell.
    pub pending: Option<bool>,
    /// `None` where it was not asked for.
    pub time: Option<TimeLag>,
    /// `None` where it was not asked for, none is open, or when it was written is not known.
    pub open: Option<OpenTransaction>,
    /// Who is assigned the partition.
    pub member: Option<Arc<Member>>,
}

impl LagRow {
    /// Why numbers are missing: of offsets, or of time.
    pub fn error(&self) -> Option<String> {
        let time = || self.time.as_ref().and_then(TimeLag::error);
        self.lag.error().or_else(time)
    }

    /// Whether the cluster left something untold.
    pub fn is_unread(&self) -> bool {
        self.lag.is_unread() || self.time.as_ref().is_some_and(TimeLag::is_unread)
    }

    /// The row's place, for a message: `billing orders:0`, or the group alone.
    pub fn place(&self) -> String {
        match &self.at {
            Some(at) => format!("{} {at}", self.group.id),
            None => self.group.id.to_string(),
        }
    }
}

/// What the rows of one group, or of one topic, come to.
#[derive(Clone, Debug, PartialEq)]
pub struct LagTotal {
    pub of: LagTotalOf,
    /// The rows with a partition.
    pub partitions: usize,
    /// Those that hold more than was committed.
    pub lagging: usize,
    /// The sum of the lags that are known; `None` where none is.
    pub lag: Option<u64>,
    /// The largest lag of a partition.
    pub largest: Option<u64>,
    /// As [`LagTotal::lag`].
    pub lost: Option<u64>,
    /// The smallest headroom of a partition, in percent of its log.
    pub headroom_percent: Option<f64>,
    /// The partitions without a commit.
    pub uncommitted: usize,
    /// The other rows whose lag is not known.
    pub unknown: usize,
    /// The groups of which nothing could be read, so that they may have commits here too.
    pub unplaced: usize,
    /// The sum of [`Lag::above_last_stable`], as [`LagTotal::lag`].
    pub above_last_stable: Option<u64>,
    /// The partitions in which a commit is known to be pending in a transaction.
    pub pending: usize,
    /// `None` where it was not asked for.
    pub time: Option<TimeTotal>,
}

/// What the lags in time come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeTotal {
    /// The longest of those that are known; `None` where none is.
    pub longest: Option<TimeDelta>,
    /// The rows that lag by offsets, but not known by how much time.
    pub unknown: usize,
}

/// What rows are summed up by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LagTotalOf {
    Group(GroupId),
    Topic(TopicName),
}

impl LagTotal {
    pub fn new(of: LagTotalOf) -> Self {
        LagTotal {
            of,
            partitions: 0,
            lagging: 0,
            lag: None,
            largest: None,
            lost: None,
            headroom_percent: None,
            uncommitted: 0,
            unknown: 0,
            unplaced: 0,
            above_last_stable: None,
            pending: 0,
            time: None,
        }
    }

    /// Whether something is missing in its sums: a partition without a commit has a lag that is not known.
    pub fn is_partial(&self) -> bool {
        self.uncommitted + self.unknown + self.unplaced > 0
    }

    pub fn add(&mut self, row: &LagRow) {
        let lag = &row.lag;
        self.partitions += usize::from(row.at.is_some());
        self.lagging += usize::from(lag.lag.is_some_and(|lag| lag > 0));
        self.lag = sum(self.lag, lag.lag);
        self.largest = self.largest.max(lag.lag);
        self.lost = sum(self.lost, lag.lost);
        self.above_last_stable = sum(self.above_last_stable, lag.above_last_stable());
        self.pending += usize::from(row.pending == Some(true));
        let headroom = lag.headroom.map(|headroom| headroom.percent);
        self.headroom_percent = match (self.headroom_percent, headroom) {
            (Some(least), Some(headroom)) => Some(least.min(headroom)),
            (least, headroom) => least.or(headroom),
        };
        if lag.is_uncommitted() {
            self.uncommitted += 1;
        } else {
            self.unknown += usize::from(lag.gap.is_some());
        }
        if let Some(time) = &row.time {
            self.time.get_or_insert_default().add(time);
        }
    }
}

impl TimeTotal {
    fn add(&mut self, time: &TimeLag) {
        match time {
            TimeLag::Waiting(waiting) => self.longest = self.longest.max(Some(waiting.lag)),
            TimeLag::Unknown(TimeGap::Lag) | TimeLag::None | TimeLag::NoRecord => {}
            TimeLag::Unknown(_) => self.unknown += 1,
        }
    }
}

fn sum(sum: Option<u64>, more: Option<u64>) -> Option<u64> {
    match (sum, more) {
        (Some(sum), Some(more)) => Some(sum.saturating_add(more)),
        (sum, more) => sum.or(more),
    }
}
