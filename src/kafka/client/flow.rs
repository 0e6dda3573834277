//! Where each of many works is: not begun, under way, or before another try.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};
use std::vec;

use super::brokers::Addressee;
use super::patience;
use super::session::SLICE;
use crate::model::{ErrorCode, KafkaError};

/// How far a request has come in its time.
pub(super) struct Attempt {
    spent: Duration,
    /// The pause before a next try.
    pause: Duration,
    /// The time that a next try would have.
    left: Duration,
}

impl Attempt {
    /// The attempt after which there is no other.
    pub(super) const LAST: Attempt = Attempt {
        spent: Duration::ZERO,
        pause: Duration::ZERO,
        left: Duration::ZERO,
    };

    /// The time since the first try began.
    pub(super) fn spent(&self) -> Duration {
        self.spent
    }

    /// The time that another try would have.
    pub(super) fn left(&self) -> Duration {
        self.left
    }

    /// Whether there is no time for another try.
    pub(super) fn is_last(&self) -> bool {
        self.left.is_zero()
    }

    /// Whether another try may mend this error.
    pub(super) fn may_mend(&self, code: ErrorCode) -> bool {
        let next = self.spent + self.pause;
        !self.is_last() && patience::of(code).is_some_and(|patience| next < patience)
    }
}

/// A work that was sent at least once, or is about to be.
pub(super) struct Job<W> {
    pub(super) work: W,
    pub(super) addressee: Addressee,
    pub(super) began: Instant,
    pub(super) until: Instant,
    pub(super) tries: u32,
}

impl<W> Job<W> {
    pub(super) fn attempt(&self, now: Instant) -> Attempt {
        let pause = patience::pause(self.tries);
        Attempt {
            spent: now.saturating_duration_since(self.began),
            pause,
            left: self.until.saturating_duration_since(now + pause),
        }
    }
}

/// Where each work is.
pub(super) struct Flow<W> {
    fresh: vec::IntoIter<(W, Addressee)>,
    paused: BTreeMap<(Instant, usize), Job<W>>,
    under_way: HashMap<usize, Job<W>>,
    /// The last number that was given to a request or a pause.
    number: usize,
}

impl<W> Flow<W> {
    pub(super) fn new(works: Vec<(W, Addressee)>) -> Self {
        Flow {
            fresh: works.into_iter(),
            paused: BTreeMap::new(),
            under_way: HashMap::new(),
            number: 0,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.under_way.is_empty() && self.paused.is_empty() && self.fresh.len() == 0
    }

    /// Takes what is to be sent now; `timeout` is what a work has for all its tries.
    fn next_due(&mut self, now: Instant, timeout: Duration) -> Option<Job<W>> {
        match self.paused.first_entry() {
            Some(entry) if entry.key().0 <= now => Some(entry.remove()),
            _ => self.fresh.next().map(|(work, addressee)| Job {
                work,
                addressee,
                began: now,
                until: now + timeout,
                tries: 0,
            }),
        }
    }

    /// Sends what is due while there is room for it; what could not be sent comes back with the reason.
    pub(super) fn send_due(
        &mut self,
        at_once: usize,
        timeout: Duration,
        now: Instant,
        send: impl Fn(&Job<W>, usize) -> Result<(), KafkaError>,
    ) -> Vec<(W, KafkaError)> {
        let mut unsent = Vec::new();
        while self.under_way.len() < at_once
            && let Some(job) = self.next_due(now, timeout)
        {
            self.number += 1;
            match send(&job, self.number) {
                Ok(()) => drop(self.under_way.insert(self.number, job)),
                Err(error) => unsent.push((job.work, error)),
            }
        }
        unsent
    }

    /// Takes out what an answer is for, if it is still waited for.
    pub(super) fn take(&mut self, number: usize) -> Option<Job<W>> {
        self.under_way.remove(&number)
    }

    /// Takes out what is no longer waited for.
    pub(super) fn give_up(&mut self, is_late: impl Fn(&Job<W>) -> bool) -> Vec<Job<W>> {
        let late = self.under_way.extract_if(|_, job| is_late(job));
        late.map(|(_, job)| job).collect()
    }

    /// Sets a work aside for its next try.
    pub(super) fn pause(&mut self, job: Job<W>, now: Instant) {
        self.number += 1;
        let at = now + patience::pause(job.tries);
        let tries = job.tries + 1;
        self.paused.insert((at, self.number), Job { tries, ..job });
    }

    /// How long there is nothing to do but to wait for answers.
    pub(super) fn quiet(&self, now: Instant) -> Duration {
        let next = self.paused.keys().next();
        next.map_or(SLICE, |(at, _)| {
            at.saturating_duration_since(now).min(SLICE)
        })
    }

    pub(super) fn unfinished(self) -> impl Iterator<Item = W> {
        let begun = self
            .under_way
            .into_values()
            .chain(self.paused.into_values());
        let fresh = self.fresh.map(|(work, _)| work);
        begun.map(|job| job.work).chain(fresh)
    }
}
