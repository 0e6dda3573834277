//! Which rows are shown, and in which order.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use clap::ValueEnum;

use crate::model::{LagRow, LagTotal, LagTotalOf};

/// What rows are summed up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SummaryBy {
    Group,
    Topic,
}

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SortBy {
    Lag,
    Lost,
    Headroom,
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Only {
    Lagging,
    Lost,
    Uncommitted,
}

impl Only {
    /// Whether a row is one of those, or may be.
    pub fn holds(self, row: &LagRow) -> bool {
        let lag = &row.lag;
        let is_one = match self {
            Only::Lagging => lag.lag.is_some_and(|lag| lag > 0),
            Only::Lost => lag.lost.is_some_and(|lost| lost > 0),
            Only::Uncommitted => lag.is_uncommitted(),
        };
        is_one || row.is_unread()
    }
}

/// What is sorted: by the largest number, or the smallest headroom.
pub trait Ranked {
    fn lag(&self) -> Option<u64>;
    fn lost(&self) -> Option<u64>;
    fn headroom_percent(&self) -> Option<f64>;
}

impl Ranked for LagRow {
    fn lag(&self) -> Option<u64> {
        self.lag.lag
    }

    fn lost(&self) -> Option<u64> {
        self.lag.lost
    }

    fn headroom_percent(&self) -> Option<f64> {
        self.lag.headroom.map(|headroom| headroom.percent)
    }
}

impl Ranked for LagTotal {
    fn lag(&self) -> Option<u64> {
        self.lag
    }

    fn lost(&self) -> Option<u64> {
        self.lost
    }

    fn headroom_percent(&self) -> Option<f64> {
        self.headroom_percent
    }
}

impl SortBy {
    /// Sorts, and keeps the order of names among equals.
    pub fn sort<T: Ranked>(self, rows: &mut [T]) {
        rows.sort_by(|a, b| match self {
            SortBy::Lag => Reverse(a.lag()).cmp(&Reverse(b.lag())),
            SortBy::Lost => Reverse(a.lost()).cmp(&Reverse(b.lost())),
            SortBy::Headroom => least_first(a.headroom_percent(), b.headroom_percent()),
        });
    }
}

fn least_first(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// The sums of rows that come in one after the other.
pub struct Totals {
    by: SummaryBy,
    totals: BTreeMap<LagTotalOf, LagTotal>,
    /// The groups that could not be read, and may be in any topic.
    unplaced: usize,
}

impl Totals {
    /// Returns sums of nothing yet.
    pub fn new(by: SummaryBy) -> Self {
        Totals {
            by,
            totals: BTreeMap::new(),
            unplaced: 0,
        }
    }

    /// A group whose commits could not be read has no topic to be summed up under.
    pub fn add(&mut self, row: &LagRow) {
        let of = match (self.by, &row.at) {
            (SummaryBy::Group, _) => LagTotalOf::Group(row.group.id.clone()),
            (SummaryBy::Topic, Some(at)) => LagTotalOf::Topic(at.topic.clone()),
            (SummaryBy::Topic, None) => {
                self.unplaced += 1;
                return;
            }
        };
        let total = self.totals.entry(of.clone());
        total.or_insert_with(|| LagTotal::new(of)).add(row);
    }

    /// Takes out what is finished once the rows of whole groups are in: the sums of these groups.
    pub fn finished(&mut self) -> Vec<LagTotal> {
        match self.by {
            SummaryBy::Group => self.take(),
            SummaryBy::Topic => Vec::new(),
        }
    }

    /// Takes out all sums.
    pub fn take(&mut self) -> Vec<LagTotal> {
        let totals = std::mem::take(&mut self.totals).into_values();
        let with_unplaced = |total| LagTotal {
            unplaced: self.unplaced,
            ..total
        };
        totals.map(with_unplaced).collect()
    }
}
