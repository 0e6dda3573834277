//! Sorting look-ups by who answers them: a leader that does not answer keeps no other's answer back.

use std::collections::{BTreeMap, BTreeSet};

use super::brokers::{Addressee, nobody};
use super::offsets::{Answer, Lookup, PARTITIONS_PER_REQUEST};
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::native::error_of;
use crate::model::{ErrorCode, KafkaError, PerTopic, Topic, TopicPartition};

/// What can be asked, each of one leader, and what has no leader.
type Sorted = (Vec<(Lookup, Addressee)>, Vec<Lookup>);

impl Session {
    /// Splits look-ups into those for one leader each and those that have none at the moment. What is not there
    /// is answered so.
    pub(super) fn by_leader(
        &self,
        lookups: Vec<Lookup>,
        answers: &mut [Answer],
        deadline: &Deadline,
    ) -> Result<Sorted, KafkaError> {
        let unknown = self.learn_leaders(&lookups, deadline)?;
        let brokers = self.brokers();
        let (mut led, mut leaderless) = (Vec::new(), Vec::new());
        for lookup in lookups {
            let part = |wanted| Lookup { wanted, ..lookup };
            let mut by_broker: BTreeMap<i32, (Addressee, Vec<_>)> = BTreeMap::new();
            let mut without = Vec::new();
            for (at, wanted) in lookup.wanted {
                match brokers.leader(&at) {
                    Some(Addressee::Broker(broker)) => {
                        let id = broker.id;
                        let of_broker = by_broker.entry(id);
                        let of_broker =
                            of_broker.or_insert_with(|| (Addressee::Broker(broker), Vec::new()));
                        of_broker.1.push((at, wanted));
                    }
                    Some(_) => without.push((at, wanted)),
                    None => {
                        let error = missing(&unknown, &at);
                        answers[lookup.question].insert(at, Err(error));
                    }
                }
            }
            for (leader, wanted) in by_broker.into_values() {
                let parts = wanted.chunks(PARTITIONS_PER_REQUEST);
                led.extend(parts.map(|wanted| (part(wanted.to_vec()), leader.clone())));
            }
            if !without.is_empty() {
                leaderless.push(part(without));
            }
        }
        Ok((led, leaderless))
    }

    /// Describes the topics of which no leaders are known.
    fn learn_leaders(
        &self,
        lookups: &[Lookup],
        deadline: &Deadline,
    ) -> Result<PerTopic<Topic>, KafkaError> {
        let wanted = lookups.iter().flat_map(|lookup| &lookup.wanted);
        let topics: BTreeSet<_> = wanted.map(|(at, _)| &at.topic).collect();
        let now = deadline.clock().instant();
        let brokers = self.brokers();
        let unknown: BTreeSet<_> = topics
            .into_iter()
            .filter(|topic| !brokers.knows_leaders(topic, now))
            .cloned()
            .collect();
        drop(brokers);
        if unknown.is_empty() {
            Ok(PerTopic::new())
        } else {
            self.describe_topics(&unknown, deadline)
        }
    }

    pub(super) fn forget_leaders(&self, lookups: &[Lookup]) {
        let mut brokers = self.brokers();
        for (at, _) in lookups.iter().flat_map(|lookup| &lookup.wanted) {
            brokers.forget_leaders(&at.topic);
        }
    }

    /// Says of what has no leader why.
    pub(super) fn give_up_leaderless(&self, lookups: Vec<Lookup>, answers: &mut [Answer]) {
        let brokers = self.brokers();
        for lookup in lookups {
            for (at, _) in lookup.wanted {
                let error = match brokers.leader(&at) {
                    Some(Addressee::Nobody { missing }) => nobody(&missing),
                    _ => nobody(&[]),
                };
                answers[lookup.question].insert(at, Err(error));
            }
        }
    }
}

fn missing(topics: &PerTopic<Topic>, at: &TopicPartition) -> KafkaError {
    match topics.get(&at.topic) {
        Some(Err(error)) => error.clone(),
        _ => error_of(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION.0),
    }
}
