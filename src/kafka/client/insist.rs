//! What is asked of a group's coordinator, until one answers.

use std::time::Duration;

use super::session::Session;
use crate::clock::Deadline;
use crate::model::{ErrorCode, KafkaError};

/// Works that were asked of the wrong broker to the end, each with what that said.
pub(super) type Lost<W> = Result<Vec<(W, KafkaError)>, KafkaError>;

/// Asks for works with a session; how long is said by the deadline.
type Ask<'a, W> = dyn FnMut(&Session, Vec<W>, &Deadline) -> Lost<W> + 'a;

/// How long to wait after a session that could not ask.
const PAUSE: Duration = Duration::from_millis(100);

impl Session {
    /// Asks coordinators until the time of a request is over: `ask` returns what it asked the wrong broker for, and
    /// is given that again with a fresh session. librdkafka remembers a group's coordinator for a quarter of an
    /// hour, whatever the broker says.
    ///
    /// # Errors
    /// What the first `ask` meets, or `INTERRUPTED`.
    pub(super) fn insist<W: Clone>(
        &self,
        works: Vec<W>,
        deadline: &Deadline,
        ask: &mut Ask<'_, W>,
    ) -> Lost<W> {
        let clock = deadline.clock();
        let end = clock.instant() + deadline.request()?;
        let mut lost = ask(self, works, deadline)?;
        if !lost.is_empty() {
            self.outdate();
        }
        while !lost.is_empty() {
            let left = end.saturating_duration_since(clock.instant());
            if left.is_zero() {
                break;
            }
            let works = lost.iter().map(|(work, _)| work.clone()).collect();
            match ask(&self.again()?, works, &deadline.within(left)) {
                Ok(still) => lost = still,
                Err(error) if error.code == ErrorCode::INTERRUPTED => return Err(error),
                Err(error) if error.code == ErrorCode::AUTHENTICATION => break,
                // A broker that restarts: what the wrong one said stands until another answers.
                Err(_) => clock.sleep(PAUSE.min(left)),
            }
        }
        Ok(lost)
    }
}
