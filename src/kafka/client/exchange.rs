//! Many requests under way at once: sending, polling, giving up.

use std::time::{Duration, Instant};

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

/// What the first and the second broker have that are chosen for a request which any could answer. One may be down,
/// and librdkafka waits for that one until the end. The third has all the time that is left.
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
            Asked::AnyBroker if self.tries < 2 => self.timeout.min(FIRST_CHOICE * (self.tries + 1)),
            Asked::AnyBroker | Asked::Named => self.timeout,
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
        let mut exchange = Exchange {
            session: self,
            api,
            deadline,
            queue: Queue::new(&self.handle),
            flow: Flow::new(works),
            has_answer: false,
            stranded: None,
        };
        let began = deadline.clock().instant();
        while !exchange.flow.is_done() {
            let timeout = match deadline.request() {
                Ok(timeout) => timeout,
                Err(error) if !exchange.has_answer || error.code == ErrorCode::INTERRUPTED => {
                    return Err(error);
                }
                Err(error) => {
                    exchange.end(&error, &mut on_answer);
                    return Ok(());
                }
            };
            let now = deadline.clock().instant();
            self.look_around(began, now)?;
            for (work, error) in exchange.send_due(at_once, timeout, now, &send) {
                on_answer(work, Err(error), &Attempt::LAST);
            }
            exchange.receive(now, &mut on_answer)?;
            exchange.give_up_late(&mut on_answer);
        }
        // Another broker may have answered in the meantime.
        match exchange.stranded {
            Some(error) if self.is_stranded() => Err(error),
            _ => Ok(()),
        }
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
            // librdkafka gives the answers of several brokers in one, also where none came.
            Ok(()) if is_silent(api, event) => {
                if attempt.is_last() {
                    answer = Err(self.unanswered(api, addressee, deadline, attempt.spent()));
                }
            }
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
                *error = match api {
                    // It was another broker that did not tell who leads.
                    Api::ListOffsets => self.timed_out(deadline, attempt.spent()),
                    _ => self.unanswered(api, addressee, deadline, attempt.spent()),
                };
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

/// Works under way, and what has become of them so far.
struct Exchange<'s, W> {
    session: &'s Session,
    api: Api,
    deadline: &'s Deadline,
    queue: Queue<'s>,
    flow: Flow<W>,
    has_answer: bool,
    /// Why the last work was given up, where brokers cannot be reached at the addresses that they give.
    stranded: Option<KafkaError>,
}

/// Takes in what came for a work, and returns what is left of it to try again.
type OnAnswer<'a, W> = dyn FnMut(W, Result<&Event<'_>, KafkaError>, &Attempt) -> Option<W> + 'a;

impl<W> Exchange<'_, W> {
    /// Returns what could not be sent, with the reason.
    fn send_due(
        &mut self,
        at_once: usize,
        timeout: Duration,
        now: Instant,
        send: impl Fn(&W, &Sending<'_>) -> Result<(), KafkaError>,
    ) -> Vec<(W, KafkaError)> {
        self.flow.send_due(at_once, timeout, now, |job, number| {
            self.session.check_known(self.api)?;
            self.session
                .check_addressee(self.api, &job.addressee, now, self.deadline)?;
            let sending = Sending {
                handle: &self.session.handle,
                queue: &self.queue,
                api: self.api,
                timeout: job.until.saturating_duration_since(now),
                tries: job.tries,
                number,
                broker: self.session.chosen(self.api, job.tries, now),
            };
            send(&job.work, &sending)
        })
    }

    /// Waits for an answer, and takes in all that are there then.
    fn receive(&mut self, now: Instant, on_answer: &mut OnAnswer<'_, W>) -> Result<(), KafkaError> {
        let mut wait = self.flow.quiet(now);
        while let Some(event) = self.queue.poll(wait) {
            wait = Duration::ZERO;
            let Some(job) = self.flow.take(event.request()) else {
                continue;
            };
            let now = self.deadline.clock().instant();
            let attempt = job.attempt(now);
            let answer =
                self.session
                    .answer(self.api, &event, &job.addressee, &attempt, self.deadline)?;
            self.has_answer |= answer.is_ok();
            if let Some(work) = on_answer(job.work, answer.map(|()| &event), &attempt) {
                self.flow.pause(Job { work, ..job }, now);
            }
        }
        Ok(())
    }

    fn give_up_late(&mut self, on_answer: &mut OnAnswer<'_, W>) {
        let now = self.deadline.clock().instant();
        let is_late = |job: &Job<W>| {
            now >= job.until + lateness(self.api)
                || self
                    .session
                    .is_in_vain(&job.addressee, now - job.began, self.deadline)
        };
        for job in self.flow.give_up(is_late) {
            let spent = job.attempt(now).spent();
            let error = self
                .session
                .unanswered(self.api, &job.addressee, self.deadline, spent);
            self.stranded = self.session.is_stranded().then(|| error.clone());
            on_answer(job.work, Err(error), &Attempt::LAST);
        }
    }

    /// Ends every work with an error.
    fn end(self, error: &KafkaError, on_answer: &mut OnAnswer<'_, W>) {
        for work in self.flow.unfinished() {
            on_answer(work, Err(error.clone()), &Attempt::LAST);
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

/// Whether no broker answered a request that goes to several, though librdkafka says that it was answered.
fn is_silent(api: Api, event: &Event<'_>) -> bool {
    match api {
        Api::ListOffsets => event
            .listed_offsets()
            .is_ok_and(|mut rows| rows.all(|(view, _)| view.is_silent())),
        Api::ListGroups => event.listed_groups().is_ok_and(|(groups, failures)| {
            let in_vain = failures.iter().all(|error| given_up(error.code));
            groups.is_empty() && !failures.is_empty() && in_vain
        }),
        _ => false,
    }
}

/// Whether librdkafka waited in vain.
fn given_up(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::TIMED_OUT | ErrorCode::TIMED_OUT_QUEUE)
}
