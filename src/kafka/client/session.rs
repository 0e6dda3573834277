//! One client of librdkafka: meeting a broker, calls that block, and what has become of its connections.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::brokers::{Addressee, Brokers, COORDINATORS};
use crate::clock::Deadline;
use crate::kafka::config::configuration;
use crate::kafka::diagnosis::{ApiVersions, Reachability, Report, duration_in_words};
use crate::kafka::native::{Api, Asked, Handle, Queue};
use crate::kafka::security::Secrets;
use crate::model::{ErrorCode, KafkaError, Rights, TopicName};
use crate::settings::Connection;

/// The longest that anything waits before it looks at the deadline and for Ctrl-C again.
pub(super) const SLICE: Duration = Duration::from_millis(100);

/// One client of librdkafka, and what has become of its connections.
pub(super) struct Session {
    pub(super) handle: Arc<Handle>,
    connection: Connection,
    reachability: Mutex<Reachability>,
    api_versions: Mutex<ApiVersions>,
    brokers: Mutex<Brokers>,
    /// When something was last waited for.
    busy: Mutex<Option<Instant>>,
    answered: AtomicBool,
    /// Whether a broker has answered at the address that it gives itself.
    served: AtomicBool,
    /// Whether librdkafka remembers a coordinator that is none any more.
    outdated: AtomicBool,
    pub(super) known_rights: OnceLock<Rights>,
}

impl Session {
    /// Makes a session. It connects when it is first asked something.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` naming a property that librdkafka does not take.
    pub(super) fn new(connection: &Connection) -> Result<Session, KafkaError> {
        let handle = configuration(connection)
            .and_then(Handle::new)
            .map_err(|error| Secrets::of(connection).hide(error))?;
        Ok(Session {
            handle: Arc::new(handle),
            connection: connection.clone(),
            reachability: Mutex::new(Reachability::new(connection)),
            api_versions: Mutex::default(),
            brokers: Mutex::default(),
            busy: Mutex::default(),
            answered: AtomicBool::new(false),
            served: AtomicBool::new(false),
            outdated: AtomicBool::new(false),
            known_rights: OnceLock::new(),
        })
    }

    /// A second session that shares nothing with this one.
    pub(super) fn again(&self) -> Result<Session, KafkaError> {
        Session::new(&self.connection)
    }

    pub(super) fn reachability(&self) -> MutexGuard<'_, Reachability> {
        self.reachability
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn api_versions(&self) -> MutexGuard<'_, ApiVersions> {
        self.api_versions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// # Errors
    /// `UNSUPPORTED_FEATURE` where a broker that has been met does not know this kind of request.
    pub(super) fn check_known(&self, api: Api) -> Result<(), KafkaError> {
        self.api_versions().check(api)
    }

    /// Whether a broker that has been met does not tell of pending commits.
    ///
    /// # Errors
    /// No broker can be met.
    pub(super) fn hides_pending(&self, deadline: &Deadline) -> Result<bool, KafkaError> {
        self.meet(deadline)?;
        let now = deadline.clock().instant();
        self.look_around(now, now)?;
        Ok(self.api_versions().hides_pending())
    }

