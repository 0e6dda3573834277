//! Many requests under way at once: sending, polling, trying again, giving up.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};
use std::vec;

use super::patience;
use super::session::{SLICE, Session};
use crate::clock::Deadline;
use crate::kafka::native::{Api, Asked, Event, Handle, Options, Queue};
use crate::model::{ErrorCode, KafkaError};

/// What librdkafka may be late with its own timeout before it is no longer waited for.
const GRACE: Duration = Duration::from_secs(1);

/// Longer than any command.
const NEVER: Duration = Duration::from_secs(3_600);

/// What the first broker has that librdkafka chooses for a request which any could answer. It may be one that
/// is down, and librdkafka waits for that one until the end; each next has twice as long.
const FIRST_CHOICE: Duration = Duration::from_secs(1);

/// One request that is about to be sent.
pub(super) struct Sending<'c> {
    pub(super) handle: &'c Handle,
    pub(super) queue: &'c Queue<'c>,
    api: Api,
    timeout: Duration,
    tries: u32,
    number: usize,
}

impl Sending<'_> {
    pub(super) fn options(&self) -> Result<Options<'_>, KafkaError> {
        // librdkafka 2.12 ends the process when it gives up a request while it looks for the coordinator,
        // and finds it afterwards (`rd_kafka_coord_req_fsm` frees the request twice). So it must not.
        let timeout = match self.api.asks() {
            Asked::Coordinator => NEVER,
            Asked::AnyBroker => {
                let choice = FIRST_CHOICE * 2_u32.saturating_pow(self.tries.min(10));
                self.timeout.min(choice)
            }
            Asked::Named => self.timeout,
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

/// A work that was sent at least once, or is about to be.
struct Job<W> {
    work: W,
    began: Instant,
    until: Instant,
    tries: u32,
}

impl<W> Job<W> {
    fn attempt(&self, now: Instant) -> Attempt {
        let pause = patience::pause(self.tries);
        Attempt {
            spent: now.saturating_duration_since(self.began),
            pause,
            left: self.until.saturating_duration_since(now + pause),
        }
    }
}

/// Where each work is.
struct Flow<W> {
    fresh: vec::IntoIter<W>,
    paused: BTreeMap<(Instant, usize), Job<W>>,
    under_way: HashMap<usize, Job<W>>,
    /// The last number that was given to a request or a pause.
    number: usize,
}

impl<W> Flow<W> {
    fn new(works: Vec<W>) -> Self {
        Flow {
            fresh: works.into_iter(),
            paused: BTreeMap::new(),
            under_way: HashMap::new(),
            number: 0,
        }
    }

    fn is_done(&self) -> bool {
        self.under_way.is_empty() && self.paused.is_empty() && self.fresh.len() == 0
    }

    /// Takes what is to be sent now; `timeout` is what a work has for all its tries.
    fn next_due(&mut self, now: Instant, timeout: Duration) -> Option<Job<W>> {
        match self.paused.first_entry() {
            Some(entry) if entry.key().0 <= now => Some(entry.remove()),
            _ => self.fresh.next().map(|work| Job {
                work,
                began: now,
                until: now + timeout,
                tries: 0,
            }),
        }
    }

    fn pause(&mut self, job: Job<W>, now: Instant) {
        self.number += 1;
        let at = now + patience::pause(job.tries);
        let tries = job.tries + 1;
        self.paused.insert((at, self.number), Job { tries, ..job });
    }

    /// How long there is nothing to do but to wait for answers.
    fn quiet(&self, now: Instant) -> Duration {
        let next = self.paused.keys().next();
        next.map_or(SLICE, |(at, _)| {
            at.saturating_duration_since(now).min(SLICE)
        })
    }

    fn unfinished(self) -> impl Iterator<Item = W> {
        let begun = self
            .under_way
            .into_values()
            .chain(self.paused.into_values());
        begun.map(|job| job.work).chain(self.fresh)
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
        let began = clock.instant();
        let mut flow = Flow::new(works);
        let mut answered = false;
        while !flow.is_done() {
            let timeout = match deadline.request() {
                Ok(timeout) => timeout,
                Err(error) if !answered || error.code == ErrorCode::INTERRUPTED => {
                    return Err(error);
                }
                Err(error) => {
                    for work in flow.unfinished() {
                        on_answer(work, Err(error.clone()), &Attempt::LAST);
                    }
                    return Ok(());
                }
            };
            let now = clock.instant();
            self.look_around(began, now)?;
            while flow.under_way.len() < at_once
                && let Some(job) = flow.next_due(now, timeout)
            {
                flow.number += 1;
                let sending = Sending {
                    handle: &self.handle,
                    queue: &queue,
                    api,
                    timeout: job.until.saturating_duration_since(now),
                    tries: job.tries,
                    number: flow.number,
                };
                match send(&job.work, &sending) {
                    Ok(()) => drop(flow.under_way.insert(flow.number, job)),
                    Err(error) => drop(on_answer(job.work, Err(error), &Attempt::LAST)),
                }
            }
            let mut wait = flow.quiet(now);
            while let Some(event) = queue.poll(wait) {
                wait = Duration::ZERO;
                let Some(job) = flow.under_way.remove(&event.request()) else {
                    continue;
                };
                let now = clock.instant();
                let attempt = job.attempt(now);
                let answer = self.answer(api, &event, &attempt)?;
                answered |= answer.is_ok();
                if let Some(work) = on_answer(job.work, answer.map(|()| &event), &attempt) {
                    flow.pause(Job { work, ..job }, now);
                }
            }
            let now = clock.instant();
            let late = |_: &usize, job: &mut Job<W>| now >= job.until + lateness(api);
            for (_, job) in flow.under_way.extract_if(late) {
                let error = self.timed_out(job.attempt(now).spent);
                on_answer(job.work, Err(error), &Attempt::LAST);
            }
        }
        Ok(())
    }

    /// Tells whether the request was answered.
    ///
    /// # Errors
    /// The cluster never answered anything.
    fn answer(
        &self,
        api: Api,
        event: &Event<'_>,
        attempt: &Attempt,
    ) -> Result<Result<(), KafkaError>, KafkaError> {
        let mut answer = event.failure();
        match &mut answer {
            Ok(()) => self.note_answer(),
            // Another broker may be chosen the next time.
            Err(error)
                if given_up(error.code)
                    && api.asks() == Asked::AnyBroker
                    && !attempt.left.is_zero() =>
            {
                error.code = ErrorCode::TRANSPORT;
            }
            Err(error) if given_up(error.code) => {
                *error = self.timed_out(attempt.spent);
                if !self.has_answered() {
                    return Err(error.clone());
                }
            }
            Err(_) => {}
        }
        Ok(answer)
    }

    /// Puts librdkafka's bare "timed out" of one part of an answer into the words of a whole one.
    pub(super) fn say_how_long(&self, error: &mut KafkaError, attempt: &Attempt) {
        if error.code == ErrorCode::TIMED_OUT {
            *error = self.timed_out(attempt.spent());
        }
    }
}

/// What is waited beyond a request's own time.
fn lateness(api: Api) -> Duration {
    match api.asks() {
        Asked::Coordinator => Duration::ZERO,
        Asked::AnyBroker | Asked::Named => GRACE,
    }
}

/// Whether librdkafka waited in vain.
fn given_up(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::TIMED_OUT | ErrorCode::TIMED_OUT_QUEUE)
}
