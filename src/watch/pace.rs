use std::time::{Duration, Instant};

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
    instant: Instant,
    offset: Offset,
}

impl Pace {
    /// Begins here, where nothing is known of a rate.
    pub fn begin(instant: Instant, offset: Offset) -> Self {
        let sample = Sample { instant, offset };
        Pace {
            from: sample,
            next: sample,
            last: sample,
        }
    }

    /// Goes on to what was seen later. An offset that went back begins anew: a reset is no rate.
    #[must_use]
    pub fn then(self, instant: Instant, offset: Offset) -> Self {
        if offset < self.last.offset {
            return Pace::begin(instant, offset);
        }
        let last = Sample { instant, offset };
        let since_next = instant.saturating_duration_since(self.next.instant);
        match since_next >= WINDOW / 2 {
            true => Pace {
                from: self.next,
                next: last,
                last,
            },
            false => Pace { last, ..self },
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
        let (from, last) = (self.from.instant, self.last.instant);
        last.saturating_duration_since(from)
    }
}
