//! The logs of the partitions in which groups stand.

use std::collections::{BTreeMap, BTreeSet};

use super::Observer;
use super::logs::ranges;
use crate::model::{ErrorCode, KafkaError, OffsetRange, PerTopic, Topic, TopicId, TopicPartition};

/// What is wanted of the logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Where they begin and end.
    Ranges,
    /// Of which topics they are.
    TopicIds,
}

/// The logs of the partitions in which groups stand.
pub(super) struct Logs {
    topics: PerTopic<Topic>,
    ranges: Told,
}

impl Logs {
    /// Reads what is wanted of all partitions that exist, with all look-ups under way at once.
    pub(super) fn read(
        observer: Observer<'_>,
        topics: PerTopic<Topic>,
        partitions: &BTreeSet<TopicPartition>,
        wanted: Wanted,
    ) -> Result<Self, KafkaError> {
        let (there, gone) = split(&topics, partitions);
        let mut ranges = gone;
        if !there.is_empty() && wanted == Wanted::Ranges {
            ranges.extend(read_ranges(observer, &there)?);
        }
        Ok(Logs { topics, ranges })
    }

    pub(super) fn topic_id(&self, at: &TopicPartition) -> Option<TopicId> {
        self.topics.get(&at.topic)?.as_ref().ok()?.id.clone()
    }

    pub(super) fn range(&self, at: &TopicPartition) -> Result<OffsetRange, String> {
        let range = self.ranges.get(at).cloned();
        range.unwrap_or_else(|| Err("not read".to_owned()))
    }

    /// Reads the ranges of partitions once more.
    pub(super) fn read_again(
        &mut self,
        observer: Observer<'_>,
        partitions: &BTreeSet<TopicPartition>,
    ) -> Result<(), KafkaError> {
        self.ranges.extend(read_ranges(observer, partitions)?);
        Ok(())
    }

    /// Whether it is known that there is no such partition.
    pub(super) fn is_gone(&self, at: &TopicPartition) -> bool {
        match self.topics.get(&at.topic) {
            Some(Ok(topic)) => !topic.partitions.contains(&at.partition),
            Some(Err(error)) => error.code == ErrorCode::UNKNOWN_TOPIC_OR_PARTITION,
            None => false,
        }
    }
}

type Told = BTreeMap<TopicPartition, Result<OffsetRange, String>>;

/// Sets apart what cannot be looked up: commits may outlive their topic for a while.
fn split(
    topics: &PerTopic<Topic>,
    partitions: &BTreeSet<TopicPartition>,
) -> (BTreeSet<TopicPartition>, Told) {
    let mut there = BTreeSet::new();
    let mut gone = BTreeMap::new();
    for at in partitions {
        let missing = match topics.get(&at.topic) {
            Some(Ok(topic)) if topic.partitions.contains(&at.partition) => None,
            Some(Ok(_)) => Some("the topic has no such partition".to_owned()),
            Some(Err(error)) if error.code == ErrorCode::UNKNOWN_TOPIC_OR_PARTITION => {
                Some("the topic does not exist".to_owned())
            }
            Some(Err(error)) => Some(error.to_string()),
            None => Some("the topic was not described".to_owned()),
        };
        match missing {
            None => drop(there.insert(at.clone())),
            Some(why) => drop(gone.insert(at.clone(), Err(why))),
        }
    }
    (there, gone)
}

fn read_ranges(
    observer: Observer<'_>,
    partitions: &BTreeSet<TopicPartition>,
) -> Result<Told, KafkaError> {
    let read = ranges(observer, partitions)?;
    let kept = |range: Result<OffsetRange, KafkaError>| {
        range.map(without_epochs).map_err(|error| error.to_string())
    };
    Ok(read
        .into_iter()
        .map(|(at, range)| (at, kept(range)))
        .collect())
}

/// A snapshot keeps no epochs of the logs.
fn without_epochs(range: OffsetRange) -> OffsetRange {
    OffsetRange {
        log_start_epoch: None,
        end_epoch: None,
        ..range
    }
}
