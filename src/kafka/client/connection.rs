use std::sync::{Arc, Mutex, PoisonError};

use super::session::Session;
use crate::model::KafkaError;
use crate::settings::Connection;

/// A cluster behind librdkafka. May be used from several threads at once.
pub struct Client {
    connection: Connection,
    session: Mutex<Arc<Session>>,
}

impl Client {
    /// Makes a client. It connects when it is first asked something.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` naming a property that librdkafka does not take.
    pub fn connect(connection: &Connection) -> Result<Client, KafkaError> {
        Ok(Client {
            connection: connection.clone(),
            session: Mutex::new(Arc::new(Session::new(connection)?)),
        })
    }

    /// A second client that shares nothing with this one.
    pub(super) fn again(&self) -> Result<Client, KafkaError> {
        Client::connect(&self.connection)
    }

    pub(super) fn session(&self) -> Arc<Session> {
        let session = self.session.lock();
        Arc::clone(&session.unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends a session that asks the wrong coordinator, or that may still hold a commit which was given up,
    /// before librdkafka finds the coordinator after all and sends it. What was sent already cannot be
    /// taken back.
    pub(super) fn retire(&self, spent: &Arc<Session>) {
        // The same configuration was accepted before.
        let Ok(next) = Session::new(&self.connection) else {
            return;
        };
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&session, spent) {
            *session = Arc::new(next);
        }
    }
}
