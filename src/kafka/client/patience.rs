//! How reading calls try again: for how long, and of a group's coordinator with a session that finds it anew.

use std::time::Duration;

use super::session::Session;
use crate::clock::Deadline;
use crate::model::{ErrorCode, KafkaError};

/// A transaction in progress may take minutes; an operator who waits wants to know of it.
const UNSTABLE: Duration = Duration::from_millis(2500);
/// A coordinator that has just begun says this while it loads. librdkafka asks the same broker again
/// for as long as it remembers it, so what stays is for a fresh client ([`Session::insist`]).
const NOT_COORDINATOR: Duration = Duration::from_millis(1500);

/// A new leader is chosen at once where there is a replica to choose, and else not before its broker is back.
pub(super) const NO_LEADER: Duration = Duration::from_millis(1500);

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(800);

/// Tells how long an error may pass by itself; `None` where it does not.
pub(super) fn of(code: ErrorCode) -> Option<Duration> {
    match code {
        ErrorCode::UNSTABLE_OFFSET_COMMIT => Some(UNSTABLE),
        ErrorCode::NOT_COORDINATOR => Some(NOT_COORDINATOR),
        ErrorCode::LEADER_NOT_AVAILABLE => Some(NO_LEADER),
        ErrorCode::NOT_LEADER_OR_FOLLOWER
        | ErrorCode::REQUEST_TIMED_OUT
        | ErrorCode::BROKER_NOT_AVAILABLE
        | ErrorCode::REPLICA_NOT_AVAILABLE
        | ErrorCode::NETWORK_EXCEPTION
        | ErrorCode::COORDINATOR_LOAD_IN_PROGRESS
        | ErrorCode::COORDINATOR_NOT_AVAILABLE
        | ErrorCode::KAFKA_STORAGE_ERROR
        | ErrorCode::FENCED_LEADER_EPOCH
        | ErrorCode::UNKNOWN_LEADER_EPOCH
        | ErrorCode::OFFSET_NOT_AVAILABLE
        | ErrorCode::TRANSPORT
        | ErrorCode::TIMED_OUT_QUEUE
        | ErrorCode::DESTROY_BROKER => Some(Duration::MAX),
        _ => None,
    }
}

/// The pause before the next try, after this many.
pub(super) fn pause(tries: u32) -> Duration {
    (FIRST_PAUSE * 2_u32.saturating_pow(tries.min(8))).min(LONGEST_PAUSE)
}

/// Works that were asked of the wrong broker to the end, each with what that said.
pub(super) type Lost<W> = Result<Vec<(W, KafkaError)>, KafkaError>;

/// Asks for works with a session; how long is said by the deadline.
type Ask<'a, W> = dyn FnMut(&Session, Vec<W>, &Deadline) -> Lost<W> + 'a;

/// How long to wait after a session that could not ask.
const SESSION_PAUSE: Duration = Duration::from_millis(100);

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
                Err(_) => clock.sleep(SESSION_PAUSE.min(left)),
            }
        }
        Ok(lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_stays_is_not_tried_again() {
        assert_eq!(of(ErrorCode::GROUP_AUTHORIZATION_FAILED), None);
        assert_eq!(of(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION), None);
        assert_eq!(of(ErrorCode(32000)), None);
    }

    #[test]
    fn pauses_grow_to_a_limit() {
        assert_eq!(pause(0), FIRST_PAUSE);
        assert_eq!(pause(1), 2 * FIRST_PAUSE);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
    }
}
