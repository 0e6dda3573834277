use super::forecast::is_nothing_to_read;
use super::{Tracked, Watched};
use crate::model::{GroupState, Lag, LagGap};

/// What a group is waited for to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Read to the end of every partition. One without a commit is so where its log is empty, and a group
    /// without any commit never is.
    CaughtUp,
    /// Without members, as the coordinator says, or not there any more.
    Empty,
    /// Stable, with a member at least.
    Active,
    /// Some commit is there that was not at the first reading, or stands elsewhere than then.
    Moved,
}

/// What can be said of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Met,
    Unmet,
    /// Something that it depends on could not be read.
    Unknown,
}

impl Watched {
    /// Judges all groups by the last reading: one that does not meet the condition is enough to say no.
    /// Nothing is said by a reading that failed, and no yes by one that did not see all groups; no groups meet
    /// nothing.
    pub fn judge(&self, until: Until) -> Verdict {
        if self.failure().is_some() {
            return Verdict::Unknown;
        }
        let verdicts: Vec<Verdict> = self.groups().map(|group| until.judge(group)).collect();
        match (verdicts.is_empty(), self.gaps.is_empty()) {
            (true, true) => Verdict::Unmet,
            (false, true) => all(verdicts),
            (_, false) => all(verdicts.into_iter().chain([Verdict::Unknown])),
        }
    }
}

impl Until {
    /// Judges one group.
    pub fn judge(self, group: &Tracked) -> Verdict {
        if group.stale.is_some() {
            return Verdict::Unknown;
        }
        if group.is_gone() {
            return Verdict::of(self == Until::Empty);
        }
        let seen = &group.seen;
        if matches!(self, Until::Empty | Until::Active) && seen.known_members().is_none() {
            return Verdict::Unknown;
        }
        match self {
            Until::CaughtUp => is_caught_up(group),
            Until::Empty => Verdict::of(match seen.state {
                GroupState::Empty => true,
                GroupState::Dead => seen.members.is_empty(),
                _ => false,
            }),
            Until::Active => {
                Verdict::of(seen.state == GroupState::Stable && !seen.members.is_empty())
            }
            Until::Moved => is_moved(group),
        }
    }
}

fn is_caught_up(group: &Tracked) -> Verdict {
    let lags = || group.seen.rows.values().map(|row| &row.lag);
    let at_the_end = |lag: &Lag| {
        // One broker that does not know a new or moved topic yet is no proof that it is gone.
        if lag.is_unread() || matches!(lag.gap, Some(LagGap::Gone(_))) {
            return Verdict::Unknown;
        }
        Verdict::of(lag.lag == Some(0) || is_nothing_to_read(lag))
    };
    let has_commit = lags().any(|lag| lag.committed.is_some() || lag.is_unread());
    if has_commit {
        all(lags().map(at_the_end))
    } else {
        Verdict::Unmet
    }
}

fn is_moved(group: &Tracked) -> Verdict {
    let moved = group
        .partitions()
        .map(|(row, track)| track.is_moved(&row.lag));
    let moved: Vec<Option<bool>> = moved.collect();
    match (moved.contains(&Some(true)), moved.contains(&None)) {
        (true, _) => Verdict::Met,
        (false, true) => Verdict::Unknown,
        (false, false) => Verdict::Unmet,
    }
}

fn all(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
    let worse = |a, b| match (a, b) {
        (Verdict::Unmet, _) | (_, Verdict::Unmet) => Verdict::Unmet,
        (Verdict::Unknown, _) | (_, Verdict::Unknown) => Verdict::Unknown,
        _ => Verdict::Met,
    };
    verdicts.into_iter().fold(Verdict::Met, worse)
}

impl Verdict {
    fn of(is_met: bool) -> Self {
        if is_met { Verdict::Met } else { Verdict::Unmet }
    }
}
