use std::time::{Duration, Instant};

use crate::model::Offset;

/// A rate is that of this long at most, and of half of it at least once so much has been seen: a consumer of
/// Kafka's own commits every 5 seconds, so that shorter looks would see it stand still and jump.
const WINDOW: Duration = Duration::from_secs(30);

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
        let (from, last) = (&self.from, &self.last);
        let passed = last.instant.saturating_duration_since(from.instant);
        let moved = last.offset.after(from.offset);
        (!passed.is_zero()).then(|| moved as f64 / passed.as_secs_f64())
    }
}
