//! One consumer that reads stretches of many logs, and joins no group.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::time::{Duration, Instant};

use crate::clock::Deadline;
use crate::kafka::config::{Amount, reading};
use crate::kafka::native::{Arrival, Handle, PartitionList, Queue, RecordView};
use crate::kafka::security::Secrets;
use crate::model::{ErrorCode, Isolation, KafkaError, Offset, TopicPartition};
use crate::settings::Connection;

use super::session::SLICE;
use crate::kafka::diagnosis::duration_in_words;

/// The partitions that are read at once: enough that no broker waits, and few enough that requests stay
/// small.
const UNDER_WAY: usize = 200;

/// Errors that do not pass: the log, or the right to read it, is not there.
const LASTING: [ErrorCode; 5] = [
    ErrorCode::AUTO_OFFSET_RESET,
    ErrorCode::UNKNOWN_TOPIC_OR_PARTITION,
    ErrorCode::UNKNOWN_TOPIC,
    ErrorCode::UNKNOWN_PARTITION,
    ErrorCode::TOPIC_AUTHORIZATION_FAILED,
];

/// What is read of one log.
pub(super) type Stretch<'a> = (&'a TopicPartition, Range<Offset>);

/// Who takes in what is read.
pub(super) trait Take {
    /// Takes a record of a stretch, and tells whether more of it is wanted.
    fn record(&mut self, at: &TopicPartition, offset: Offset, record: RecordView<'_>) -> bool;

    /// Takes in that a stretch is over, and gives back what is to be read of the same log then.
    fn over(&mut self, at: &TopicPartition, ended: Result<(), KafkaError>)
    -> Option<Range<Offset>>;
}

/// The stretches that are not read yet, of each log one at a time.
struct Reader<'a, 'h> {
    handle: &'h Handle,
    queue: &'h Queue<'h>,
    waiting: VecDeque<Stretch<'a>>,
    /// Each topic's partitions.
    under_way: BTreeMap<&'a str, BTreeMap<i32, Stretch<'a>>>,
    /// When something last came.
    last: Instant,
    /// How long nothing may come from then on.
    patience: Duration,
    /// What librdkafka said since then.
    complaint: Option<KafkaError>,
}

/// Reads stretches, one for each log, and tells of each when it is over.
///
/// # Errors
/// `INTERRUPTED`, or the consumer cannot be made.
pub(super) fn read<'a>(
    connection: &Connection,
    amount: Amount,
    isolation: Isolation,
    stretches: impl Iterator<Item = Stretch<'a>>,
    take: &mut dyn Take,
    deadline: &Deadline,
) -> Result<(), KafkaError> {
    let handle = reading(connection, amount, isolation)
        .and_then(Handle::new)
        .map_err(|error| Secrets::of(connection).hide(error))?;
    let queue = Queue::records(&handle)?;
    let mut reader = Reader {
        handle: &handle,
        queue: &queue,
        waiting: stretches.collect(),
        under_way: BTreeMap::new(),
        last: deadline.clock().instant(),
        patience: Duration::ZERO,
        complaint: None,
    };
    match reader.run(take, deadline) {
        Err(error) if error.code == ErrorCode::INTERRUPTED => Err(error),
        Err(error) => {
            let under_way = std::mem::take(&mut reader.under_way);
            let left = under_way.into_values().flat_map(BTreeMap::into_values);
            for (at, _) in left.chain(reader.waiting) {
                take.over(at, Err(error.clone()));
            }
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

impl Reader<'_, '_> {
    /// # Errors
    /// What is left could not be read.
    fn run(&mut self, take: &mut dyn Take, deadline: &Deadline) -> Result<(), KafkaError> {
        self.comes(deadline)?;
        loop {
            deadline.check()?;
            self.begin()?;
            if self.under_way.is_empty() {
                return Ok(());
            }
            self.poll(take, deadline)?;
            self.give_up_in_silence(deadline)?;
        }
    }

    /// Begins to read what waits, once half of what is under way is done.
    fn begin(&mut self) -> Result<(), KafkaError> {
        let under_way: usize = self.under_way.values().map(BTreeMap::len).sum();
        if self.waiting.is_empty() || under_way > UNDER_WAY / 2 {
            return Ok(());
        }
        let next = self.waiting.len().min(UNDER_WAY - under_way);
        let mut list = PartitionList::with_capacity(next);
        for (at, range) in self.waiting.drain(..next) {
            list.add(at, range.start.get());
            let of_topic = self.under_way.entry(&at.topic).or_default();
            of_topic.insert(at.partition, (at, range));
        }
        self.handle.read(&list)
    }

    fn poll(&mut self, take: &mut dyn Take, deadline: &Deadline) -> Result<(), KafkaError> {
        let queue = self.queue;
        let Some(event) = queue.poll(SLICE) else {
            return Ok(());
        };
        let ended = match event.arrival() {
            Arrival::Record(record) => {
                self.comes(deadline)?;
                self.record(record, take).map(|at| (at, Ok(())))
            }
            Arrival::End(at) => {
                self.comes(deadline)?;
                self.is_whole(&at).then_some((at, Ok(())))
            }
            Arrival::Failure(Some(at), error) if LASTING.contains(&error.code) => {
                Some((at, Err(error)))
            }
            Arrival::Failure(_, error) => {
                self.complaint = Some(error);
                None
            }
            Arrival::Other => None,
        };
        drop(event);
        match ended {
            Some((at, ended)) => self.end(&at, ended, take),
            None => Ok(()),
        }
    }

    fn stretch(&self, topic: &str, partition: i32) -> Option<&Stretch<'_>> {
        self.under_way.get(topic)?.get(&partition)
    }

    /// Hands a record over, and gives back its partition if no more of it is wanted.
    fn record(&self, record: RecordView<'_>, take: &mut dyn Take) -> Option<TopicPartition> {
        let (at, range) = self.stretch(&record.topic(), record.partition())?;
        let offset = Offset::new(record.offset())?;
        let wants_more = !range.contains(&offset) || take.record(at, offset, record);
        let next = offset.shifted(1);
        let is_last = next.is_none_or(|next| next >= range.end);
        (is_last || !wants_more).then(|| (*at).clone())
    }

    /// Whether the end that librdkafka met is the one to read to: that of a leader which was elected just now
    /// may lie before it for a while, and librdkafka tells of the next end too.
    fn is_whole(&self, at: &TopicPartition) -> bool {
        let stretch = self.stretch(&at.topic, at.partition);
        let end = self.handle.fetched_end(at);
        stretch.is_some_and(|(_, range)| end.is_some_and(|end| end >= range.end))
    }

    /// Ends to read a log, or goes on elsewhere in it.
    fn end(
        &mut self,
        at: &TopicPartition,
        ended: Result<(), KafkaError>,
        take: &mut dyn Take,
    ) -> Result<(), KafkaError> {
        let of_topic = self.under_way.get_mut(&*at.topic);
        let Some((at, _)) = of_topic.and_then(|of_topic| of_topic.remove(&at.partition)) else {
            return Ok(());
        };
        self.under_way.retain(|_, of_topic| !of_topic.is_empty());
        if let Some(next) = take.over(at, ended) {
            self.waiting.push_back((at, next));
        }
        let mut list = PartitionList::with_capacity(1);
        list.add(at, 0);
        self.handle.leave(&list)
    }

    fn comes(&mut self, deadline: &Deadline) -> Result<(), KafkaError> {
        self.last = deadline.clock().instant();
        self.patience = deadline.request()?;
        self.complaint = None;
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
            let cut = deadline.cut(self.patience);
            let why = format!(
                "no record came within {}{cut}",
                duration_in_words(self.patience)
            );
            KafkaError::new(ErrorCode::TIMED_OUT, why)
        };
        Err(self.complaint.take().unwrap_or_else(silent))
    }
}
