//! From the broker's answers and the read-back to what can be said. Pure.

use super::{Change, PartitionOutcome, Removal, Sent, Status};
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
