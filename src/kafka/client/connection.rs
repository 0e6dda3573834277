//! A cluster behind librdkafka, over one session after another.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::config::configuration;
use crate::kafka::security::kerberos::{self, TicketCache};
use crate::kafka::security::{self, Secrets};
use crate::model::KafkaError;
use crate::settings::Connection;

/// A session in which nothing was waited for so long starts anew: librdkafka keeps a group's coordinator
/// for a quarter of an hour, and waits for one that is gone. A question to the operator takes that long.
const OUTDATED: Duration = Duration::from_secs(5);

/// A cluster behind librdkafka. May be used from several threads at once.
pub struct Client {
    connection: Connection,
    /// The session in use.
    current: Mutex<Arc<Session>>,
    /// What this client logs in with, if it has a ticket of its own; ends after the session.
    ticket: Option<Arc<TicketCache>>,
}

impl Client {
    /// Makes a client. It connects when it is first asked something.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` naming a property that librdkafka does not take; `AUTHENTICATION` where Kerberos gives
    /// no ticket. `FAILED` for a key table of Kerberos where the process has had a client before.
    pub fn connect(connection: &Connection) -> Result<Client, KafkaError> {
        // What makes no sense is told before a program is run for it.
        configuration(connection).map_err(|error| Secrets::of(connection).hide(error))?;
        let ticket = kerberos::log_in(connection)?.map(Arc::new);
        Client::logged_in(connection, ticket)
    }

    /// Whether to connect may run a program: kinit for a key table, or what a profile of AWS names.
    pub fn may_run_a_program(connection: &Connection) -> bool {
        security::may_run_a_program(connection)
    }

    fn logged_in(
        connection: &Connection,
        ticket: Option<Arc<TicketCache>>,
    ) -> Result<Client, KafkaError> {
        Ok(Client {
            connection: connection.clone(),
            current: Mutex::new(Arc::new(Session::new(connection)?)),
            ticket,
        })
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// A second client that shares nothing with this one.
    pub(super) fn again(&self) -> Result<Client, KafkaError> {
        Client::logged_in(&self.connection, self.ticket.clone())
    }

    pub(super) fn session(&self, deadline: &Deadline) -> Arc<Session> {
        let now = deadline.clock().instant();
        let mut current = self.current();
        if current.is_outdated() || current.idle(now).is_some_and(|idle| idle > OUTDATED) {
            self.renew(&mut current);
        }
        Arc::clone(&current)
    }

    fn current(&self) -> MutexGuard<'_, Arc<Session>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew(&self, current: &mut Arc<Session>) {
        // The same configuration was accepted before.
        if let Ok(next) = Session::new(&self.connection) {
            *current = Arc::new(next);
        }
    }

    /// Ends a session that asks the wrong coordinator, or that may still hold a commit which was given up,
    /// before librdkafka finds the coordinator after all and sends it. What was sent already cannot be
    /// taken back.
    pub(super) fn retire(&self, spent: &Arc<Session>) {
        let mut current = self.current();
        if Arc::ptr_eq(&current, spent) {
            self.renew(&mut current);
        }
    }
}
