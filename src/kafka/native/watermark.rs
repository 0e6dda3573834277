use std::ffi::CString;

use rdkafka::bindings as c;
use rdkafka::consumer::{BaseConsumer, Consumer};

use crate::model::{Offset, TopicPartition};

/// The high watermark that the last fetch from a partition told; `None` before any.
pub(in crate::kafka) fn fetched_end(
    consumer: &BaseConsumer,
    at: &TopicPartition,
) -> Option<Offset> {
    let topic = CString::new(&*at.topic).ok()?;
    let (mut low, mut high) = (-1, -1);
    // SAFETY: the consumer's live handle, a live string, and two numbers that are ours. The code that comes
    // back is not looked at: where it is an error, the numbers stay as they are.
    unsafe {
        c::rd_kafka_get_watermark_offsets(
            consumer.client().native_ptr(),
            topic.as_ptr(),
            at.partition,
            &raw mut low,
            &raw mut high,
        );
    }
    Offset::new(high)
}
