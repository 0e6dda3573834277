//! What `koffset range` reads: the ends of logs, and what else is looked up in them.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::check_known;
use super::observer::unanswered;
use super::{Observer, SelectedTopics, logs};
use crate::error::Error;
use crate::kafka::{CommitsOf, OffsetQuery, Stability};
use crate::model::{
    ErrorCode, GroupId, Isolation, KafkaError, ListedOffset, Offset, OffsetSpec, PerPartition,
    RangeRow, Ranges, StoredCommits, TopicName, TopicPartition,
};

/// The partitions that a range is about.
#[derive(Debug, Default)]
pub struct RangeScope {
    pub(super) partitions: BTreeSet<TopicPartition>,
    /// Those of which it is known before any look-up that it would fail.
    pub(super) missing: BTreeMap<TopicPartition, KafkaError>,
}

impl RangeScope {
    pub fn is_empty(&self) -> bool {
        self.partitions.is_empty() && self.missing.is_empty()
    }
}

impl From<SelectedTopics> for RangeScope {
    fn from(selected: SelectedTopics) -> Self {
        RangeScope {
            partitions: selected.partitions,
            missing: BTreeMap::new(),
        }
    }
}

/// All partitions of the topics in which a group has commits. A commit whose partition is gone stays in
/// view as one that cannot be read.
pub fn range_of_group(group: &GroupId, observer: Observer<'_>) -> Result<RangeScope, Error> {
    let commits = commits(group, observer)?;
    if commits.is_empty() {
        refuse_unknown(group, observer)?;
        return Ok(RangeScope::default());
    }
    let names: BTreeSet<TopicName> = commits.keys().map(|at| at.topic.clone()).collect();
    let topics = observer.cluster.topics(&names, observer.deadline)?;
    let found = topics.values().flatten();
    let partitions: BTreeSet<_> = found.flat_map(|topic| topic.topic_partitions()).collect();
    let gone = commits.into_keys().filter(|at| !partitions.contains(at));
    let missing = gone
        .map(|at| {
            let error = match topics.get(&at.topic) {
                Some(Err(error)) => error.clone(),
                _ => KafkaError::new(
                    ErrorCode::UNKNOWN_TOPIC_OR_PARTITION,
                    "the topic has no such partition",
                ),
            };
            (at, error)
        })
        .collect();
    Ok(RangeScope {
        partitions,
        missing,
    })
}

fn commits(group: &GroupId, observer: Observer<'_>) -> Result<StoredCommits, Error> {
    let ids = BTreeSet::from([group.clone()]);
    let mut answer = None;
    observer.cluster.commits(
        CommitsOf::Groups(&ids),
        Stability::Any,
        observer.deadline,
        &mut |_, commits| {
            answer = Some(commits);
        },
    )?;
    let none = || {
        KafkaError::new(
            ErrorCode::BAD_MESSAGE,
            "the group's commits are not in the answer",
        )
    };
    let commits = answer.unwrap_or_else(|| Err(none()));
    commits.map_err(|error| Error::from(error).context(format!("group {group}")))
}

/// Refuses a group that the cluster does not know. One of another type is known, and has no commits.
fn refuse_unknown(group: &GroupId, observer: Observer<'_>) -> Result<(), Error> {
    let ids = BTreeSet::from([group.clone()]);
    let mut described = observer.cluster.describe_groups(&ids, observer.deadline)?;
    let described = described.remove(group).unwrap_or_else(|| Err(unanswered()));
    let described =
        described.map_err(|error| Error::from(error).context(format!("group {group}")))?;
    check_known(described.is_dead().then_some(group), observer)
}

type Answer = PerPartition<Option<ListedOffset>>;

/// Looks everything up at once: both ends, the last stable offset, and what else is asked for.
///
/// # Errors
/// Where nothing could be learnt; what concerns one partition stands in its row.
pub fn range(
    scope: &RangeScope,
    specs: Vec<OffsetSpec>,
    observer: Observer<'_>,
) -> Result<Ranges, Error> {
    let partitions = &scope.partitions;
    let others = specs.iter().map(|spec| OffsetQuery {
        spec: *spec,
        isolation: Isolation::ReadUncommitted,
        partitions,
    });
    let queries: Vec<_> = logs::both_ends(partitions)
        .into_iter()
        .chain(others)
        .collect();
    let mut answers = if scope.partitions.is_empty() {
        Vec::new()
    } else {
        observer.cluster.list_offsets(&queries, observer.deadline)?
    };
    answers.resize_with(queries.len(), Answer::new);
    let mut rows: Vec<RangeRow> = scope
        .partitions
        .iter()
        .map(|partition| row(partition, &mut answers))
        .collect();
    let missing = scope.missing.iter();
    rows.extend(missing.map(|(partition, error)| {
        RangeRow::unreadable(partition.clone(), specs.len(), error.clone())
    }));
    rows.sort_by(|a, b| a.partition.cmp(&b.partition));
    Ok(Ranges { specs, rows })
}

/// What each query answered for one partition.
fn row(partition: &TopicPartition, answers: &mut [Answer]) -> RangeRow {
    let queries = answers.len();
    let mut answer = |query: usize| {
        let found = answers[query].remove(partition);
        found.unwrap_or_else(|| Err(no_answer()))
    };
    RangeRow {
        partition: partition.clone(),
        earliest: end(answer(0)),
        latest: end(answer(1)),
        last_stable: end(answer(2)),
        at: (3..queries).map(answer).collect(),
    }
}

/// A log always has its ends.
fn end(found: Result<Option<ListedOffset>, KafkaError>) -> Result<Offset, KafkaError> {
    found?.map(|found| found.offset).ok_or_else(no_answer)
}

fn no_answer() -> KafkaError {
    KafkaError::new(ErrorCode::BAD_MESSAGE, "the broker gave no offset")
}
