use std::time::Duration;

use super::forecast::{catch_up, time_to_loss};
use super::{CatchUp, Pace};
use crate::model::{Lag, LagGap, Offset};

/// One partition of a group through all readings.
#[derive(Clone, Debug, Default)]
pub struct Track {
    /// The commit that was known first; the inner `None` says that there was none.
    first: Option<Option<Offset>>,
    /// The commit and the end that were known last, however long ago.
    pub(super) commit: Option<Offset>,
    pub(super) end: Option<Offset>,
    pub(super) consumed: Option<Pace>,
    pub(super) produced: Option<Pace>,
    /// Of the log's start.
    trimmed: Option<Pace>,
    open: Option<Open>,
}

/// A last stable offset above which the log goes on, since it was first seen so.
#[derive(Clone, Copy, Debug)]
struct Open {
    last_stable: Offset,
    since: Duration,
    /// Whether it was told that it does not move.
    is_told: bool,
}

impl Track {
    /// Begins in a partition that was not seen at first, and so had no commit then.
    pub(super) fn uncommitted() -> Self {
        Track {
            first: Some(None),
            ..Track::default()
        }
    }

    /// Goes on with what was read of the partition. A commit that went forward where no member is known to have
    /// been there all the time may have been made from outside, and so is in no rate.
    pub(super) fn take(&mut self, lag: &Lag, moment: Duration, is_consumed: bool) {
        if self.first.is_none() {
            self.first = commit(lag);
        }
        self.end = lag.end.or(self.end);
        if !is_consumed && is_past(lag.committed, self.commit) {
            self.consumed = None;
        }
        if let Some(commit) = commit(lag) {
            self.commit = commit;
        }
        self.look_at_open(lag, moment);
        for (pace, offset) in [
            (&mut self.consumed, lag.committed),
            (&mut self.produced, lag.end),
            (&mut self.trimmed, lag.log_start),
        ] {
            *pace = offset.map(|offset| match *pace {
                Some(pace) => pace.then(moment, offset),
                None => Pace::begin(moment, offset),
            });
        }
    }

    /// Where the commit went forward, if it did between two readings of which none is missing.
    pub(super) fn forward(&self, lag: &Lag) -> Option<(Offset, Offset)> {
        let (from, to) = (self.commit?, lag.committed?);
        (self.consumed.is_some() && to > from).then_some((from, to))
    }

    fn look_at_open(&mut self, lag: &Lag, moment: Duration) {
        let (Some(last_stable), Some(above)) = (lag.last_stable, lag.above_last_stable()) else {
            return;
        };
        let before = self.open.filter(|open| open.last_stable == last_stable);
        let begin = Open {
            last_stable,
            since: moment,
            is_told: false,
        };
        self.open = (above > 0).then_some(before.unwrap_or(begin));
    }

    /// The last stable offset, once, where it has not moved for longer than this.
    pub(super) fn hanging(&mut self, limit: Duration, moment: Duration) -> Option<Offset> {
        let open = self.open.as_mut()?;
        let is_news = !open.is_told && moment.saturating_sub(open.since) > limit;
        open.is_told |= is_news;
        is_news.then_some(open.last_stable)
    }

    /// Forgets the rates, since nothing is known of what happened meanwhile.
    pub(super) fn interrupt(&mut self) {
        (self.consumed, self.produced, self.trimmed) = (None, None, None);
    }

    /// The offsets that were committed per second.
    pub fn consumed(&self) -> Option<f64> {
        self.consumed.as_ref()?.per_second()
    }

    /// The offsets that the log grew by per second.
    pub fn produced(&self) -> Option<f64> {
        self.produced.as_ref()?.per_second()
    }

    /// When nothing will be left to read.
    pub fn catch_up(&self, lag: &Lag) -> CatchUp {
        catch_up(lag, steady(self.consumed), steady(self.produced))
    }

    /// When the start of the log will pass the commit; `None` where it does not come nearer.
    pub fn to_loss(&self, lag: &Lag) -> Option<Duration> {
        time_to_loss(lag, steady(self.consumed), steady(self.trimmed))
    }

    /// Whether a commit was made since the first reading; `None` where that is not known.
    pub(super) fn is_moved(&self, lag: &Lag) -> Option<bool> {
        let (first, now) = (self.first?, commit(lag)?);
        Some(now.is_some() && now != first)
    }
}

/// Whether an offset is known and larger than another that is known.
fn is_past(offset: Option<Offset>, other: Option<Offset>) -> bool {
    matches!((offset, other), (Some(offset), Some(other)) if offset > other)
}

fn steady(pace: Option<Pace>) -> Option<f64> {
    pace.as_ref().and_then(Pace::steady)
}

/// The commit, where it is known whether there is one.
pub(super) fn commit(lag: &Lag) -> Option<Option<Offset>> {
    match (&lag.gap, lag.committed) {
        (_, Some(committed)) => Some(Some(committed)),
        (Some(LagGap::Unreadable(_)), None) => None,
        (_, None) => Some(None),
    }
}
