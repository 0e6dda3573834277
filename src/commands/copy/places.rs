//! Which partition's commit goes where.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::model::{TopicName, TopicPartition};

/// Each partition that is written, with the one whose commit it gets.
pub(super) type Places = BTreeMap<TopicPartition, TopicPartition>;

/// Takes each partition to the one of its number in the topic that its own is mapped to.
///
/// # Errors
/// Usage: two partitions that go to the same one. Refused: a topic that is mapped and not copied.
pub(super) fn places(
    partitions: BTreeSet<TopicPartition>,
    mapped: &BTreeMap<&TopicName, &TopicName>,
) -> Result<Places, Error> {
    let copied = |topic: &TopicName| partitions.iter().any(|at| at.topic == *topic);
    if let Some((old, new)) = mapped.iter().find(|(old, _)| !copied(old)) {
        return Err(Error::refused(format!(
            "--topic-map {old}={new}: topic {old} is none of those that are copied"
        )));
    }
    let mut places = Places::new();
    for from in partitions {
        let topic = mapped.get(&from.topic).copied().unwrap_or(&from.topic);
        let to = TopicPartition::new(topic.clone(), from.partition);
        if let Some(other) = places.insert(to.clone(), from.clone()) {
            return Err(Error::usage(format!(
                "{other} and {from} would both go to {to}"
            )));
        }
    }
    Ok(places)
}
