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
        let send = |sending: &Sending<'_>| {
            let mut list = PartitionList::with_capacity(offsets.len());
            for (at, commit) in offsets {
                if let Some(added) = list.add(at, commit.offset.get()) {
                    let metadata = commit.metadata.as_deref().unwrap_or_default();
                    added
                        .leader_epoch(commit.leader_epoch)
                        .metadata(sending.handle, metadata)
                        .unanswered(ErrorCode::BAD_MESSAGE.0);
                }
            }
            let options = sending.options()?;
            let (handle, queue) = (sending.handle, sending.queue);
            handle.commit(group.as_str(), &list, &options, queue)
        };
        let read = |event: &Event<'_>| Ok(outcomes(event.committed()?));
        self.send_once(Api::Commit, offsets.keys(), deadline, &send, &read)
    }

    fn delete_commits(
        &self,
        group: &GroupId,
        partitions: &BTreeSet<TopicPartition>,
        deadline: &Deadline,
    ) -> PerPartition<()> {
        let send = |sending: &Sending<'_>| {
            let mut list = PartitionList::with_capacity(partitions.len());
            for at in partitions {
                list.add(at, 0);
            }
            let options = sending.options()?;
            let (handle, queue) = (sending.handle, sending.queue);
            handle.delete_commits(group.as_str(), &list, &options, queue)
        };
        let read = |event: &Event<'_>| Ok(outcomes(event.deleted_commits()?));
        self.send_once(
            Api::DeleteCommits,
            partitions.iter(),
            deadline,
            &send,
            &read,
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
    /// Sends one request, and gives each partition that it names its own outcome.
    fn send_once<'a>(
        &self,
        api: Api,
        partitions: impl Iterator<Item = &'a TopicPartition>,
        deadline: &Deadline,
        send: &dyn Fn(&Sending<'_>) -> Result<(), KafkaError>,
        read: &dyn Fn(&Event<'_>) -> Outcome,
    ) -> PerPartition<()> {
        let session = self.session(deadline);
        let ready = session.meet(deadline).map_err(not_sent);
        let outcome = ready.and_then(|()| session.send_once(api, deadline, send, read));
        let answers = answered(partitions, &outcome);
        self.retire_after(&session, answers.values());
        answers
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
    fn send_once(
        &self,
        api: Api,
        deadline: &Deadline,
        send: &dyn Fn(&Sending<'_>) -> Result<(), KafkaError>,
        read: &dyn Fn(&Event<'_>) -> Outcome,
    ) -> Outcome {
        let mut outcome = Err(error_of(ErrorCode::BAD_MESSAGE.0));
        let on_answer = |(), event: Result<&Event<'_>, KafkaError>, _: &Attempt| {
            outcome = event.and_then(read);
            None
        };
        let send = |(): &(), sending: &Sending<'_>| send(sending);
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

fn answered<'a>(
    partitions: impl Iterator<Item = &'a TopicPartition>,
    outcome: &Outcome,
) -> PerPartition<()> {
    let outcome_of = |at: &TopicPartition| {
        let answers = outcome.as_ref().map_err(Clone::clone)?;
        let answer = answers.get(at).cloned();
        answer.unwrap_or_else(|| Err(error_of(ErrorCode::BAD_MESSAGE.0)))
    };
    partitions.map(|at| (at.clone(), outcome_of(at))).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_that_an_answer_leaves_out_is_an_error() {
        let (here, gone) = (
            TopicPartition::new("orders", 0),
            TopicPartition::new("orders", 1),
        );
        let outcome = Ok(PerPartition::from([(here.clone(), Ok(()))]));
        let all = answered([&here, &gone].into_iter(), &outcome);
        assert_eq!(all[&here], Ok(()));
        assert_eq!(
            all[&gone].as_ref().unwrap_err().code,
            ErrorCode::BAD_MESSAGE
        );
    }
}
