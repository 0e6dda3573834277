//! Many requests under way at once: sending, polling, giving up.

use std::time::Duration;

use super::brokers::Addressee;
use super::flow::{Attempt, Flow, Job};
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::native::{Api, Asked, Event, Handle, Options, Queue};
use crate::model::{ErrorCode, KafkaError};

/// What librdkafka may be late with its own timeout before it is no longer waited for.
const GRACE: Duration = Duration::from_secs(1);

/// Longer than any command.
const NEVER: Duration = Duration::from_secs(3_600);

/// What the first broker has that is chosen for a request which any could answer. It may be one that is down,
/// and librdkafka waits for that one until the end; each next has twice as long.
const FIRST_CHOICE: Duration = Duration::from_secs(1);

/// One request that is about to be sent.
pub(super) struct Sending<'c> {
    pub(super) handle: &'c Handle,
    pub(super) queue: &'c Queue<'c>,
    api: Api,
    timeout: Duration,
    tries: u32,
    number: usize,
    /// The broker to ask, where that is not for librdkafka to choose.
    broker: Option<i32>,
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
        let options = Options::new(self.handle, self.api, timeout, self.number)?;
        match self.broker {
            Some(broker) => options.at_broker(broker),
            None => Ok(options),
        }
    }
}

impl Session {
    /// As [`Session::exchange_with`], where librdkafka alone knows who answers.
    ///
    /// # Errors
    /// As there.
    pub(super) fn exchange<W>(
        &self,
        api: Api,
        works: Vec<W>,
        at_once: usize,
        deadline: &Deadline,
        send: impl Fn(&W, &Sending<'_>) -> Result<(), KafkaError>,
        on_answer: impl FnMut(W, Result<&Event<'_>, KafkaError>, &Attempt) -> Option<W>,
    ) -> Result<(), KafkaError> {
        let works = works.into_iter().map(|work| (work, Addressee::Anyone));
        self.exchange_with(api, works.collect(), at_once, deadline, send, on_answer)
    }

    /// Does all works, each with one request at a time and at most `at_once` under way.
    ///
    /// `on_answer` is told what came for a work and returns the work that is left to try again, which it
    /// may only do as the attempt says. Every work ends with an answer or an error, but for an `Err`. What
    /// is given up stays with librdkafka until the session ends, and its answer is freed unseen. What is for a
    /// broker that cannot be connected to is given up soon.
    ///
    /// # Errors
    /// `INTERRUPTED`; the cluster cannot be reached; or the deadline passed before anything was answered.
    pub(super) fn exchange_with<W>(
        &self,
        api: Api,
        works: Vec<(W, Addressee)>,
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
            let unsent = flow.send_due(at_once, timeout, now, |job, number| {
                self.check_served(api)?;
                self.check_addressee(&job.addressee, now, deadline)?;
                let sending = Sending {
                    handle: &self.handle,
                    queue: &queue,
                    api,
                    timeout: job.until.saturating_duration_since(now),
                    tries: job.tries,
                    number,
                    broker: self.chosen(api, job.tries, now),
                };
                send(&job.work, &sending)
            });
            for (work, error) in unsent {
                on_answer(work, Err(error), &Attempt::LAST);
            }
            let mut wait = flow.quiet(now);
            while let Some(event) = queue.poll(wait) {
                wait = Duration::ZERO;
                let Some(job) = flow.take(event.request()) else {
                    continue;
                };
                let now = clock.instant();
                let attempt = job.attempt(now);
                let answer = self.answer(api, &event, &job.addressee, &attempt, deadline)?;
                answered |= answer.is_ok();
                if let Some(work) = on_answer(job.work, answer.map(|()| &event), &attempt) {
                    flow.pause(Job { work, ..job }, now);
                }
            }
            let now = clock.instant();
            let is_late = |job: &Job<W>| {
                now >= job.until + lateness(api)
                    || self.is_in_vain(&job.addressee, now - job.began, deadline)
            };
            for job in flow.give_up(is_late) {
                let spent = job.attempt(now).spent();
                let error = self.unanswered(api, &job.addressee, deadline, spent);
                if self.is_stranded() {
                    return Err(error);
                }
                on_answer(job.work, Err(error), &Attempt::LAST);
            }
        }
        Ok(())
    }

    /// Tells whether the request was answered.
    ///
    /// # Errors
    /// The cluster never answered anything, or nothing where its brokers say that they are.
    fn answer(
        &self,
        api: Api,
        event: &Event<'_>,
        addressee: &Addressee,
        attempt: &Attempt,
        deadline: &Deadline,
    ) -> Result<Result<(), KafkaError>, KafkaError> {
        let mut answer = event.failure();
        match &mut answer {
            Ok(()) => self.note_answer(api.asks(), addressee),
            // Another broker is chosen the next time.
            Err(error)
                if given_up(error.code) && api.asks() == Asked::AnyBroker && !attempt.is_last() =>
            {
                error.code = ErrorCode::TRANSPORT;
                if self.has_answered() {
                    let timeout = FIRST_CHOICE.min(attempt.left());
                    // Without an answer to this, the next try is once more for librdkafka to choose.
                    let _ = self.learn_brokers(timeout, deadline);
                }
            }
            Err(error) if given_up(error.code) => {
                *error = self.unanswered(api, addressee, deadline, attempt.spent());
                if !self.has_answered() || self.is_stranded() {
                    return Err(error.clone());
                }
            }
            Err(_) => {}
        }
        Ok(answer)
    }

    /// Puts librdkafka's bare "timed out" of one part of an answer into the words of a whole one.
    pub(super) fn say_how_long(
        &self,
        error: &mut KafkaError,
        attempt: &Attempt,
        deadline: &Deadline,
    ) {
        if error.code == ErrorCode::TIMED_OUT {
            *error = self.timed_out(deadline, attempt.spent());
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
