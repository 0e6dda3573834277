//! Reading records: a handle that is told which partitions, and the events in which their records come.

use std::ffi::CString;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};

use rdkafka::bindings as c;

use super::codes::{self, error_of, taken};
use super::event::{Event, Queue};
use super::handle::Handle;
use super::partitions::PartitionList;
use super::text;
use crate::model::{ErrorCode, KafkaError, Offset, TopicPartition};

/// What an event of [`Queue::records`] is.
pub(in crate::kafka) enum Arrival<'e> {
    Record(RecordView<'e>),
    /// A log was read to its end.
    End(TopicPartition),
    /// Something failed, at one partition where it is told.
    Failure(Option<TopicPartition>, KafkaError),
    /// A log line, or anything else that koffset does not need.
    Other,
}

/// One record, seen while its event lives.
#[derive(Clone, Copy)]
pub(in crate::kafka) struct RecordView<'e> {
    raw: NonNull<c::rd_kafka_message_t>,
    _event: PhantomData<&'e ()>,
}

impl Handle {
    /// Begins to read partitions, each from the offset in the list on.
    ///
    /// # Errors
    /// One of them is read already.
    pub(in crate::kafka) fn read(&self, list: &PartitionList) -> Result<(), KafkaError> {
        // SAFETY: a live handle and a live list, which is copied; the error that comes back is ours.
        unsafe { taken(c::rd_kafka_incremental_assign(self.as_ptr(), list.as_ptr())) }
    }

    /// Ends to read partitions, of which nothing comes any more but what is in the queue already.
    ///
    /// # Errors
    /// One of them is not read.
    pub(in crate::kafka) fn leave(&self, list: &PartitionList) -> Result<(), KafkaError> {
        // SAFETY: as above.
        unsafe {
            taken(c::rd_kafka_incremental_unassign(
                self.as_ptr(),
                list.as_ptr(),
            ))
        }
    }

    /// The high watermark that the last fetch from a partition told, also to who reads committed (librdkafka's
    /// `rktp_hi_offset`); `None` before any.
    pub(in crate::kafka) fn fetched_end(&self, at: &TopicPartition) -> Option<Offset> {
        let topic = CString::new(&*at.topic).ok()?;
        let (mut low, mut high) = (-1, -1);
        // SAFETY: a live handle, a live string, and two numbers that are ours. Where the code that comes back
        // is an error, the numbers stay as they are.
        unsafe {
            codes::rd_kafka_get_watermark_offsets(
                self.as_ptr(),
                topic.as_ptr(),
                at.partition,
                &raw mut low,
                &raw mut high,
            );
        }
        Offset::new(high)
    }
}

impl<'h> Queue<'h> {
    /// Refers to the queue of the records that are read, and turns into it what the main queue gets.
    ///
    /// # Errors
    /// The handle has no group, and so no such queue.
    pub(in crate::kafka) fn records(handle: &'h Handle) -> Result<Self, KafkaError> {
        // SAFETY: a live handle; the reference that the second call gives is freed like a queue, and is
        // not null where the first one, which asks for a group too, went well.
        unsafe {
            match codes::rd_kafka_poll_set_consumer(handle.as_ptr()) {
                0 => Ok(Queue::owning(c::rd_kafka_queue_get_consumer(
                    handle.as_ptr(),
                ))),
                code => Err(error_of(code)),
            }
        }
    }
}

impl Event<'_> {
    /// Reads an event of the queue of records.
    pub(in crate::kafka) fn arrival(&self) -> Arrival<'_> {
        // SAFETY: a live event.
        match unsafe { c::rd_kafka_event_type(self.as_ptr()) } {
            c::RD_KAFKA_EVENT_FETCH => self.record(),
            c::RD_KAFKA_EVENT_ERROR => match (self.code(), self.place()) {
                (code, Some(at)) if code == ErrorCode::PARTITION_EOF.0 => Arrival::End(at),
                (code, at) => Arrival::Failure(at, error_of(code)),
            },
            _ => Arrival::Other,
        }
    }

    fn record(&self) -> Arrival<'_> {
        // SAFETY: a live event of a fetch, which holds one message and owns it; the code beside it is read as
        // the integer that C keeps there.
        unsafe {
            let message = c::rd_kafka_event_message_next(self.as_ptr()).cast_mut();
            let Some(raw) = NonNull::new(message) else {
                return Arrival::Other;
            };
            match (&raw const (*message).err).cast::<i32>().read() {
                0 => Arrival::Record(RecordView {
                    raw,
                    _event: PhantomData,
                }),
                code => Arrival::Failure(self.place(), error_of(code)),
            }
        }
    }

    fn place(&self) -> Option<TopicPartition> {
        // SAFETY: a live event; the element that it gives, or null, is ours: its name and number are copied
        // before it is destroyed, once, and its code is not touched.
        unsafe {
            let element = c::rd_kafka_event_topic_partition(self.as_ptr());
            if element.is_null() {
                return None;
            }
            let topic = text::owned((&raw const (*element).topic).read());
            let partition = (&raw const (*element).partition).read();
            c::rd_kafka_topic_partition_destroy(element);
            Some(TopicPartition::new(topic.as_str(), partition))
        }
    }
}

impl<'e> RecordView<'e> {
    pub(in crate::kafka) fn topic(self) -> std::borrow::Cow<'e, str> {
        // SAFETY: a live message, whose topic lives as long as it does.
        unsafe {
            text::borrowed(c::rd_kafka_topic_name(
                (&raw const (*self.raw.as_ptr()).rkt).read(),
            ))
        }
    }

    pub(in crate::kafka) fn partition(self) -> i32 {
        // SAFETY: a live message.
        unsafe { (&raw const (*self.raw.as_ptr()).partition).read() }
    }

    pub(in crate::kafka) fn offset(self) -> i64 {
        // SAFETY: a live message.
        unsafe { (&raw const (*self.raw.as_ptr()).offset).read() }
    }

    /// The timestamp in milliseconds, -1 without one, and whether it is `LogAppendTime`.
    pub(in crate::kafka) fn timestamp(self) -> (i64, bool) {
        let mut kind = 0;
        // SAFETY: a live message, and a number that is ours, written as the integer that C keeps there.
        let millis = unsafe {
            codes::rd_kafka_message_timestamp(self.raw.as_ptr(), ptr::from_mut(&mut kind))
        };
        (millis, kind == LOG_APPEND_TIME)
    }
}

/// `RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME`.
const LOG_APPEND_TIME: i32 = 2;
