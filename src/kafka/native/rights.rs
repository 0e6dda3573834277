//! What the user may do, as brokers tell it with a description (KIP-430).

use rdkafka::bindings as c;

use super::event::{Event, Queue};
use super::handle::Handle;
use super::options::Options;
use crate::model::{KafkaError, Operation, Rights};

impl Handle {
    /// Describes the cluster; the answer is [`Event::cluster_rights`]. Not for a cluster without an id, for
    /// which librdkafka 2.12 copies a string that is not there (`rd_kafka_ClusterDescription_new`).
    pub(in crate::kafka) fn describe_cluster(&self, options: &Options<'_>, queue: &Queue<'_>) {
        // SAFETY: everything is alive, and copied before the call returns.
        unsafe {
            c::rd_kafka_DescribeCluster(self.as_ptr(), options.as_ptr(), queue.as_ptr());
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
            Ok(read(|count| {
                c::rd_kafka_DescribeCluster_result_authorized_operations(result, count)
            }))
        }
    }
}

/// Reads an array of operations as numbers, since a newer one would be no value of the bindings' enum.
///
/// # Safety
/// `array` returns null, or a live array with as many elements as it writes to its argument.
pub(super) unsafe fn read(
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
    let mut known = known.into_iter();
    let (_, operation) = known.find(|(acl, _)| *acl as u32 == number)?;
    Some(operation)
}
