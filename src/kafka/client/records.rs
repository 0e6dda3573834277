//! Reading records: one consumer for each topic, which is handed its partitions and joins no group.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::{Message, TopicPartitionList};

use super::connection::Client;
use crate::clock::Deadline;
use crate::kafka::config::reading;
use crate::kafka::native::{error_of, fetched_end};
use crate::kafka::{OnRecord, ReadRecords};
use crate::model::{ErrorCode, Isolation, KafkaError, Offset, PerPartition, TopicPartition};

/// How soon Ctrl-C and the deadline are noticed while nothing comes.
const POLL: Duration = Duration::from_millis(100);

/// Errors that do not pass: the log, or the right to read it, is not there.
const LASTING: [ErrorCode; 4] = [
    ErrorCode::AUTO_OFFSET_RESET,
    ErrorCode::UNKNOWN_TOPIC_OR_PARTITION,
    ErrorCode::UNKNOWN_PARTITION,
    ErrorCode::TOPIC_AUTHORIZATION_FAILED,
];

type Stretches<'a> = BTreeMap<i32, (&'a TopicPartition, &'a Range<Offset>)>;

impl ReadRecords for Client {
    fn read_records(
        &self,
        stretches: &BTreeMap<TopicPartition, Range<Offset>>,
        isolation: Isolation,
        deadline: &Deadline,
        on_record: OnRecord<'_>,
    ) -> Result<PerPartition<()>, KafkaError> {
        let mut topics: BTreeMap<&str, Stretches<'_>> = BTreeMap::new();
        for (at, stretch) in stretches {
            let of_topic = topics.entry(&at.topic).or_default();
            of_topic.insert(at.partition, (at, stretch));
        }
        let mut answers: PerPartition<()> =
            stretches.keys().map(|at| (at.clone(), Ok(()))).collect();
        for (topic, left) in topics {
            let config = reading(self.connection(), isolation);
            let consumer: BaseConsumer = config.create().map_err(|error| failure(&error))?;
            let mut reader = Reader {
                consumer,
                topic,
                left,
                last: deadline.clock().instant(),
                patience: Duration::ZERO,
                complaint: None,
            };
            let ended = reader.run(deadline, on_record);
            match ended {
                Err(error) if error.code == ErrorCode::INTERRUPTED => return Err(error),
                Err(error) => {
                    for (at, _) in reader.left.into_values() {
                        answers.insert(at.clone(), Err(error.clone()));
                    }
                }
                Ok(()) => {}
            }
        }
        Ok(answers)
    }
}

/// One topic, as far as it is not read yet. rdkafka does not tell the topic of a partition's end.
struct Reader<'a> {
    consumer: BaseConsumer,
    topic: &'a str,
    left: Stretches<'a>,
    /// When something last came.
    last: Instant,
    /// How long nothing may come from then on.
    patience: Duration,
    /// What librdkafka said since then.
    complaint: Option<KafkaError>,
}

impl Reader<'_> {
    /// # Errors
    /// What is left could not be read.
    fn run(&mut self, deadline: &Deadline, on_record: OnRecord<'_>) -> Result<(), KafkaError> {
        self.comes(deadline)?;
        self.assign().map_err(|error| failure(&error))?;
        while !self.left.is_empty() {
            deadline.check()?;
            let ended = match self.consumer.poll(POLL) {
                Some(Ok(record)) => {
                    let (partition, offset) = (record.partition(), record.offset());
                    self.comes(deadline)?;
                    self.take(partition, offset, on_record)
                }
                Some(Err(rdkafka::error::KafkaError::PartitionEOF(partition))) => {
                    self.comes(deadline)?;
                    self.is_whole(partition).then_some(partition)
                }
                Some(Err(error)) => {
                    self.complain(failure(&error))?;
                    None
                }
                None => None,
            };
            if let Some(partition) = ended {
                self.end(partition).map_err(|error| failure(&error))?;
            }
            self.give_up_in_silence(deadline)?;
        }
        Ok(())
    }

    fn assign(&self) -> rdkafka::error::KafkaResult<()> {
        let mut list = TopicPartitionList::with_capacity(self.left.len());
        for (partition, (_, stretch)) in &self.left {
            let from = rdkafka::Offset::Offset(stretch.start.get());
            list.add_partition_offset(self.topic, *partition, from)?;
        }
        self.consumer.assign(&list)
    }

    /// Tells of a record, and gives back its partition if that is read to the end.
    fn take(&self, partition: i32, offset: i64, on_record: OnRecord<'_>) -> Option<i32> {
        let (at, stretch) = self.left.get(&partition)?;
        let offset = Offset::new(offset)?;
        if stretch.contains(&offset) {
            on_record(at, offset);
        }
        let next = offset.shifted(1);
        next.is_none_or(|next| next >= stretch.end)
            .then_some(partition)
    }

    /// Whether the end that librdkafka met is the one to read to: that of a leader which was elected just now
    /// may lie before it for a while, and librdkafka tells of the next end too.
    fn is_whole(&self, partition: i32) -> bool {
        let left = self.left.get(&partition);
        left.is_some_and(|(at, stretch)| {
            fetched_end(&self.consumer, at).is_some_and(|end| end >= stretch.end)
        })
    }

    /// Stops to fetch a partition.
    fn end(&mut self, partition: i32) -> rdkafka::error::KafkaResult<()> {
        if self.left.remove(&partition).is_none() {
            return Ok(());
        }
        let mut list = TopicPartitionList::with_capacity(1);
        list.add_partition(self.topic, partition);
        self.consumer.pause(&list)
    }

    fn comes(&mut self, deadline: &Deadline) -> Result<(), KafkaError> {
        self.last = deadline.clock().instant();
        self.patience = deadline.request()?;
        self.complaint = None;
        Ok(())
    }

    fn complain(&mut self, error: KafkaError) -> Result<(), KafkaError> {
        if LASTING.contains(&error.code) {
            return Err(error);
        }
        self.complaint = Some(error);
        Ok(())
    }

    fn give_up_in_silence(&mut self, deadline: &Deadline) -> Result<(), KafkaError> {
        let now = deadline.clock().instant();
        if now.saturating_duration_since(self.last) < self.patience {
            return Ok(());
        }
        // Where both have passed, the deadline is the reason.
        deadline.check()?;
        let silent = || {
            let seconds = self.patience.as_secs_f64();
            let why = format!("no record came within {seconds} s");
            KafkaError::new(ErrorCode::TIMED_OUT, why)
        };
        Err(self.complaint.take().unwrap_or_else(silent))
    }
}

fn failure(error: &rdkafka::error::KafkaError) -> KafkaError {
    match error.rdkafka_error_code() {
        Some(code) => error_of(code as i32),
        None => KafkaError::new(ErrorCode::FAILED, error.to_string()),
    }
}
