use std::time::Duration;

use crate::model::{Lag, Offset};

/// A lag of no more than what is written in this time is none to speak of: one that is read as it is written lags
/// by what its consumer has not committed yet, every 5 seconds with Kafka's own.
const AT_HAND: f64 = 10.0;

/// When nothing will be left to read, as things go; the worst of a group's partitions is the group's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CatchUp {
    /// Nothing lags.
    Now,
    /// What is written is read within seconds, and so some of it always lags.
    KeepsUp,
    In(Duration),
    /// Neither rate nor lag need be known.
    Unknown,
    /// What is read is no more than what is written.
    Never,
}

/// Tells when a lag will be gone, by the rates of its commit and of the end of its log, per second.
pub(super) fn catch_up(lag: &Lag, consumed: Option<f64>, produced: Option<f64>) -> CatchUp {
    let (lag, consumed, produced) = match (lag.lag, consumed, produced) {
        (Some(0), ..) => return CatchUp::Now,
        (Some(lag), Some(consumed), Some(produced)) => (lag, consumed, produced),
        _ if is_nothing_to_read(lag) => return CatchUp::Now,
        _ => return CatchUp::Unknown,
    };
    if consumed > 0.0 && lag as f64 <= produced * AT_HAND {
        return CatchUp::KeepsUp;
    }
    if consumed > produced {
        CatchUp::In(time(lag, consumed - produced))
    } else {
        CatchUp::Never
    }
}

/// Tells when the start of the log will pass the commit, by the rates of both; `None` where it does not come
/// nearer, or nothing is known of that.
pub(super) fn time_to_loss(
    lag: &Lag,
    consumed: Option<f64>,
    trimmed: Option<f64>,
) -> Option<Duration> {
    let (consumed, trimmed) = (consumed?, trimmed?);
    let headroom = lag.headroom?.offsets;
    (trimmed > consumed).then(|| time(headroom, trimmed - consumed))
}

/// Whether there is nothing to read although there is no commit: the log is empty.
pub(super) fn is_nothing_to_read(lag: &Lag) -> bool {
    lag.is_uncommitted() && lag.log_start.is_some() && lag.log_start == lag.end
}

fn time(offsets: u64, per_second: f64) -> Duration {
    Duration::try_from_secs_f64(offsets as f64 / per_second).unwrap_or(Duration::MAX)
}

/// A rate is that of this long at most, and of half of it at least once so much has been seen: a consumer of
/// Kafka's own commits every 5 seconds, so that shorter looks would see it stand still and jump.
const WINDOW: Duration = Duration::from_secs(30);

/// What was seen for a shorter time foretells nothing: at least two commits of such a consumer lie in it.
const STEADY: Duration = Duration::from_secs(10);

/// How fast an offset goes forward.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    from: Sample,
    /// Where the window begins next.
    next: Sample,
    last: Sample,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Sample {
    moment: Duration,
    offset: Offset,
}

impl Pace {
    /// Begins here, where nothing is known of a rate.
    pub fn begin(moment: Duration, offset: Offset) -> Self {
        let sample = Sample { moment, offset };
        Pace {
            from: sample,
            next: sample,
            last: sample,
        }
    }

    /// Goes on to what was seen later. An offset that went back begins anew: a reset is no rate.
    #[must_use]
    pub fn then(self, moment: Duration, offset: Offset) -> Self {
        if offset < self.last.offset {
            return Pace::begin(moment, offset);
        }
        let last = Sample { moment, offset };
        let since_next = moment.saturating_sub(self.next.moment);
        if since_next >= WINDOW / 2 {
            Pace {
                from: self.next,
                next: last,
                last,
            }
        } else {
            Pace { last, ..self }
        }
    }

    /// The offsets per second; `None` before there are two moments to compare.
    pub fn per_second(&self) -> Option<f64> {
        let moved = self.last.offset.after(self.from.offset);
        let passed = self.passed();
        (!passed.is_zero()).then(|| moved as f64 / passed.as_secs_f64())
    }

    /// As [`Pace::per_second`], where it has been seen for long enough to foretell by.
    pub fn steady(&self) -> Option<f64> {
        self.per_second().filter(|_| self.passed() >= STEADY)
    }

    fn passed(&self) -> Duration {
        self.last.moment.saturating_sub(self.from.moment)
    }
}