    /// Notes that it would ask the wrong coordinator again.
    pub(super) fn outdate(&self) {
        self.outdated.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_outdated(&self) -> bool {
        self.outdated.load(Ordering::Relaxed)
    }

    /// How long nothing has been waited for; `None` where nothing ever was.
    pub(super) fn idle(&self, now: Instant) -> Option<Duration> {
        let busy = *self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.map(|busy| now.saturating_duration_since(busy))
    }

    pub(super) fn brokers(&self) -> MutexGuard<'_, Brokers> {
        self.brokers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what happened to the connections.
    ///
    /// # Errors
    /// The cluster has never answered, and there is no point in waiting on.
    pub(super) fn look_around(&self, began: Instant, now: Instant) -> Result<(), KafkaError> {
        *self.busy.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        let mut reachability = self.reachability();
        let main = Queue::main(&self.handle);
        while let Some(event) = main.poll(Duration::ZERO) {
            match Report::of(event.notice()) {
                Report::ApiVersions(line) => self.api_versions().note(&line),
                report => reachability.note(report, now),
            }
        }
        if reachability.hopeless(now) && !self.has_answered() {
            return Err(reachability.unreachable(now.saturating_duration_since(began)));
        }
        Ok(())
    }

    /// Notes that a broker has answered: the cluster may have no id to tell so. One that librdkafka chose may be
    /// any address of the bootstrap list.
    pub(super) fn note_answer(&self, asked: Asked, addressee: &Addressee) {
        if let Addressee::Broker(broker) = addressee {
            self.brokers().find(broker);
            self.reachability().forget(&broker.address);
        }
        self.answered.store(true, Ordering::Relaxed);
        if asked != Asked::AnyBroker {
            self.served.store(true, Ordering::Relaxed);
        }
    }

    /// Whether a broker has ever answered.
    pub(super) fn has_answered(&self) -> bool {
        self.answered.load(Ordering::Relaxed) || self.handle.cluster_id().is_some()
    }

    /// Whether brokers have only answered at addresses of the bootstrap list, and one cannot be reached where it
    /// says that it is: what is asked next would wait as long in vain.
    pub(super) fn is_stranded(&self) -> bool {
        !self.served.load(Ordering::Relaxed) && self.reachability().has_misled()
    }

    /// Why nothing came within the time: the cluster is out of reach, or just this answer did not come.
    pub(super) fn timed_out(&self, deadline: &Deadline, waited: Duration) -> KafkaError {
        let reachability = self.reachability();
        let cut = deadline.cut(waited);
        if !self.has_answered() {
            let mut error = reachability.unreachable(waited);
            error.message.push_str(cut);
            return error;
        }
        let message = format!("no answer within {}{cut}", duration_in_words(waited));
        reachability.with_obstacles(KafkaError::new(ErrorCode::TIMED_OUT, message))
    }

    /// Runs a call of librdkafka's that blocks, on a thread of its own, so that it can be left behind: it
    /// ends by itself with its timeout, and what it returns then is dropped there.
    pub(super) fn blocking<T: Send + 'static>(
        &self,
        timeout: Duration,
        deadline: &Deadline,
        call: impl FnOnce(&Handle, Duration) -> Result<T, KafkaError> + Send + 'static,
    ) -> Result<T, KafkaError> {
        let began = deadline.clock().instant();
        let (sender, answer) = mpsc::channel();
        let handle = Arc::clone(&self.handle);
        let worker = thread::Builder::new().name("koffset-ask".to_owned());
        let spawned = worker.spawn(move || {
            let outcome = call(&handle, timeout);
            // First, so that it is not this thread that ends the client of a caller who goes on at once.
            drop(handle);
            // Nobody listens any more once the caller has given up.
            let _ = sender.send(outcome);
        });
        if let Err(error) = spawned {
            return Err(KafkaError::new(ErrorCode::FAILED, error.to_string()));
        }
        loop {
            let answer = answer.recv_timeout(SLICE);
            let now = deadline.clock().instant();
            match answer {
                Ok(Ok(value)) => return Ok(value),
                Ok(Err(error)) => {
                    self.look_around(began, now)?;
                    let local = matches!(error.code, ErrorCode::TIMED_OUT | ErrorCode::TRANSPORT);
                    return Err(if local {
                        self.timed_out(deadline, timeout)
                    } else {
                        error
                    });
                }
                Err(RecvTimeoutError::Timeout) => {
                    deadline.check()?;
                    self.look_around(began, now)?;
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(self.timed_out(deadline, timeout));
                }
            }
        }
    }

    /// Makes the acquaintance of a broker, if there is none yet, with the request for which librdkafka waits
    /// least: 5 ms where it needs 30 for a coordinator or for all metadata. The answer tells the coordinators.
    pub(super) fn meet(&self, deadline: &Deadline) -> Result<(), KafkaError> {
        deadline.check()?;
        let knows_coordinators = self.brokers().ask_for_coordinators();
        if !self.has_answered() || !knows_coordinators {
            self.describe_topics(&BTreeSet::from([TopicName::from(COORDINATORS)]), deadline)?;
        }
        Ok(())
    }
}
