//! What came of a change, judged from the broker's answers and the read-back. Pure.

use std::collections::BTreeMap;

use super::{Change, Plan};
use crate::model::{CommittedOffset, ErrorCode, GroupId, KafkaError, TopicPartition};

/// What the answers to a write allow to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Nothing was sent, because another group had failed before.
    NotSent,
    /// The broker said that it was done.
    Acknowledged,
    /// The broker said that it was not done, and no earlier try may have been.
    Refused(KafkaError),
    /// It may have been done, now or later.
    Doubtful(KafkaError),
}

/// How an error answers a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was written, and nothing will be.
    Refused,
    /// Nothing was written, and it may be tried again.
    TryAgain,
    /// Nothing was sent, because of what was sent before it.
    HeldBack,
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
            ErrorCode::COORDINATOR_LOAD_IN_PROGRESS => Verdict::TryAgain,
            ErrorCode::PURGED_IN_QUEUE => Verdict::HeldBack,
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

/// How a change ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub groups: BTreeMap<GroupId, GroupOutcome>,
}

/// How a change of one group ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupOutcome {
    /// What became of the group itself, where it was to be deleted.
    pub removal: Option<Removal>,
    pub partitions: BTreeMap<TopicPartition, PartitionOutcome>,
}

/// How the deletion of a group ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    pub status: Status,
    pub error: Option<KafkaError>,
}

/// How a change of one partition ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionOutcome {
    pub before: Option<CommittedOffset>,
    pub requested: Option<CommittedOffset>,
    /// What stood there afterwards; an error where that could not be read.
    pub read_back: Result<Option<CommittedOffset>, KafkaError>,
    pub status: Status,
    pub error: Option<KafkaError>,
}

/// What can be said about one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Unchanged,
    Applied,
    Failed,
    Unknown,
}

/// What can be said about the whole change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverallResult {
    Applied,
    /// Nothing was to be written, or the brokers refused all of it.
    Unchanged,
    Partial,
    Unknown,
}

/// Judges one partition. `read_back` is what stood there afterwards.
pub fn judge(
    change: &Change,
    sent: Sent,
    read_back: Result<Option<CommittedOffset>, KafkaError>,
) -> PartitionOutcome {
    let stands = read_back
        .as_ref()
        .is_ok_and(|there| is_as_requested(there.as_ref(), change.after.as_ref()));
    let (status, error) = match (change.writes(), sent) {
        (false, _) => (Status::Unchanged, None),
        (true, Sent::NotSent) => (Status::Failed, Some(not_sent())),
        (true, Sent::Refused(error)) => (Status::Failed, Some(explained(error))),
        (true, Sent::Acknowledged | Sent::Doubtful(_)) if stands => (Status::Applied, None),
        (true, Sent::Doubtful(error)) => (Status::Unknown, Some(explained(error))),
        (true, Sent::Acknowledged) => (Status::Unknown, Some(disagreement(&read_back))),
    };
    PartitionOutcome {
        before: change.before.clone(),
        requested: change.after.clone(),
        read_back,
        status,
        error,
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
    Removal { status, error }
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

fn disagreement(read_back: &Result<Option<CommittedOffset>, KafkaError>) -> KafkaError {
    let message = match read_back {
        Ok(Some(there)) => format!("the broker took it, and now {} stands there", there.offset),
        Ok(None) => "the broker took it, and now there is no commit".to_owned(),
        Err(error) => format!("the broker took it, and reading it back failed: {error}"),
    };
    told(message)
}

impl Outcome {
    /// The outcome of a plan that writes nothing: everything stands as it was seen.
    pub fn nothing_to_do(plan: &Plan) -> Self {
        Outcome::unchanged(plan, |change| change.before.clone())
    }

    /// The outcome of a plan that was carried out before: everything stands where it puts it.
    pub fn carried_out_before(plan: &Plan) -> Self {
        Outcome::unchanged(plan, |change| change.after.clone())
    }

    fn unchanged(plan: &Plan, stands: fn(&Change) -> Option<CommittedOffset>) -> Self {
        let mut groups: BTreeMap<_, GroupOutcome> = BTreeMap::new();
        for (group, partition, change) in plan.changes() {
            let unchanged = PartitionOutcome {
                before: change.before.clone(),
                requested: change.after.clone(),
                read_back: Ok(stands(change)),
                status: Status::Unchanged,
                error: None,
            };
            groups
                .entry(group.id.clone())
                .or_default()
                .partitions
                .insert(partition.clone(), unchanged);
        }
        Outcome { groups }
    }

    pub fn partitions(
        &self,
    ) -> impl Iterator<Item = (&GroupId, &TopicPartition, &PartitionOutcome)> {
        self.groups.iter().flat_map(|(group, ended)| {
            ended
                .partitions
                .iter()
                .map(move |(partition, outcome)| (group, partition, outcome))
        })
    }

    /// The groups that were to be deleted.
    pub fn removals(&self) -> impl Iterator<Item = (&GroupId, &Removal)> {
        self.groups
            .iter()
            .filter_map(move |(id, ended)| Some((id, ended.removal.as_ref()?)))
    }

    /// Every error, of partitions and of groups.
    pub fn errors(&self) -> impl Iterator<Item = &KafkaError> {
        let rows = self
            .partitions()
            .filter_map(|(_, _, row)| row.error.as_ref());
        let groups = self
            .removals()
            .filter_map(|(_, removal)| removal.error.as_ref());
        rows.chain(groups)
    }

    /// How many partitions ended like this.
    pub fn count(&self, status: Status) -> usize {
        self.partitions()
            .filter(|(_, _, outcome)| outcome.status == status)
            .count()
    }

    /// Whether all that failed did so because somebody joined a group in the meantime.
    pub fn is_joined(&self) -> bool {
        let joined = [
            ErrorCode::UNKNOWN_MEMBER_ID,
            ErrorCode::GROUP_SUBSCRIBED_TO_TOPIC,
            ErrorCode::NON_EMPTY_GROUP,
        ];
        let mut sent = self
            .errors()
            .filter(|error| error.code != ErrorCode::PURGED_IN_QUEUE)
            .peekable();
        sent.peek().is_some() && sent.all(|error| joined.contains(&error.code))
    }

    pub fn result(&self) -> OverallResult {
        let [applied, failed, unknown] =
            [Status::Applied, Status::Failed, Status::Unknown].map(|status| {
                let removals = self
                    .removals()
                    .filter(|(_, removal)| removal.status == status);
                self.count(status) + removals.count()
            });
        match (applied, failed, unknown) {
            (_, _, 1..) => OverallResult::Unknown,
            (1.., 1.., 0) => OverallResult::Partial,
            (1.., 0, 0) => OverallResult::Applied,
            (0, _, 0) => OverallResult::Unchanged,
        }
    }
}

#[cfg(test)]
mod tests;
