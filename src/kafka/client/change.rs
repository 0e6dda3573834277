//! What changes a group, each request sent once; `OffsetCommit` and `OffsetDelete`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::connection::Client;
use super::exchange::Sending;
use super::flow::Attempt;
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::ChangeGroups;
use crate::kafka::native::{Api, Event, PartitionList, PartitionView, error_of};
use crate::model::{
    CommittedOffset, ErrorCode, GroupId, KafkaError, PerGroup, PerPartition, PerTopic, TopicName,
    TopicPartition,
};

/// The most bytes of keys and metadata in one request: the broker writes them as one batch, and takes none
/// above `max.message.bytes`, about 1 MB.
const REQUEST_BYTES: usize = 500_000;

/// What a commit takes beside its names and metadata: versions, lengths, numbers, the batch's own fields.
const FIXED_BYTES: usize = 64;

impl ChangeGroups for Client {
    fn make_ready(&self, deadline: &Deadline) -> Result<(), KafkaError> {
        self.session(deadline).meet(deadline)
    }

    fn commit(
        &self,
        group: &GroupId,
        offsets: &BTreeMap<TopicPartition, CommittedOffset>,
        deadline: &Deadline,
    ) -> PerPartition<()> {
        let keys = offsets.iter().map(|(at, commit)| {
            let metadata = commit.metadata.as_ref().map_or(0, String::len);
            (at, metadata)
        });
        self.in_parts(
            Api::Commit,
            split(group, keys),
            deadline,
            |part, sending| {
                let mut list = PartitionList::with_capacity(part.len());
                for at in part {
                    let commit = &offsets[at];
                    if let Some(added) = list.add(at, commit.offset.get()) {
                        added
                            .leader_epoch(commit.leader_epoch)
                            .metadata(
                                sending.handle,
                                commit.metadata.as_deref().unwrap_or_default(),
                            )
                            .unanswered(ErrorCode::BAD_MESSAGE.0);
                    }
                }
                let options = sending.options()?;
                sending
                    .handle
                    .commit(group.as_str(), &list, &options, sending.queue)
            },
            |event| Ok(outcomes(event.committed()?)),
        )
    }

    fn delete_commits(
        &self,
        group: &GroupId,
        partitions: &BTreeSet<TopicPartition>,
        deadline: &Deadline,
    ) -> PerPartition<()> {
        let keys = partitions.iter().map(|at| (at, 0));
        self.in_parts(
            Api::DeleteCommits,
            split(group, keys),
            deadline,
            |part, sending| {
                let mut list = PartitionList::with_capacity(part.len());
                for at in part {
                    list.add(at, 0);
                }
                let options = sending.options()?;
                sending
                    .handle
                    .delete_commits(group.as_str(), &list, &options, sending.queue)
            },
            |event| Ok(outcomes(event.deleted_commits()?)),
        )
    }

    fn delete_groups(&self, groups: &BTreeSet<GroupId>, deadline: &Deadline) -> PerGroup<()> {
        let session = self.session(deadline);
        let answers = session.remove_groups(groups, deadline);
        self.retire_after(&session, answers.values());
        answers
    }

