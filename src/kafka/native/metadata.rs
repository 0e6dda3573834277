use std::ffi::CStr;
use std::ptr;
use std::time::Duration;

use rdkafka::bindings as c;

use super::codes::{self, error_of};
use super::handle::{Handle, milliseconds};
use super::text;
use crate::model::KafkaError;

/// A topic to ask for where only the brokers matter.
const ANY_TOPIC: &CStr = c"__consumer_offsets";

/// A broker as the others tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kafka) struct Broker {
    pub(in crate::kafka) id: i32,
    /// `host:port`, as librdkafka writes it in its logs.
    pub(in crate::kafka) address: String,
}

impl Broker {
    pub(super) fn new(id: i32, host: &str, port: i32) -> Self {
        let address = format!("{host}:{port}");
        Broker { id, address }
    }
}

impl Handle {
    /// Asks a broker that is connected for the names of all topics. Blocks for as long as `timeout`.
    pub(in crate::kafka) fn topic_names(
        &self,
        timeout: Duration,
    ) -> Result<Vec<String>, KafkaError> {
        self.metadata(ptr::null_mut(), timeout, |metadata| {
            let count = usize::try_from(metadata.topic_cnt).unwrap_or(0);
            // SAFETY: the array has that many elements, of which only the name is touched, never the error
            // code beside it.
            let name = |index| unsafe {
                text::owned((&raw const (*metadata.topics.add(index)).topic).read())
            };
            (0..count).map(name).collect()
        })
    }

    /// Asks a broker that is connected which brokers there are. Blocks for as long as `timeout`.
    ///
    /// One topic is named: with none, librdkafka names those of which it last heard that they are gone, and lets
    /// the broker create them (`rd_kafka_metadata`).
    pub(in crate::kafka) fn brokers(&self, timeout: Duration) -> Result<Vec<Broker>, KafkaError> {
        // SAFETY: a live handle, no configuration, and a name that ends with a zero, for which this is never null.
        let topic =
            unsafe { c::rd_kafka_topic_new(self.as_ptr(), ANY_TOPIC.as_ptr(), ptr::null_mut()) };
        let found = self.metadata(topic, timeout, |metadata| {
            let count = usize::try_from(metadata.broker_cnt).unwrap_or(0);
            // SAFETY: the array has that many elements.
            let broker = |index| unsafe {
                let broker = metadata.brokers.add(index).read();
                Broker::new(broker.id, &text::borrowed(broker.host), broker.port)
            };
            (0..count).map(broker).collect()
        });
        // SAFETY: made above, and no longer used.
        unsafe { c::rd_kafka_topic_destroy(topic) };
        found
    }

    /// Asks for one topic, or for all where that is null.
    fn metadata<T>(
        &self,
        only: *mut c::rd_kafka_topic_t,
        timeout: Duration,
        read: impl FnOnce(&c::rd_kafka_metadata) -> T,
    ) -> Result<T, KafkaError> {
        let mut metadata = ptr::null();
        // SAFETY: a live handle, a live topic or none, and a place for the answer.
        let code = unsafe {
            codes::rd_kafka_metadata(
                self.as_ptr(),
                i32::from(only.is_null()),
                only,
                &raw mut metadata,
                milliseconds(timeout),
            )
        };
        if code != 0 || metadata.is_null() {
            return Err(error_of(code));
        }
        // SAFETY: the answer is ours, alive until it is destroyed here, once.
        unsafe {
            let told = read(&*metadata);
            c::rd_kafka_metadata_destroy(metadata);
            Ok(told)
        }
    }
}
