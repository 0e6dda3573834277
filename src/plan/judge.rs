//! From the broker's answers and the read-back to what can be said. Pure.

use chrono::{DateTime, Utc};

use super::{Change, PartitionOutcome, Removal, Status};
use crate::model::{CommittedOffset, ErrorCode, KafkaError, StoredCommit};

/// Judges one partition. `read_back` is what was stored there afterwards.
pub fn judge(
    change: &Change,
    sent: Sent,
    read_back: Result<Option<StoredCommit>, KafkaError>,
) -> PartitionOutcome {
    let error_of_taken = disagreement(change, &read_back);
    let read_back = read_back.and_then(|stored| commit_in(stored, change));
    let stands = read_back
        .as_ref()
        .is_ok_and(|there| is_as_requested(there.as_ref(), change.after.as_ref()));
    let (status, error) = match (change.writes(), sent) {
        (false, _) => (Status::Unchanged, None),
        (true, Sent::NotSent) => (Status::Failed, Some(not_sent())),
        (true, Sent::Refused(error)) => (Status::Failed, Some(explained(error))),
        (true, Sent::Acknowledged | Sent::Doubtful(_)) if stands => (Status::Applied, None),
        (true, Sent::Doubtful(error)) => (Status::Unknown, Some(explained(error))),
        (true, Sent::Acknowledged) => (Status::Unknown, Some(error_of_taken)),
    };
    PartitionOutcome {
        before: change.before.clone(),
        requested: change.after.clone(),
        read_back,
        status,
        error,
        late_copy: None,
    }
}

/// Judges the deletion of a group. `is_there` is whether the cluster knew the group afterwards.
pub fn judge_removal(sent: Sent, is_there: Result<bool, KafkaError>) -> Removal {
    let (status, error) = match (sent, is_there) {
        (Sent::NotSent, _) => (Status::Failed, Some(not_sent())),
        (Sent::Refused(error), _) => (Status::Failed, Some(explained(error))),
        (Sent::Acknowledged | Sent::Doubtful(_), Ok(false)) => (Status::Applied, None),
        (Sent::Doubtful(error), _) => (Status::Unknown, Some(explained(error))),
        (Sent::Acknowledged, Ok(true)) => (
            Status::Unknown,
            Some(told("the broker took it, and the group is there now")),
        ),
        (Sent::Acknowledged, Err(error)) => (
            Status::Unknown,
            Some(told(format!(
                "the broker took it, and looking again failed: {error}"
            ))),
        ),
    };
    Removal {
        status,
        error,
        late_copy: None,
    }
}

fn told(message: impl Into<String>) -> KafkaError {
    KafkaError::new(ErrorCode::BAD_MESSAGE, message)
}

/// The epoch is left out: not every broker that accepts one gives it back.
pub(super) fn is_as_requested(
    there: Option<&CommittedOffset>,
    requested: Option<&CommittedOffset>,
) -> bool {
    match (there, requested) {
        (None, None) => true,
        (Some(there), Some(requested)) => {
            there.offset == requested.offset && there.metadata == requested.metadata
        }
        _ => false,
    }
}

fn not_sent() -> KafkaError {
    let why = "not sent, since what was sent before it could not be done";
    KafkaError::new(ErrorCode::PURGED_IN_QUEUE, why)
}

/// Says in the operator's words what a coordinator means.
pub fn explained(error: KafkaError) -> KafkaError {
    let message = match error.code {
        ErrorCode::UNKNOWN_MEMBER_ID => {
            "a member has joined the group, and a broker takes no outside commit while it has members"
        }
        ErrorCode::NON_EMPTY_GROUP => {
            "a member has joined the group, and a broker deletes no group that has members"
        }
        ErrorCode::GROUP_SUBSCRIBED_TO_TOPIC => "a member has joined the group and reads the topic",
        _ => return error,
    };
    KafkaError::new(error.code, message)
}

/// Returns the commit that was read back. A negative number is none: it stays where nothing is written, and
/// where something is, it is an error, so that it is not told as an absent commit.
fn commit_in(
    stored: Option<StoredCommit>,
    change: &Change,
) -> Result<Option<CommittedOffset>, KafkaError> {
    match stored {
        Some(StoredCommit::Offset(committed)) => Ok(Some(committed)),
        Some(StoredCommit::Negative(negative)) if change.writes() => {
            Err(told(negative.to_string()))
        }
        Some(StoredCommit::Negative(_)) | None => Ok(None),
    }
}

fn disagreement(
    change: &Change,
    read_back: &Result<Option<StoredCommit>, KafkaError>,
) -> KafkaError {
    let message = match read_back {
        Ok(Some(StoredCommit::Negative(negative))) => {
            let what = if change.after.is_some() {
                "commit"
            } else {
                "deletion"
            };
            format!(
                "the broker accepted the {what}, but the stored number is now {}",
                negative.get()
            )
        }
        Ok(Some(StoredCommit::Offset(there))) => {
            format!("the broker took it, and now {} stands there", there.offset)
        }
        Ok(None) => "the broker took it, and now there is no commit".to_owned(),
        Err(error) => format!("the broker took it, and reading it back failed: {error}"),
    };
    told(message)
}

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
