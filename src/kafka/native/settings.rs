//! What brokers are set to; `DescribeConfigs`.

use std::ffi::{CStr, CString};

use rdkafka::bindings as c;

use super::codes::{error_of, rd_kafka_ConfigResource_error};
use super::event::{Event, Queue};
use super::handle::Handle;
use super::options::Options;
use super::text;
use crate::model::{ErrorCode, KafkaError};

impl Handle {
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
            match rd_kafka_ConfigResource_error(resource) {
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
