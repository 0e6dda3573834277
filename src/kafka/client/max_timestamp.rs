//! Whether to believe an answer to `max-timestamp`.
//!
//! librdkafka sends the question to any broker, and one before Kafka 3.0 takes it for a time and answers
//! with its first record.

use std::collections::BTreeMap;

use super::offsets::{Answer, MAX_TIMESTAMP, Question};
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::native::error_of;
use crate::model::{ErrorCode, Isolation, KafkaError, ListedOffset, Timestamp, TopicPartition};

impl Session {
    /// Replaces with `UNSUPPORTED_VERSION` what is not the record with the largest timestamp: there is one
    /// after it, and asked again the broker names the same record, so that nobody just wrote the later one.
    pub(super) fn verify_max_timestamps(
        &self,
        answer: &mut Answer,
        isolation: Isolation,
        deadline: &Deadline,
    ) -> Result<(), KafkaError> {
        let after = found(answer)
            .filter_map(|(at, timestamp)| Some((at, timestamp.checked_add(1)?)))
            .collect();
        let later = self.ask(after, isolation, deadline)?;
        let doubtful: BTreeMap<_, _> = later
            .into_iter()
            .filter(|(_, later)| !matches!(later, Ok(None)))
            .map(|(at, _)| (at, MAX_TIMESTAMP))
            .collect();
        for (at, again) in self.ask(doubtful, isolation, deadline)? {
            let before = timestamp(answer.get(&at));
            let verdict = match again {
                Ok(again) if timestamp(Some(&Ok(again.clone()))) > before => Ok(again),
                Ok(_) => Err(error_of(ErrorCode::UNSUPPORTED_VERSION.0)),
                Err(error) => Err(error),
            };
            answer.insert(at, verdict);
        }
        Ok(())
    }

    fn ask(
        &self,
        wanted: BTreeMap<TopicPartition, i64>,
        isolation: Isolation,
        deadline: &Deadline,
    ) -> Result<Answer, KafkaError> {
        if wanted.is_empty() {
            return Ok(Answer::new());
        }
        let answers = self.look_up(&[Question { isolation, wanted }], deadline)?;
        Ok(answers.into_iter().next().unwrap_or_default())
    }
}

fn found(answer: &Answer) -> impl Iterator<Item = (TopicPartition, i64)> + '_ {
    answer
        .iter()
        .filter_map(|(at, found)| Some((at.clone(), timestamp(Some(found))?)))
}

fn timestamp(found: Option<&Result<Option<ListedOffset>, KafkaError>>) -> Option<i64> {
    let listed = found?.as_ref().ok()?.as_ref()?;
    listed.timestamp.map(Timestamp::millis)
}
