use crate::model::{GroupId, KafkaError, PerPartition, TopicPartition};

use super::fault::{Effect, Hook, Written};
use super::world::Change;

/// All that the script holds for one call.
#[derive(Default)]
pub(super) struct Turn {
    pub(super) before: Vec<Hook>,
    pub(super) after: Vec<Hook>,
    pub(super) failure: Option<KafkaError>,
    pub(super) lost: Option<(KafkaError, Written)>,
    pub(super) cut_off: Option<(usize, KafkaError)>,
    pub(super) gaps: Vec<String>,
    partitions: Vec<(TopicPartition, KafkaError)>,
    groups: Vec<(GroupId, KafkaError)>,
    topics: Vec<(String, KafkaError)>,
}

impl Turn {
    pub(super) fn add(&mut self, effect: Effect) {
        match effect {
            Effect::Fail(error) => self.failure = Some(error),
            Effect::LoseAnswer(error, written) => self.lost = Some((error, written)),
            Effect::CutOff(answered, error) => self.cut_off = Some((answered, error)),
            Effect::AtPartition(partition, error) => self.partitions.push((partition, error)),
            Effect::AtGroup(group, error) => self.groups.push((group, error)),
            Effect::AtTopic(topic, error) => self.topics.push((topic, error)),
            Effect::Gap(why) => self.gaps.push(why),
            Effect::Before(hook) => self.before.push(hook),
            Effect::After(hook) => self.after.push(hook),
        }
    }

    pub(super) fn at_partition(&self, partition: &TopicPartition) -> Result<(), KafkaError> {
        scripted(&self.partitions, |at| at == partition)
    }

    pub(super) fn at_group(&self, group: &GroupId) -> Result<(), KafkaError> {
        scripted(&self.groups, |at| at == group)
    }

    pub(super) fn at_topic(&self, topic: &str) -> Result<(), KafkaError> {
        scripted(&self.topics, |at| at == topic)
    }

    /// Splits a change into what the script lets pass and the errors at the rest.
    pub(super) fn let_pass(&self, change: &Change) -> (Change, PerPartition<()>) {
        let asked = change.partitions().into_iter();
        let failed: PerPartition<()> = asked
            .map(|at| (at.clone(), self.at_partition(&at)))
            .filter(|(_, answer)| answer.is_err())
            .collect();
        (change.without(&failed), failed)
    }

    /// Puts the scripted errors over those of the answer's partitions that they name.
    pub(super) fn overlay<T>(&self, answer: &mut PerPartition<T>) {
        for (partition, error) in &self.partitions {
            if let Some(value) = answer.get_mut(partition) {
                *value = Err(error.clone());
            }
        }
    }
}

fn scripted<K>(
    errors: &[(K, KafkaError)],
    is_asked: impl Fn(&K) -> bool,
) -> Result<(), KafkaError> {
    match errors.iter().find(|(at, _)| is_asked(at)) {
        Some((_, error)) => Err(error.clone()),
        None => Ok(()),
    }
}