    fn may_delete_commits(
        &self,
        group: &GroupId,
        topics: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<()>, KafkaError> {
        self.session(deadline)
            .may_remove_commits(group, topics, deadline)
    }
}

type Outcome = Result<PerPartition<()>, KafkaError>;

impl Client {
    /// Sends one part after the other, and none after a part of which nothing was taken.
    fn in_parts(
        &self,
        api: Api,
        parts: Vec<Vec<&TopicPartition>>,
        deadline: &Deadline,
        send: impl Fn(&[&TopicPartition], &Sending<'_>) -> Result<(), KafkaError>,
        read: impl Fn(&Event<'_>) -> Outcome,
    ) -> PerPartition<()> {
        let session = self.session(deadline);
        let mut all = PerPartition::new();
        let mut stopped = session.meet(deadline).err().map(not_sent);
        for part in parts {
            let outcome = match &stopped {
                Some(error) => Err(error.clone()),
                None => session.send_part(api, &part, deadline, &send, &read),
            };
            let answered = answered(&part, outcome);
            self.retire_after(&session, answered.values());
            if stopped.is_none() && answered.values().all(Result::is_err) {
                let mut errors = answered
                    .values()
                    .filter_map(|outcome| outcome.clone().err());
                stopped = errors.next().map(not_sent);
            }
            all.extend(answered);
        }
        all
    }

    /// Ends a session that these answers have shown to be spent.
    fn retire_after<'a>(
        &self,
        session: &Arc<Session>,
        answers: impl Iterator<Item = &'a Result<(), KafkaError>>,
    ) {
        let mut errors = answers.filter_map(|answer| answer.as_ref().err());
        if errors.any(|error| given_up(error.code) || outdated(error.code)) {
            self.retire(session);
        }
    }
}

impl Session {
    fn send_part(
        &self,
        api: Api,
        part: &[&TopicPartition],
        deadline: &Deadline,
        send: impl Fn(&[&TopicPartition], &Sending<'_>) -> Result<(), KafkaError>,
        read: impl Fn(&Event<'_>) -> Outcome,
    ) -> Outcome {
        let mut outcome = Err(error_of(ErrorCode::BAD_MESSAGE.0));
        let on_answer = |(), event: Result<&Event<'_>, KafkaError>, _: &Attempt| {
            outcome = event.and_then(&read);
            None
        };
        let send = |(): &(), sending: &Sending<'_>| send(part, sending);
        self.exchange(api, vec![()], 1, deadline, send, on_answer)?;
        outcome
    }
}

/// Whether the request was no longer waited for, so that librdkafka may still have it.
fn given_up(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::TIMED_OUT | ErrorCode::INTERRUPTED)
}

/// Whether librdkafka asked the wrong broker, which it would do again: it remembers a group's coordinator
/// for a quarter of an hour, whatever the broker says.
fn outdated(code: ErrorCode) -> bool {
    code == ErrorCode::NOT_COORDINATOR
}

/// Says that a request was held back, and why.
pub(super) fn not_sent(why: KafkaError) -> KafkaError {
    KafkaError::new(ErrorCode::PURGED_IN_QUEUE, format!("not sent: {why}"))
}

/// Gives each partition that was asked for its own outcome.
fn answered(part: &[&TopicPartition], outcome: Outcome) -> PerPartition<()> {
    let outcome_of = |at: &TopicPartition| match &outcome {
        Ok(outcomes) => outcomes
            .get(at)
            .cloned()
            .unwrap_or_else(|| Err(error_of(ErrorCode::BAD_MESSAGE.0))),
        Err(error) => Err(error.clone()),
    };
    part.iter()
        .map(|at| ((*at).clone(), outcome_of(at)))
        .collect()
}

fn outcomes<'e>(partitions: impl Iterator<Item = PartitionView<'e>>) -> PerPartition<()> {
    partitions
        .map(|view| {
            let outcome = match view.code() {
                0 => Ok(()),
                code => Err(error_of(code)),
            };
            (TopicPartition::new(view.topic(), view.partition()), outcome)
        })
        .collect()
}

/// Divides partitions, each with the length of its metadata, into requests that a broker takes.
fn split<'p>(
    group: &GroupId,
    keys: impl Iterator<Item = (&'p TopicPartition, usize)>,
) -> Vec<Vec<&'p TopicPartition>> {
    let mut parts: Vec<Vec<_>> = Vec::new();
    let mut room = 0;
    for (at, metadata) in keys {
        let bytes = FIXED_BYTES + group.as_str().len() + at.topic.len() + metadata;
        match parts.last_mut() {
            Some(part) if bytes <= room => {
                room -= bytes;
                part.push(at);
            }
            _ => {
                room = REQUEST_BYTES.saturating_sub(bytes);
                parts.push(vec![at]);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(partitions: i32, metadata: usize) -> Vec<usize> {
        let all: Vec<_> = (0..partitions)
            .map(|number| TopicPartition::new("orders", number))
            .collect();
        let keys = all.iter().map(|at| (at, metadata));
        split(&GroupId::new("billing"), keys)
            .iter()
            .map(Vec::len)
            .collect()
    }

    #[test]
    fn a_commit_that_fits_is_one_request() {
        assert_eq!(sizes(5_000, 0), [5_000]);
        assert!(sizes(0, 0).is_empty());
    }

    #[test]
    fn a_commit_with_much_metadata_is_split_below_500_kb() {
        let parts = sizes(1_000, 4_096);
        assert_eq!(parts.iter().sum::<usize>(), 1_000);
        assert!(parts.iter().all(|part| part * 4_096 < REQUEST_BYTES));
        assert_eq!(parts.len(), 9);
    }

    #[test]
    fn metadata_beyond_the_limit_goes_alone_for_the_broker_to_refuse() {
        assert_eq!(sizes(3, 600_000), [1, 1, 1]);
    }

    #[test]
    fn a_partition_that_an_answer_leaves_out_is_an_error() {
        let (here, gone) = (
            TopicPartition::new("orders", 0),
            TopicPartition::new("orders", 1),
        );
        let outcome = Ok(PerPartition::from([(here.clone(), Ok(()))]));
        let all = answered(&[&here, &gone], outcome);
        assert_eq!(all[&here], Ok(()));
        assert_eq!(
            all[&gone].as_ref().unwrap_err().code,
            ErrorCode::BAD_MESSAGE
        );
    }
}
