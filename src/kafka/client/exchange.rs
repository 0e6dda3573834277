//! Many requests under way at once: sending, polling, trying again, giving up.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use super::patience;
use super::session::{SLICE, Session};
use crate::clock::Deadline;
use crate::kafka::native::{Api, Event, Handle, Options, Queue};
use crate::model::{ErrorCode, KafkaError};

/// What librdkafka may be late with its own timeout before it is no longer waited for.
const GRACE: Duration = Duration::from_secs(1);

/// Longer than any command.
const NEVER: Duration = Duration::from_secs(3_600);

/// One request that is about to be sent.
pub(super) struct Sending<'c> {
    pub(super) handle: &'c Handle,
    pub(super) queue: &'c Queue<'c>,
    api: Api,
    timeout: Duration,
    number: usize,
}

impl Sending<'_> {
    pub(super) fn options(&self) -> Result<Options<'_>, KafkaError> {
        // librdkafka 2.12 ends the process when it gives up a request while it looks for the coordinator,
        // and finds it afterwards (`rd_kafka_coord_req_fsm` frees the request twice). So it must not.
        let timeout = if self.api.asks_coordinator() {
            NEVER
        } else {
            self.timeout
        };
        Options::new(self.handle, self.api, timeout, self.number)
    }
}

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
    const LAST: Attempt = Attempt {
        spent: Duration::ZERO,
        pause: Duration::ZERO,
        left: Duration::ZERO,
    };

    /// The time since the first try began.
    pub(super) fn spent(&self) -> Duration {
        self.spent
    }

    /// Whether another try may mend this error.
    pub(super) fn may_mend(&self, code: ErrorCode) -> bool {
        let next = self.spent + self.pause;
        !self.left.is_zero() && patience::of(code).is_some_and(|patience| next < patience)
    }
}

struct Job<W> {
    work: W,
    began: Instant,
    until: Instant,
    tries: u32,
}

impl<W> Job<W> {
    fn new(work: W, now: Instant, timeout: Duration) -> Self {
        Job {
            work,
            began: now,
            until: now + timeout,
            tries: 0,
        }
    }

    fn attempt(&self, now: Instant) -> Attempt {
        let pause = patience::pause(self.tries);
        Attempt {
            spent: now.saturating_duration_since(self.began),
            pause,
            left: self.until.saturating_duration_since(now + pause),
        }
    }
}

impl Session {
    /// Does all works, each with one request at a time and at most `at_once` under way.
    ///
    /// `on_answer` is told what came for a work and returns the work that is left to try again, which it
    /// may only do as the attempt says. Every work ends with an answer or an error, but for an `Err`. What
    /// is given up stays with librdkafka until the session ends, and its answer is freed unseen.
    ///
    /// # Errors
    /// `INTERRUPTED`; the cluster cannot be reached; or the deadline passed before anything was answered.
    pub(super) fn exchange<W>(
        &self,
        api: Api,
        works: Vec<W>,
        at_once: usize,
        deadline: &Deadline,
        send: impl Fn(&W, &Sending<'_>) -> Result<(), KafkaError>,
        mut on_answer: impl FnMut(W, Result<&Event<'_>, KafkaError>, &Attempt) -> Option<W>,
    ) -> Result<(), KafkaError> {
        let clock = deadline.clock();
        let queue = Queue::new(&self.handle);
        let grace = if api.asks_coordinator() {
            Duration::ZERO
        } else {
            GRACE
        };
        let began = clock.instant();
        let mut fresh = works.into_iter();
        let mut paused: BTreeMap<(Instant, usize), Job<W>> = BTreeMap::new();
        let mut under_way: HashMap<usize, Job<W>> = HashMap::new();
        let mut number = 0;
        let mut answered = false;

        loop {
            let mut now = clock.instant();
            if let Err(error) = deadline.check() {
                if !answered || error.code == ErrorCode::INTERRUPTED {
                    return Err(error);
                }
                let left = under_way.into_values().chain(paused.into_values());
                for work in left.map(|job| job.work).chain(fresh) {
                    on_answer(work, Err(error.clone()), &Attempt::LAST);
                }
                return Ok(());
            }
            self.look_around(began, now)?;

            while under_way.len() < at_once {
                let job = match paused.first_entry() {
                    Some(entry) if entry.key().0 <= now => entry.remove(),
                    _ => match fresh.next() {
                        Some(work) => Job::new(work, now, deadline.request()?),
                        None => break,
                    },
                };
                number += 1;
                let sending = Sending {
                    handle: &self.handle,
                    queue: &queue,
                    api,
                    timeout: job.until.saturating_duration_since(now),
                    number,
                };
                match send(&job.work, &sending) {
                    Ok(()) => drop(under_way.insert(number, job)),
                    Err(error) => drop(on_answer(job.work, Err(error), &Attempt::LAST)),
                }
            }
            if under_way.is_empty() && paused.is_empty() {
                return Ok(());
            }

            let next = paused
                .keys()
                .next()
                .map(|(at, _)| at.saturating_duration_since(now));
            let mut wait = next.unwrap_or(SLICE).min(SLICE);
            while let Some(event) = queue.poll(wait) {
                wait = Duration::ZERO;
                now = clock.instant();
                let Some(mut job) = under_way.remove(&event.request()) else {
                    continue;
                };
                let attempt = job.attempt(now);
                let answer = match event.failure() {
                    Err(error) if given_up(error.code) => {
                        let waited = now.saturating_duration_since(job.began);
                        let error = self.timed_out(waited);
                        if !self.has_answered() {
                            return Err(error);
                        }
                        Err(error)
                    }
                    Err(error) => Err(error),
                    Ok(()) => {
                        answered = true;
                        Ok(&event)
                    }
                };
                if let Some(work) = on_answer(job.work, answer, &attempt) {
                    let at = now + patience::pause(job.tries);
                    job = Job {
                        work,
                        began: job.began,
                        until: job.until,
                        tries: job.tries + 1,
                    };
                    number += 1;
                    paused.insert((at, number), job);
                }
            }
            now = clock.instant();
            for (_, job) in under_way.extract_if(|_, job| now >= job.until + grace) {
                let waited = now.saturating_duration_since(job.began);
                on_answer(job.work, Err(self.timed_out(waited)), &Attempt::LAST);
            }
        }
    }

    /// Puts librdkafka's bare "timed out" of one part of an answer into the words of a whole one.
    pub(super) fn say_how_long(&self, error: &mut KafkaError, attempt: &Attempt) {
        if error.code == ErrorCode::TIMED_OUT {
            *error = self.timed_out(attempt.spent());
        }
    }
}

/// Whether librdkafka waited in vain.
fn given_up(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::TIMED_OUT | ErrorCode::TIMED_OUT_QUEUE)
}
