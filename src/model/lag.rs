use super::{NegativeOffset, Offset, OffsetRange};

/// To which end of the log a lag is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LagBasis {
    /// The high watermark, as `kafka-consumer-groups.sh` counts.
    #[default]
    End,
    /// The last stable offset: as far as a `read_committed` consumer can read now.
    LastStable,
}

/// How far a group is behind in one partition. A number is `None` where it is not known, and never 0 for
/// that; `gap` says why.
#[derive(Clone, Debug, PartialEq)]
pub struct Lag {
    pub log_start: Option<Offset>,
    pub committed: Option<Offset>,
    /// The high watermark.
    pub end: Option<Offset>,
    pub last_stable: Option<Offset>,
    /// The offsets from the commit to the end: an upper bound of the records left to read, see
    /// [`OffsetRange::records`]. What was lost is among them.
    pub lag: Option<u64>,
    /// The offsets that were deleted before they were committed: an upper bound of the records that the group
    /// never read, since it may have read beyond its commit.
    pub lost: Option<u64>,
    /// `None` too where nothing lags.
    pub headroom: Option<Headroom>,
    pub gap: Option<LagGap>,
}

/// What lies between the start of a log and a commit: what retention can delete before it takes records that
/// are not committed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Headroom {
    pub offsets: u64,
    /// Its share of the log, in percent.
    pub percent: f64,
}

/// Why something of a lag is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LagGap {
    /// The group has no commit: where it would begin is up to its consumers.
    Uncommitted,
    /// What the group has stored is no offset, which is as if it had no commit.
    Negative(NegativeOffset),
    /// The log ends before the commit: it was truncated, or the topic was deleted and made anew.
    BeyondEnd,
    /// The topic or partition is not there.
    Gone(String),
    /// The cluster did not tell.
    Unreadable(String),
}

impl Lag {
    /// Counts a lag from a commit and the range of its log. Where the range's start was read before the commit
    /// and its ends after it, neither a loss nor a lag is invented.
    pub fn of(
        committed: Result<Option<Offset>, LagGap>,
        range: Result<OffsetRange, LagGap>,
        basis: LagBasis,
    ) -> Self {
        let (committed, gap) = match committed {
            Ok(committed) => (committed, None),
            Err(gap) => (None, Some(gap)),
        };
        let range = match range {
            Ok(range) => range,
            Err(of_log) => {
                let unread = gap.filter(|gap| matches!(gap, LagGap::Unreadable(_)));
                return Lag::unknown(committed, Some(unread.unwrap_or(of_log)));
            }
        };
        let bare = Lag {
            log_start: Some(range.log_start),
            end: Some(range.end),
            last_stable: Some(range.last_stable),
            ..Lag::unknown(committed, gap)
        };
        match committed {
            None => Lag {
                gap: bare.gap.or(Some(LagGap::Uncommitted)),
                ..bare
            },
            Some(committed) if committed > range.end => Lag {
                gap: Some(LagGap::BeyondEnd),
                ..bare
            },
            Some(committed) => bare.counted(committed, &range, basis),
        }
    }

    /// What is known of all the partitions of a group whose commits could not be read.
    pub fn unreadable(why: String) -> Self {
        Lag::unknown(None, Some(LagGap::Unreadable(why)))
    }

    fn unknown(committed: Option<Offset>, gap: Option<LagGap>) -> Self {
        Lag {
            log_start: None,
            committed,
            end: None,
            last_stable: None,
            lag: None,
            lost: None,
            headroom: None,
            gap,
        }
    }

    fn counted(self, committed: Offset, range: &OffsetRange, basis: LagBasis) -> Self {
        let end = match basis {
            LagBasis::End => range.end,
            LagBasis::LastStable => range.last_stable,
        };
        let lag = end.after(committed);
        let offsets = committed.after(range.log_start);
        let records = range.records().max(1);
        Lag {
            lag: Some(lag),
            lost: Some(range.log_start.after(committed)),
            headroom: (lag > 0).then(|| Headroom {
                offsets,
                percent: offsets as f64 * 100.0 / records as f64,
            }),
            ..self
        }
    }

    /// The most that the lag can be: itself, or what the log holds where it is not known. `None` where that is
    /// not known either.
    pub fn at_most(&self) -> Option<u64> {
        match (&self.gap, self.log_start, self.end) {
            (Some(LagGap::Gone(_)), ..) => Some(0),
            (_, Some(log_start), Some(end)) => Some(self.lag.unwrap_or(end.after(log_start))),
            _ => None,
        }
    }

    /// The offsets that a `read_committed` consumer cannot reach yet, since an open transaction is among them.
    pub fn above_last_stable(&self) -> Option<u64> {
        Some(self.end?.after(self.last_stable?))
    }

    /// Whether the cluster left something untold. A commit or a topic that is not there is told.
    pub fn is_unread(&self) -> bool {
        matches!(self.gap, Some(LagGap::Unreadable(_)))
    }

    /// Whether the group has no commit, or none that is an offset.
    pub fn is_uncommitted(&self) -> bool {
        matches!(self.gap, Some(LagGap::Uncommitted | LagGap::Negative(_)))
    }

    /// Why numbers are missing, except where it is that nothing was committed.
    pub fn error(&self) -> Option<String> {
        match (self.gap.as_ref()?, self.committed, self.end) {
            (LagGap::Uncommitted, ..) => None,
            (LagGap::Negative(negative), ..) => Some(negative.to_string()),
            (LagGap::BeyondEnd, Some(committed), Some(end)) => Some(format!(
                "the commit {committed} is beyond the end of the log ({end})"
            )),
            (LagGap::BeyondEnd, ..) => Some("the commit is beyond the end of the log".to_owned()),
            (LagGap::Gone(why) | LagGap::Unreadable(why), ..) => Some(why.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
