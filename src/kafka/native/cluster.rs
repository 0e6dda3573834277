//! The cluster and its brokers: who they are, what they are set to, and what the user may do with them.

use std::ffi::{CStr, CString};
use std::ptr;
use std::time::Duration;

use rdkafka::bindings as c;

use super::codes::{self, error_of};
use super::event::{Event, Queue};
use super::handle::{Handle, milliseconds};
use super::options::Options;
use super::text;
use crate::model::{ErrorCode, KafkaError, Operation, Rights};

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

    /// Describes the cluster; the answer is [`Event::cluster_rights`]. Not for a cluster without an id, for
    /// which librdkafka 2.12 copies a string that is not there (`rd_kafka_ClusterDescription_new`).
    pub(in crate::kafka) fn describe_cluster(&self, options: &Options<'_>, queue: &Queue<'_>) {
        // SAFETY: everything is alive, and copied before the call returns.
        unsafe {
            c::rd_kafka_DescribeCluster(self.as_ptr(), options.as_ptr(), queue.as_ptr());
        }
    }

    /// Reads one setting of one broker, of that broker itself; the answer is [`Event::broker_setting`].
    pub(in crate::kafka) fn describe_broker(
        &self,
        broker: i32,
        setting: &CStr,
        options: &Options<'_>,
        queue: &Queue<'_>,
    ) {
        let id = CString::new(broker.to_string()).expect("digits");
        // SAFETY: everything is alive, and copied before the call returns; the resource is ours and freed once.
        // The value is not sent.
        unsafe {
            let broker = c::rd_kafka_ResourceType_t::RD_KAFKA_RESOURCE_BROKER;
            let mut resource = c::rd_kafka_ConfigResource_new(broker, id.as_ptr());
            c::rd_kafka_ConfigResource_set_config(resource, setting.as_ptr(), c"".as_ptr());
            c::rd_kafka_DescribeConfigs(
                self.as_ptr(),
                &raw mut resource,
                1,
                options.as_ptr(),
                queue.as_ptr(),
            );
            c::rd_kafka_ConfigResource_destroy(resource);
        }
    }
}

impl Event<'_> {
    pub(in crate::kafka) fn cluster_rights(&self) -> Result<Rights, KafkaError> {
        self.failure()?;
        // SAFETY: a live event, which owns the result and its array.
        unsafe {
            let result = c::rd_kafka_event_DescribeCluster_result(self.as_ptr());
            if result.is_null() {
                return Ok(Rights::UNTOLD);
            }
            Ok(read_rights(|count| {
                c::rd_kafka_DescribeCluster_result_authorized_operations(result, count)
            }))
        }
    }

    /// The value of the setting; `None` where the broker has none of that name, or does not tell its value.
    pub(in crate::kafka) fn broker_setting(
        &self,
        setting: &CStr,
    ) -> Result<Option<String>, KafkaError> {
        self.failure()?;
        // SAFETY: a live event, which owns the result and all that is in it; everything is copied.
        unsafe {
            let result = c::rd_kafka_event_DescribeConfigs_result(self.as_ptr());
            let resource = self
                .elements(!result.is_null(), move |count| {
                    c::rd_kafka_DescribeConfigs_result_resources(result, count)
                })
                .next()
                .ok_or_else(|| error_of(ErrorCode::BAD_MESSAGE.0))?;
            match codes::rd_kafka_ConfigResource_error(resource) {
                0 => {}
                code => return Err(error_of(code)),
            }
            let mut entries = self.elements(true, move |count| {
                c::rd_kafka_ConfigResource_configs(resource, count)
            });
            let named = |entry: &*const c::rd_kafka_ConfigEntry_t| {
                CStr::from_ptr(c::rd_kafka_ConfigEntry_name(*entry)) == setting
            };
            let value = entries
                .find(named)
                .map(|entry| c::rd_kafka_ConfigEntry_value(entry));
            Ok(value
                .filter(|value| !value.is_null())
                .map(|value| text::owned(value)))
        }
    }
}

/// Reads an array of operations, which brokers tell with a description (KIP-430), as numbers: a newer one would be
/// no value of the bindings' enum.
///
/// # Safety
/// `array` returns null, or a live array with as many elements as it writes to its argument.
pub(super) unsafe fn read_rights(
    array: impl FnOnce(*mut usize) -> *const c::rd_kafka_AclOperation_t,
) -> Rights {
    let mut count = 0;
    let first = array(&raw mut count).cast::<u32>();
    // Where nothing is allowed, it is an array of no elements.
    if first.is_null() {
        return Rights::UNTOLD;
    }
    // SAFETY: within the array, by this function's own condition.
    let numbers = (0..count).map(|index| unsafe { first.add(index).read() });
    Rights::told(numbers.filter_map(operation))
}

fn operation(number: u32) -> Option<Operation> {
    use c::rd_kafka_AclOperation_t as Acl;
    let known = [
        (Acl::RD_KAFKA_ACL_OPERATION_DESCRIBE, Operation::Describe),
        (Acl::RD_KAFKA_ACL_OPERATION_READ, Operation::Read),
        (Acl::RD_KAFKA_ACL_OPERATION_DELETE, Operation::Delete),
        (
            Acl::RD_KAFKA_ACL_OPERATION_CLUSTER_ACTION,
            Operation::ClusterAction,
        ),
    ];
    let (_, operation) = known.into_iter().find(|(acl, _)| *acl as u32 == number)?;
    Some(operation)
}
