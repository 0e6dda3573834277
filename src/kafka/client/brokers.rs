//! Which broker is to answer what, and which does not.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::kafka::native::{Broker, PartitionInfoView, TopicView, error_of};
use crate::model::{ErrorCode, GroupId, KafkaError, TopicName, TopicPartition};

/// The topic whose partitions' leaders are the coordinators of groups.
pub(super) const COORDINATORS: &str = "__consumer_offsets";

/// How long a broker that was given up is asked nothing: the rest of a command does not wait for it again,
/// and whoever watches sees it come back.
const LOST_FOR: Duration = Duration::from_secs(10);

/// Who is to answer a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Addressee {
    /// Whom librdkafka finds.
    Anyone,
    Broker(Arc<Broker>),
    /// No broker has what it is about; these, which the cluster does not have at the moment, may.
    Nobody {
        missing: Vec<i32>,
    },
}

/// What is known of the brokers of a cluster.
#[derive(Default)]
pub(super) struct Brokers {
    known: BTreeMap<i32, Arc<Broker>>,
    leaders: HashMap<TopicName, BTreeMap<i32, Addressee>>,
    /// Whether the coordinators were asked for; they need not have been told.
    asked_for_coordinators: bool,
    /// When each was given up, and what was said then.
    lost: BTreeMap<i32, (Instant, KafkaError)>,
}

impl Brokers {
    fn note(&mut self, broker: Broker) -> Arc<Broker> {
        let entry = self.known.entry(broker.id);
        let known = entry.or_insert_with(|| Arc::new(broker.clone()));
        if **known != broker {
            *known = Arc::new(broker);
        }
        Arc::clone(known)
    }

    /// Replaces what was known with the brokers of an answer.
    pub(super) fn note_all(&mut self, found: Vec<Broker>) {
        let ids: BTreeSet<i32> = found.iter().map(|broker| broker.id).collect();
        self.known.retain(|id, _| ids.contains(id));
        for broker in found {
            self.note(broker);
        }
    }

    pub(super) fn all(&self) -> Vec<Arc<Broker>> {
        self.known.values().cloned().collect()
    }

    pub(super) fn note_leaders(&mut self, topic: TopicView<'_>) {
        let mut leader = |info: &PartitionInfoView<'_>| match info.leader() {
            Some(broker) => Addressee::Broker(self.note(broker)),
            None => Addressee::Nobody {
                missing: info.missing_replicas(),
            },
        };
        let partitions = topic.partitions();
        let leaders = partitions
            .map(|info| (info.number(), leader(&info)))
            .collect();
        self.leaders.insert(TopicName::from(topic.name()), leaders);
    }

    /// The leader of a partition; `None` where the topic was not described, or has no such partition.
    pub(super) fn leader(&self, at: &TopicPartition) -> Option<Addressee> {
        self.leaders.get(&at.topic)?.get(&at.partition).cloned()
    }

    /// Whether the leaders of a topic need not be asked for: they are known, and none was waited for in vain.
    pub(super) fn knows_leaders(&self, topic: &TopicName, now: Instant) -> bool {
        let is_lost = |leader: &Addressee| match leader {
            Addressee::Broker(broker) => self.lost(broker, now).is_some(),
            _ => false,
        };
        let leaders = self.leaders.get(topic);
        leaders.is_some_and(|leaders| !leaders.values().any(is_lost))
    }

    pub(super) fn forget_leaders(&mut self, topic: &str) {
        self.leaders.remove(topic);
    }

    /// Notes that the coordinators are asked for, and tells whether they were already and all are there.
    pub(super) fn ask_for_coordinators(&mut self) -> bool {
        mem::replace(&mut self.asked_for_coordinators, true) && self.uncoordinated().is_none()
    }

    /// Why groups may be in no broker's listing: those of a coordinator that the cluster does not have.
    pub(super) fn uncoordinated(&self) -> Option<KafkaError> {
        let leaders = self.leaders.get(COORDINATORS)?.values();
        let missing_of = |leader: &Addressee| match leader {
            Addressee::Nobody { missing } => Some(missing.clone()),
            Addressee::Broker(broker) if !self.known.contains_key(&broker.id) => {
                Some(vec![broker.id])
            }
            _ => None,
        };
        let missing: Vec<_> = leaders.filter_map(missing_of).collect();
        if missing.is_empty() {
            return None;
        }
        let ids: BTreeSet<i32> = missing.into_iter().flatten().collect();
        Some(nobody(&Vec::from_iter(ids)))
    }

    /// The group's coordinator, which leads the partition of its offsets (Kafka's
    /// `GroupCoordinatorService.partitionFor`). A service that is not Apache Kafka may have another rule: only
    /// whom to wait for is taken from it.
    pub(super) fn coordinator(&self, group: &GroupId) -> Addressee {
        let Some(partitions) = self.leaders.get(COORDINATORS) else {
            return Addressee::Anyone;
        };
        let count = i32::try_from(partitions.len()).unwrap_or(i32::MAX);
        let number = positive_hash(group.as_str()).checked_rem(count);
        let coordinator = number.and_then(|number| partitions.get(&number));
        coordinator.cloned().unwrap_or(Addressee::Anyone)
    }

    /// Notes that a broker was waited for in vain. Others may lead in its place by now.
    pub(super) fn lose(&mut self, broker: &Broker, error: &KafkaError, now: Instant) {
        self.lost.insert(broker.id, (now, error.clone()));
        self.leaders.clear();
        self.asked_for_coordinators = false;
    }

    pub(super) fn find(&mut self, broker: &Broker) {
        self.lost.remove(&broker.id);
    }

    /// Why a broker is not worth asking.
    pub(super) fn lost(&self, broker: &Broker, now: Instant) -> Option<&KafkaError> {
        let (since, error) = self.lost.get(&broker.id)?;
        (now.saturating_duration_since(*since) < LOST_FOR).then_some(error)
    }

    pub(super) fn any_lost(&self, now: Instant) -> bool {
        self.known
            .values()
            .any(|broker| self.lost(broker, now).is_some())
    }
}

/// Says that no broker has it.
pub(super) fn nobody(missing: &[i32]) -> KafkaError {
    let mut error = error_of(ErrorCode::LEADER_NOT_AVAILABLE.0);
    let numbers: Vec<_> = missing.iter().map(i32::to_string).collect();
    match &numbers[..] {
        [] => return error,
        [one] => error.message = format!("no leader: broker {one} is down"),
        _ => error.message = format!("no leader: brokers {} are down", numbers.join(", ")),
    }
    error
}

/// Java's hash of a string, as Kafka makes it positive (`Utils.abs`).
fn positive_hash(text: &str) -> i32 {
    let hash = text.encode_utf16().fold(0_i32, |hash, unit| {
        hash.wrapping_mul(31).wrapping_add(i32::from(unit))
    });
    hash.checked_abs().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_that_of_java_made_positive_as_kafka_does() {
        // String.hashCode of these is 3241, -1897114310 and Integer.MIN_VALUE.
        assert_eq!(positive_hash("g0"), 3_241);
        assert_eq!(positive_hash("polygenelubricants"), 0);
    }

    #[test]
    fn the_missing_brokers_are_named() {
        assert_eq!(nobody(&[2]).message, "no leader: broker 2 is down");
        assert_eq!(nobody(&[2, 3]).message, "no leader: brokers 2, 3 are down");
        assert_eq!(nobody(&[]).message, "leader not available");
    }
}
