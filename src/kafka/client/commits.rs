//! `OffsetFetch`: one request for each group.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::exchange::Sending;
use super::flow::Attempt;
use super::groups::GROUPS_AT_ONCE;
use super::patience::Lost;
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::native::{Api, Event, OFFSET_INVALID, PartitionList, PartitionView, error_of};
use crate::kafka::{CommitsOf, OnCommits, Stability};
use crate::model::{
    CommittedOffset, ErrorCode, GroupId, KafkaError, NegativeOffset, Offset, StoredCommit,
    StoredCommits, TopicName, TopicPartition,
};

impl Session {
    pub(super) fn read_commits(
        &self,
        of: CommitsOf<'_>,
        stability: Stability,
        deadline: &Deadline,
        on_commits: OnCommits<'_>,
    ) -> Result<(), KafkaError> {
        let groups = of.groups().into_iter().cloned().collect();
        let lost = self.insist(groups, deadline, &mut |session, groups, deadline| {
            session.fetch(of, groups, stability, deadline, &mut *on_commits)
        })?;
        for (group, error) in lost {
            on_commits(group, Err(error));
        }
        Ok(())
    }

    /// Returns the groups that were asked of the wrong broker to the end.
    fn fetch(
        &self,
        of: CommitsOf<'_>,
        groups: Vec<GroupId>,
        stability: Stability,
        deadline: &Deadline,
        on_commits: OnCommits<'_>,
    ) -> Lost<GroupId> {
        self.meet(deadline)?;
        let works = self.for_coordinators(groups);
        let mut lost = Vec::new();
        let send = |group: &GroupId, sending: &Sending<'_>| {
            let is_stable = stability != Stability::Any;
            let options = sending.options()?.require_stable(is_stable)?;
            let only = of.partitions(group).map(list);
            sending
                .handle
                .fetch_commits(group.as_str(), only.as_ref(), &options, sending.queue)
        };
        let on_answer = |group: GroupId,
                         event: Result<&Event<'_>, KafkaError>,
                         attempt: &Attempt| {
            let commits = event.and_then(|event| commits(event, Asked::about(of, &group)));
            let is_told = |code| {
                stability == Stability::RequiredNow && code == ErrorCode::UNSTABLE_OFFSET_COMMIT
            };
            let passing = |error: &KafkaError| !is_told(error.code) && attempt.may_mend(error.code);
            match commits {
                Err(error) if passing(&error) => return Some(group),
                Err(error) if error.code == ErrorCode::NOT_COORDINATOR => lost.push((group, error)),
                Ok(commits)
                    if commits
                        .values()
                        .any(|commit| commit.as_ref().is_err_and(passing)) =>
                {
                    return Some(group);
                }
                commits => on_commits(group, commits),
            }
            None
        };
        self.exchange_with(
            Api::FetchCommits,
            works,
            GROUPS_AT_ONCE,
            deadline,
            send,
            on_answer,
        )?;
        Ok(lost)
    }
}

fn list(partitions: &BTreeSet<TopicPartition>) -> PartitionList {
    let mut list = PartitionList::with_capacity(partitions.len());
    for at in partitions {
        list.add(at, 0);
    }
    list
}

/// What an answer without an offset means: it depends on what was asked for.
#[derive(Clone, Copy, PartialEq)]
enum Asked {
    /// All partitions, of which a broker names those that have something stored.
    ForAll,
    /// Partitions, each of which a broker names.
    ByName,
}

impl Asked {
    fn about(of: CommitsOf<'_>, group: &GroupId) -> Self {
        if of.partitions(group).is_some() {
            Asked::ByName
        } else {
            Asked::ForAll
        }
    }
}

fn commits(event: &Event<'_>, asked: Asked) -> Result<StoredCommits, KafkaError> {
    let mut commits = StoredCommits::new();
    let mut topic: TopicName = Arc::from("");
    for view in event.fetched_commits()? {
        let name = view.topic();
        if *topic != *name {
            topic = TopicName::from(name);
        }
        if let Some(commit) = commit(view, asked).transpose() {
            commits.insert(TopicPartition::new(topic.clone(), view.partition()), commit);
        }
    }
    Ok(commits)
}

fn commit(view: PartitionView<'_>, asked: Asked) -> Result<Option<StoredCommit>, KafkaError> {
    if view.code() != 0 {
        return Err(error_of(view.code()));
    }
    let Some(offset) = Offset::new(view.offset()) else {
        let negative = negative(view.offset(), asked);
        return Ok(negative.map(StoredCommit::Negative));
    };
    let metadata = std::str::from_utf8(view.metadata()).map_err(|_| {
        let message = "the commit's metadata is not UTF-8, and could not be restored";
        KafkaError::new(ErrorCode::BAD_MESSAGE, message)
    })?;
    Ok(Some(StoredCommit::Offset(CommittedOffset {
        offset,
        leader_epoch: Some(view.leader_epoch()).filter(|epoch| *epoch >= 0),
        metadata: Some(metadata.to_owned()).filter(|metadata| !metadata.is_empty()),
    })))
}

/// What is stored where the answer holds no offset; `None` where it is no commit. librdkafka 2.12.1 writes
/// [`OFFSET_INVALID`] for -1 (`rd_kafka_handle_OffsetFetch`) and leaves other numbers as they are.
fn negative(told: i64, asked: Asked) -> Option<NegativeOffset> {
    match (told, asked) {
        (OFFSET_INVALID, Asked::ByName) => None,
        (OFFSET_INVALID, Asked::ForAll) => NegativeOffset::new(-1),
        (told, _) => NegativeOffset::new(told),
    }
}
