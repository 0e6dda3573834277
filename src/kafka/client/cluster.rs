//! The cluster's id, its brokers, and what these are set to: one `DescribeConfigs` for each broker.

use std::collections::BTreeSet;
use std::ffi::CString;
use std::sync::Arc;

use super::brokers::Addressee;
use super::exchange::Sending;
use super::flow::Attempt;
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::PerBroker;
use crate::kafka::native::{Api, Event, error_of};
use crate::model::{ClusterId, ErrorCode, KafkaError};

/// Requests under way at once, each to one broker.
const AT_ONCE: usize = 64;

impl Session {
    /// Reads the cluster's id, which comes with any metadata.
    pub(super) fn read_cluster_id(
        &self,
        deadline: &Deadline,
    ) -> Result<Option<ClusterId>, KafkaError> {
        self.meet(deadline)?;
        Ok(self.handle.cluster_id().map(ClusterId))
    }

    pub(super) fn read_brokers(&self, deadline: &Deadline) -> Result<BTreeSet<i32>, KafkaError> {
        self.meet(deadline)?;
        self.learn_brokers(deadline.request()?, deadline)?;
        let ids = self.brokers().all();
        Ok(ids.iter().map(|broker| broker.id).collect())
    }

    pub(super) fn broker_settings(
        &self,
        brokers: &BTreeSet<i32>,
        name: &str,
        deadline: &Deadline,
    ) -> Result<PerBroker<Option<String>>, KafkaError> {
        let name = CString::new(name).map_err(|_| error_of(ErrorCode::INVALID_ARGUMENT.0))?;
        self.meet(deadline)?;
        let known = self.brokers().all();
        let addressee = |id: &i32| match known.iter().find(|broker| broker.id == *id) {
            Some(broker) => Addressee::Broker(Arc::clone(broker)),
            None => Addressee::Anyone,
        };
        let works = brokers.iter().map(|id| (*id, addressee(id))).collect();
        let mut answers = PerBroker::new();
        let send = |id: &i32, sending: &Sending<'_>| {
            let options = sending.options()?;
            sending
                .handle
                .describe_broker(*id, &name, &options, sending.queue);
            Ok(())
        };
        let on_answer = |id: i32, event: Result<&Event<'_>, KafkaError>, attempt: &Attempt| {
            let value = event.and_then(|event| event.broker_setting(&name));
            if value
                .as_ref()
                .is_err_and(|error| attempt.may_mend(error.code))
            {
                return Some(id);
            }
            answers.insert(id, value);
            None
        };
        let api = Api::DescribeConfigs;
        self.exchange_with(api, works, AT_ONCE, deadline, send, on_answer)?;
        Ok(answers)
    }
}
