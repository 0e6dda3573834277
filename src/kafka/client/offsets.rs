//! `ListOffsets`: many partitions, a few requests.

use std::collections::BTreeMap;
use std::mem;
use std::time::Duration;

use super::brokers::Addressee;
use super::exchange::Sending;
use super::flow::Attempt;
use super::patience::NO_LEADER;
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::OffsetQuery;
use crate::kafka::native::{Api, Event, NO_OFFSET, PartitionList, PartitionView, error_of};
use crate::model::{
    ErrorCode, Isolation, KafkaError, ListedOffset, Offset, OffsetSpec, PerPartition, Timestamp,
    TopicPartition,
};

/// librdkafka takes time that grows with the square of a request's partitions, and each request costs
/// something of its own: the best lies between 500 and 1,000.
pub(super) const PARTITIONS_PER_REQUEST: usize = 750;

/// Requests under way at once, each to one leader.
const AT_ONCE: usize = 64;

/// The pause before leaders are looked for again where no partition of a request had one.
const LEADER_PAUSE: Duration = Duration::from_millis(200);

const EARLIEST: i64 = -2;
const LATEST: i64 = -1;
const MAX_TIMESTAMP: i64 = -3;

/// What to look up in each of many logs: a timestamp in milliseconds, or one of the protocol's sentinels.
pub(super) struct Question {
    pub(super) isolation: Isolation,
    pub(super) wanted: BTreeMap<TopicPartition, i64>,
}

impl From<&OffsetQuery<'_>> for Question {
    fn from(query: &OffsetQuery<'_>) -> Self {
        let wanted = match query.spec {
            OffsetSpec::Earliest => EARLIEST,
            OffsetSpec::Latest => LATEST,
            OffsetSpec::MaxTimestamp => MAX_TIMESTAMP,
            // A time before 1970 would be a sentinel; no record is older.
            OffsetSpec::At(time) => time.timestamp_millis().max(0),
        };
        Question {
            isolation: query.isolation,
            wanted: query
                .partitions
                .iter()
                .map(|at| (at.clone(), wanted))
                .collect(),
        }
    }
}

/// A question, or a part of it.
pub(super) struct Lookup {
    pub(super) question: usize,
    pub(super) isolation: Isolation,
    pub(super) wanted: Vec<(TopicPartition, i64)>,
}

pub(super) type Answer = PerPartition<Option<ListedOffset>>;

impl Session {
    /// Answers each question, in their order.
    pub(super) fn look_up(
        &self,
        questions: &[Question],
        deadline: &Deadline,
    ) -> Result<Vec<Answer>, KafkaError> {
        let mut patience = deadline.request()?;
        if !deadline.insists() {
            patience = patience.min(NO_LEADER);
        }
        let mut leaderless_since = None;
        let mut answers = vec![Answer::new(); questions.len()];
        let mut open = whole(questions);
        loop {
            let (led, mut leaderless) = self.by_leader(open, &mut answers, deadline)?;
            leaderless.extend(self.look_up_once(led, &mut answers, deadline)?);
            if leaderless.is_empty() {
                return Ok(answers);
            }
            let now = deadline.clock().instant();
            if now + LEADER_PAUSE >= *leaderless_since.get_or_insert(now) + patience {
                self.give_up_leaderless(leaderless, &mut answers);
                return Ok(answers);
            }
            self.forget_leaders(&leaderless);
            deadline.clock().sleep(LEADER_PAUSE);
            open = leaderless;
        }
    }

