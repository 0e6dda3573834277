//! What the answers to a write say.

use chrono::{DateTime, Utc};

use super::Status;
use crate::model::{ErrorCode, KafkaError};

/// What the answers to a write allow to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Nothing was sent, because another group had failed before.
    NotSent,
    /// The broker said that it was done.
    Acknowledged,
    /// It was not done, as the broker said or since it was held back, and no earlier try may have been.
    Refused(KafkaError),
    /// It may have been done, now or later.
    Doubtful(KafkaError),
}

/// The tries of one write that may still be carried out: each is a copy that may be on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    count: usize,
    last: Option<DateTime<Utc>>,
}

impl Doubts {
    /// Adds a try that was sent then.
    pub fn add(&mut self, sent_at: DateTime<Utc>) {
        self.count += 1;
        self.last = Some(sent_at);
    }
}

/// A write, over all its tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    pub sent: Sent,
    pub doubts: Doubts,
}

impl Tried {
    /// A write without a try of which it is not known whether it was done.
    pub fn once(sent: Sent) -> Self {
        Tried {
            sent,
            doubts: Doubts::default(),
        }
    }

    pub fn is_acknowledged(&self) -> bool {
        self.sent == Sent::Acknowledged
    }

    pub fn is_doubtful(&self) -> bool {
        matches!(self.sent, Sent::Doubtful(_))
    }

    /// When the last copy was sent that may still be done after the write has ended like this; `None` where there
    /// is no such copy. What was applied without being acknowledged was one of the copies.
    pub fn late_copy(&self, status: Status) -> Option<DateTime<Utc>> {
        let done = usize::from(status == Status::Applied && !self.is_acknowledged());
        self.doubts.last.filter(|_| self.doubts.count > done)
    }
}

/// How an error answers a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was written, and nothing will be.
    Refused,
    /// Nothing was written, and it may be tried again.
    TryAgain,
    /// It may have been written, and the same may be tried again.
    Doubtful,
}

impl Verdict {
    /// Reads an error as an answer to a commit or a removal of commits. A timeout, a lost connection and
    /// the errors of a moving coordinator may follow a write that was done. Kafka answers a leader or a
    /// disk that failed under the write as `NOT_COORDINATOR` (CoordinatorOperationExceptionHelper); a broker
    /// of another make may give it as it is.
    pub fn of(code: ErrorCode) -> Self {
        match code {
            ErrorCode::COORDINATOR_LOAD_IN_PROGRESS | ErrorCode::PURGED_IN_QUEUE => {
                Verdict::TryAgain
            }
            // Local, and said before anything is sent.
            ErrorCode::INVALID_ARGUMENT | ErrorCode::UNSUPPORTED_FEATURE => Verdict::Refused,
            ErrorCode::NOT_COORDINATOR
            | ErrorCode::COORDINATOR_NOT_AVAILABLE
            | ErrorCode::REQUEST_TIMED_OUT
            | ErrorCode::NETWORK_EXCEPTION
            | ErrorCode::NOT_LEADER_OR_FOLLOWER
            | ErrorCode::NOT_ENOUGH_REPLICAS_AFTER_APPEND
            | ErrorCode::KAFKA_STORAGE_ERROR => Verdict::Doubtful,
            // Local errors, which no broker answered: the request may be on its way. -1 is a broker's that
            // does not know itself what went wrong.
            ErrorCode(local) if local < 0 => Verdict::Doubtful,
            _ => Verdict::Refused,
        }
    }
}
