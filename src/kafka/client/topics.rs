//! Topics: their names, and `DescribeTopics`.

use std::collections::BTreeSet;
use std::ffi::CString;

use super::exchange::Sending;
use super::flow::Attempt;
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::native::{Api, Event, Handle, TopicView, error_of};
use crate::model::{ErrorCode, KafkaError, PerTopic, Topic, TopicId, TopicName};

impl Session {
    pub(super) fn all_topic_names(
        &self,
        deadline: &Deadline,
    ) -> Result<BTreeSet<TopicName>, KafkaError> {
        self.meet(deadline)?;
        let names = self.blocking(deadline.request()?, deadline, Handle::topic_names)?;
        Ok(names.into_iter().map(TopicName::from).collect())
    }

    pub(super) fn describe_topics(
        &self,
        names: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<Topic>, KafkaError> {
        self.look_at_topics(names, false, deadline, |view| {
            self.brokers().note_leaders(view);
            topic(view)
        })
    }

    /// Describes topics, with the user's rights if that is said, and takes from each description what is wanted of it.
    pub(super) fn look_at_topics<T>(
        &self,
        names: &BTreeSet<TopicName>,
        with_rights: bool,
        deadline: &Deadline,
        wanted: impl Fn(TopicView<'_>) -> Result<T, KafkaError>,
    ) -> Result<PerTopic<T>, KafkaError> {
        let invalid = || Err(error_of(ErrorCode::INVALID_TOPIC.0));
        // librdkafka would refuse the whole request for one name that cannot be.
        let (possible, impossible): (Vec<_>, Vec<_>) = names
            .iter()
            .cloned()
            .partition(|name| !name.is_empty() && !name.contains('\0'));
        let mut described: PerTopic<T> = impossible
            .into_iter()
            .map(|name| (name, invalid()))
            .collect();
        if possible.is_empty() {
            return Ok(described);
        }
        let send = |names: &Vec<TopicName>, sending: &Sending<'_>| {
            let names: Vec<_> = names
                .iter()
                .filter_map(|name| CString::new(&**name).ok())
                .collect();
            let options = sending.options()?.with_rights(with_rights)?;
            sending
                .handle
                .describe_topics(&names, &options, sending.queue);
            Ok(())
        };
        let on_answer =
            |names: Vec<TopicName>, event: Result<&Event<'_>, KafkaError>, attempt: &Attempt| {
                let found = event.and_then(|event| read(event, &wanted));
                take_in(names, found, attempt, &mut described)
            };
        self.exchange(
            Api::DescribeTopics,
            vec![possible],
            1,
            deadline,
            send,
            on_answer,
        )?;
        Ok(described)
    }
}

/// Moves to `described` what was told for good of topics, and returns those to try again.
fn take_in<T>(
    names: Vec<TopicName>,
    found: Result<PerTopic<T>, KafkaError>,
    attempt: &Attempt,
    described: &mut PerTopic<T>,
) -> Option<Vec<TopicName>> {
    let mut found = match found {
        Ok(found) => found,
        Err(error) if attempt.may_mend(error.code) => return Some(names),
        Err(error) => {
            let failed = names.into_iter().map(|name| (name, Err(error.clone())));
            described.extend(failed);
            return None;
        }
    };
    let mut left = Vec::new();
    for name in names {
        match found.remove(&name).unwrap_or_else(missing) {
            Err(error) if attempt.may_mend(error.code) => left.push(name),
            outcome => drop(described.insert(name, outcome)),
        }
    }
    (!left.is_empty()).then_some(left)
}

fn read<T>(
    event: &Event<'_>,
    wanted: impl Fn(TopicView<'_>) -> Result<T, KafkaError>,
) -> Result<PerTopic<T>, KafkaError> {
    let topics = event.described_topics()?;
    let read = |view: TopicView<'_>| view.failure().and_then(|()| wanted(view));
    Ok(topics
        .map(|view| (TopicName::from(view.name()), read(view)))
        .collect())
}

fn topic(view: TopicView<'_>) -> Result<Topic, KafkaError> {
    Ok(Topic {
        name: TopicName::from(view.name()),
        id: topic_id(view.id()),
        partitions: view.partitions().map(|info| info.number()).collect(),
        internal: view.internal(),
    })
}

fn missing<T>() -> Result<T, KafkaError> {
    Err(error_of(ErrorCode::BAD_MESSAGE.0))
}

/// Writes an id as Kafka does: 128 bits in base64 of the alphabet for URLs, without padding. librdkafka's own
/// text of it is in the other alphabet.
fn topic_id((most, least): (u64, u64)) -> Option<TopicId> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits = u128::from(most) << 64 | u128::from(least);
    if bits == 0 {
        return None;
    }
    // 22 digits of 6 bits hold 132: the last one is filled up with zeros.
    let digit = |index: u32| {
        let shift = 122_i32 - 6 * i32::try_from(index).unwrap_or(0);
        let digit = if shift >= 0 {
            bits >> shift
        } else {
            bits << -shift
        };
        char::from(ALPHABET[usize::try_from(digit & 63).unwrap_or(0)])
    };
    Some(TopicId((0..22).map(digit).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_id_is_written_as_kafka_writes_it() {
        // org.apache.kafka.common.Uuid.toString of new Uuid(1, 2) and of new Uuid(-1, -1).
        assert_eq!(topic_id((1, 2)).unwrap().0, "AAAAAAAAAAEAAAAAAAAAAg");
        assert_eq!(
            topic_id((u64::MAX, u64::MAX)).unwrap().0,
            "_____________________w"
        );
    }

    #[test]
    fn no_id_is_none() {
        assert_eq!(topic_id((0, 0)), None);
    }
}