    /// Returns the look-ups of which librdkafka says only that no partition has a leader.
    fn look_up_once(
        &self,
        lookups: Vec<(Lookup, Addressee)>,
        answers: &mut [Answer],
        deadline: &Deadline,
    ) -> Result<Vec<Lookup>, KafkaError> {
        let mut leaderless = Vec::new();
        let send = |lookup: &Lookup, sending: &Sending<'_>| {
            let mut list = PartitionList::with_capacity(lookup.wanted.len());
            for (at, wanted) in &lookup.wanted {
                list.add(at, *wanted);
            }
            let options = sending.options()?.isolation(lookup.isolation)?;
            sending.handle.list_offsets(&list, &options, sending.queue);
            Ok(())
        };
        let on_answer =
            |mut lookup: Lookup, event: Result<&Event<'_>, KafkaError>, attempt: &Attempt| {
                let answer = &mut answers[lookup.question];
                match event {
                    Ok(event) => self.take_in(&mut lookup, answer, event, attempt, deadline),
                    Err(error) if error.code == ErrorCode::NO_ENTRY => {
                        leaderless.push(lookup);
                        return None;
                    }
                    Err(error) if attempt.may_mend(error.code) => {}
                    Err(error) => {
                        let lost = mem::take(&mut lookup.wanted).into_iter();
                        answer.extend(lost.map(|(at, _)| (at, Err(error.clone()))));
                    }
                }
                (!lookup.wanted.is_empty()).then_some(lookup)
            };
        self.exchange_with(
            Api::ListOffsets,
            lookups,
            AT_ONCE,
            deadline,
            send,
            on_answer,
        )?;
        Ok(leaderless)
    }

    /// Moves what was answered for good from the look-up to the answer; what is left may be tried again.
    fn take_in(
        &self,
        lookup: &mut Lookup,
        answer: &mut Answer,
        event: &Event<'_>,
        attempt: &Attempt,
        deadline: &Deadline,
    ) {
        let mut found = BTreeMap::new();
        if let Ok(partitions) = event.listed_offsets() {
            for (view, timestamp) in partitions {
                let at = TopicPartition::new(view.topic(), view.partition());
                found.insert(at, outcome(view, timestamp));
            }
        }
        let by_time = |wanted| wanted >= 0 || wanted == MAX_TIMESTAMP;
        lookup.wanted.retain(|(at, wanted)| {
            let outcome = match found.remove(at) {
                Some(Outcome::Found(listed)) => Ok(Some(listed)),
                Some(Outcome::NoRecord) if by_time(*wanted) => Ok(None),
                Some(Outcome::NoRecord) | None => Err(error_of(ErrorCode::BAD_MESSAGE.0)),
                Some(Outcome::Failed(error)) => Err(error),
                // The leader did not answer, and librdkafka does not say why.
                Some(Outcome::Silence) if attempt.may_mend(ErrorCode::TRANSPORT) => return true,
                Some(Outcome::Silence) => Err(self.timed_out(deadline, attempt.spent())),
            };
            match outcome {
                Err(error) if attempt.may_mend(error.code) => true,
                outcome => {
                    answer.insert(at.clone(), outcome);
                    false
                }
            }
        });
    }
}

impl Session {
    /// Replaces with `UNSUPPORTED_VERSION` what is not the record with the largest timestamp: there is one
    /// after it, and asked again the broker names the same record, so that nobody just wrote the later one. librdkafka
    /// sends the question to any broker, and one before Kafka 3.0 takes it for a time and answers with its first record.
    pub(super) fn verify_max_timestamps(
        &self,
        answer: &mut Answer,
        isolation: Isolation,
        deadline: &Deadline,
    ) -> Result<(), KafkaError> {
        let after = timestamps(answer)
            .filter_map(|(at, timestamp)| Some((at, timestamp.checked_add(1)?)))
            .collect();
        let later = self.ask_again(after, isolation, deadline)?;
        let doubtful: BTreeMap<_, _> = later
            .into_iter()
            .filter(|(_, later)| !matches!(later, Ok(None)))
            .map(|(at, _)| (at, MAX_TIMESTAMP))
            .collect();
        for (at, again) in self.ask_again(doubtful, isolation, deadline)? {
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

    fn ask_again(
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

fn timestamps(answer: &Answer) -> impl Iterator<Item = (TopicPartition, i64)> + '_ {
    answer
        .iter()
        .filter_map(|(at, found)| Some((at.clone(), timestamp(Some(found))?)))
}

fn timestamp(found: Option<&Result<Option<ListedOffset>, KafkaError>>) -> Option<i64> {
    let listed = found?.as_ref().ok()?.as_ref()?;
    listed.timestamp.map(Timestamp::millis)
}

/// One look-up for each question.
fn whole(questions: &[Question]) -> Vec<Lookup> {
    let questions = questions.iter().enumerate();
    let lookup = |(question, Question { isolation, wanted }): (usize, &Question)| Lookup {
        question,
        isolation: *isolation,
        wanted: wanted
            .iter()
            .map(|(at, wanted)| (at.clone(), *wanted))
            .collect(),
    };
    questions.map(lookup).collect()
}

enum Outcome {
    Found(ListedOffset),
    NoRecord,
    Failed(KafkaError),
    /// As [`PartitionView::is_silent`].
    Silence,
}

fn outcome(view: PartitionView<'_>, timestamp: i64) -> Outcome {
    match ErrorCode(view.code()) {
        ErrorCode(0) => {}
        ErrorCode::UNKNOWN_PARTITION | ErrorCode::UNKNOWN_TOPIC => {
            return Outcome::Failed(error_of(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION.0));
        }
        ErrorCode(code) => return Outcome::Failed(error_of(code)),
    }
    match (Offset::new(view.offset()), view.offset()) {
        (Some(offset), _) => Outcome::Found(ListedOffset {
            offset,
            leader_epoch: Some(view.leader_epoch()).filter(|epoch| *epoch >= 0),
            timestamp: Timestamp::from_millis(timestamp),
        }),
        (None, NO_OFFSET) => Outcome::NoRecord,
        (None, _) => Outcome::Silence,
    }
}
