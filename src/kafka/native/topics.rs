//! `DescribeTopics`.

use std::borrow::Cow;
use std::ffi::CString;
use std::marker::PhantomData;

use rdkafka::bindings as c;

use super::cluster::{Broker, read_rights};
use super::codes::{error_object, error_of};
use super::event::{Event, Queue};
use super::handle::Handle;
use super::options::Options;
use super::text;
use crate::model::{KafkaError, Rights};

impl Handle {
    /// Describes topics, creating none; the answer is [`Event::described_topics`].
    pub(in crate::kafka) fn describe_topics(
        &self,
        names: &[CString],
        options: &Options<'_>,
        queue: &Queue<'_>,
    ) {
        let mut names: Vec<_> = names.iter().map(|name| name.as_ptr()).collect();
        // SAFETY: everything is alive, and copied before the call returns; the collection is ours and
        // freed once.
        unsafe {
            let topics =
                c::rd_kafka_TopicCollection_of_topic_names(names.as_mut_ptr(), names.len());
            c::rd_kafka_DescribeTopics(self.as_ptr(), topics, options.as_ptr(), queue.as_ptr());
            c::rd_kafka_TopicCollection_destroy(topics);
        }
    }
}

impl Event<'_> {
    pub(in crate::kafka) fn described_topics(
        &self,
    ) -> Result<impl Iterator<Item = TopicView<'_>>, KafkaError> {
        self.failure()?;
        // SAFETY: a live event, which owns the result and all that is in it.
        let topics = unsafe {
            let result = c::rd_kafka_event_DescribeTopics_result(self.as_ptr());
            self.elements(!result.is_null(), move |count| {
                c::rd_kafka_DescribeTopics_result_topics(result, count)
            })
        };
        // A topic that the broker left out of its answer is a hole in the array.
        Ok(topics
            .filter(|topic| !topic.is_null())
            .map(|raw| TopicView {
                raw,
                _event: PhantomData,
            }))
    }
}

/// A topic in an answer, seen while its event lives.
#[derive(Clone, Copy)]
pub(in crate::kafka) struct TopicView<'e> {
    raw: *const c::rd_kafka_TopicDescription_t,
    _event: PhantomData<&'e ()>,
}

impl<'e> TopicView<'e> {
    pub(in crate::kafka) fn name(self) -> Cow<'e, str> {
        // SAFETY: a topic of a live event.
        unsafe { text::borrowed(c::rd_kafka_TopicDescription_name(self.raw)) }
    }

    pub(in crate::kafka) fn failure(self) -> Result<(), KafkaError> {
        // SAFETY: a topic of a live event.
        match unsafe { error_object(c::rd_kafka_TopicDescription_error(self.raw)) } {
            Some((code, _)) => Err(error_of(code)),
            None => Ok(()),
        }
    }

    /// The topic's id as two halves, most significant first; both 0 where it has none.
    pub(in crate::kafka) fn id(self) -> (u64, u64) {
        // SAFETY: a topic of a live event, which owns the id.
        let (most, least) = unsafe {
            let id = c::rd_kafka_TopicDescription_topic_id(self.raw);
            if id.is_null() {
                return (0, 0);
            }
            (
                c::rd_kafka_Uuid_most_significant_bits(id),
                c::rd_kafka_Uuid_least_significant_bits(id),
            )
        };
        (most.cast_unsigned(), least.cast_unsigned())
    }

    /// What the user may do, if it was asked for.
    pub(in crate::kafka) fn rights(self) -> Rights {
        // SAFETY: a topic of a live event, and its own array.
        unsafe {
            read_rights(|count| c::rd_kafka_TopicDescription_authorized_operations(self.raw, count))
        }
    }

    pub(in crate::kafka) fn internal(self) -> bool {
        // SAFETY: a topic of a live event.
        unsafe { c::rd_kafka_TopicDescription_is_internal(self.raw) != 0 }
    }

    pub(in crate::kafka) fn partitions(self) -> impl Iterator<Item = PartitionInfoView<'e>> {
        let mut count = 0;
        // SAFETY: a topic of a live event.
        let infos = unsafe { c::rd_kafka_TopicDescription_partitions(self.raw, &raw mut count) };
        let count = if infos.is_null() { 0 } else { count };
        // SAFETY: within the array, of as many elements as it says, each alive as long as the event.
        (0..count).map(move |index| PartitionInfoView {
            raw: unsafe { infos.add(index).read() },
            _event: PhantomData,
        })
    }
}

/// A partition of a topic in an answer, seen while its event lives.
pub(in crate::kafka) struct PartitionInfoView<'e> {
    raw: *const c::rd_kafka_TopicPartitionInfo_t,
    _event: PhantomData<&'e ()>,
}

impl PartitionInfoView<'_> {
    pub(in crate::kafka) fn number(&self) -> i32 {
        // SAFETY: a partition of a live event.
        unsafe { c::rd_kafka_TopicPartitionInfo_partition(self.raw) }
    }

    /// The broker that leads it, if one does.
    pub(in crate::kafka) fn leader(&self) -> Option<Broker> {
        // SAFETY: a partition of a live event, which owns the node, if there is one.
        unsafe {
            let node = c::rd_kafka_TopicPartitionInfo_leader(self.raw);
            (!node.is_null()).then(|| broker(node))
        }
    }

    /// The numbers of those of its replicas' brokers that the cluster does not have at the moment.
    pub(in crate::kafka) fn missing_replicas(&self) -> Vec<i32> {
        let mut count = 0;
        // SAFETY: a partition of a live event, and an array of as many live nodes as it says; one that the
        // cluster does not tell of has no host.
        unsafe {
            let nodes = c::rd_kafka_TopicPartitionInfo_replicas(self.raw, &raw mut count);
            let count = if nodes.is_null() { 0 } else { count };
            let nodes = (0..count).map(|index| nodes.add(index).read());
            let missing = nodes.filter(|node| c::rd_kafka_Node_host(*node).is_null());
            missing.map(|node| c::rd_kafka_Node_id(node)).collect()
        }
    }
}

/// Reads a node.
///
/// # Safety
/// `node` points to a live node.
unsafe fn broker(node: *const c::rd_kafka_Node_t) -> Broker {
    // SAFETY: by this function's own condition; the host is copied.
    unsafe {
        let host = text::borrowed(c::rd_kafka_Node_host(node));
        let port = i32::from(c::rd_kafka_Node_port(node));
        Broker::new(c::rd_kafka_Node_id(node), &host, port)
    }
}
