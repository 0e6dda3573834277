use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::config::configuration;
use crate::kafka::kerberos;
use crate::model::KafkaError;
use crate::settings::Connection;

/// A session that was last asked something so long ago starts anew: librdkafka keeps a group's coordinator
/// for a quarter of an hour, and waits for one that is gone. A question to the operator takes that long.
const OUTDATED: Duration = Duration::from_secs(5);

/// A cluster behind librdkafka. May be used from several threads at once.
pub struct Client {
    connection: Connection,
    current: Mutex<Current>,
}

/// The session in use, and when it was last asked something.
struct Current {
    session: Arc<Session>,
    asked: Option<Instant>,
}

impl Client {
    /// Makes a client. It connects when it is first asked something.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` naming a property that librdkafka does not take; `AUTHENTICATION` where Kerberos gives
    /// no ticket.
    pub fn connect(connection: &Connection) -> Result<Client, KafkaError> {
        // What makes no sense is told before a program is run for it.
        configuration(connection)?;
        kerberos::log_in(connection)?;
        Client::logged_in(connection)
    }

    fn logged_in(connection: &Connection) -> Result<Client, KafkaError> {
        Ok(Client {
            connection: connection.clone(),
            current: Mutex::new(Current {
                session: Arc::new(Session::new(connection)?),
                asked: None,
            }),
        })
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// A second client that shares nothing with this one.
    pub(super) fn again(&self) -> Result<Client, KafkaError> {
        Client::logged_in(&self.connection)
    }

    pub(super) fn session(&self, deadline: &Deadline) -> Arc<Session> {
        let now = deadline.clock().instant();
        let mut current = self.current();
        let idle = |asked| now.saturating_duration_since(asked) > OUTDATED;
        if current.asked.is_some_and(idle) {
            self.renew(&mut current);
        }
        current.asked = Some(now);
        Arc::clone(&current.session)
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew(&self, current: &mut Current) {
        // The same configuration was accepted before.
        if let Ok(next) = Session::new(&self.connection) {
            current.session = Arc::new(next);
        }
    }

    /// Ends a session that asks the wrong coordinator, or that may still hold a commit which was given up,
    /// before librdkafka finds the coordinator after all and sends it. What was sent already cannot be
    /// taken back.
    pub(super) fn retire(&self, spent: &Arc<Session>) {
        let mut current = self.current();
        if Arc::ptr_eq(&current.session, spent) {
            self.renew(&mut current);
        }
    }
}
