use std::time::Duration;

use crate::model::Offset;

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
