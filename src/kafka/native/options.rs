//! How a request is to be sent, and who answers it.

use std::ffi::c_int;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::time::Duration;

use rdkafka::bindings as c;

use super::codes::{self, error_of};
use super::handle::{Handle, milliseconds};
use crate::model::{Isolation, KafkaError};

/// What kind of request the options are for; librdkafka refuses an option that the kind does not have.
#[derive(Clone, Copy, Debug)]
pub(in crate::kafka) enum Api {
    ListOffsets,
    ListGroups,
    DescribeGroups,
    DescribeTopics,
    DescribeCluster,
    DescribeConfigs,
    FetchCommits,
    Commit,
    DeleteCommits,
    DeleteGroups,
}

/// How a request is to be sent.
pub(in crate::kafka) struct Options<'h> {
    raw: NonNull<c::rd_kafka_AdminOptions_t>,
    _handle: PhantomData<&'h Handle>,
}

/// The longest time that librdkafka takes for a request.
const LONGEST_MS: c_int = 3_600_000;

impl<'h> Options<'h> {
    /// Options for one request, whose answer will bear the number `request`.
    pub(in crate::kafka) fn new(
        handle: &'h Handle,
        api: Api,
        timeout: Duration,
        request: usize,
    ) -> Result<Self, KafkaError> {
        // SAFETY: a live handle.
        let raw = unsafe { c::rd_kafka_AdminOptions_new(handle.as_ptr(), api.operation()) };
        let options = Options {
            raw: NonNull::new(raw).expect("librdkafka allocates or aborts"),
            _handle: PhantomData,
        };
        // SAFETY: live options; the opaque is never followed, and the reason is not asked for.
        let code = unsafe {
            c::rd_kafka_AdminOptions_set_opaque(raw, ptr::without_provenance_mut(request));
            codes::rd_kafka_AdminOptions_set_request_timeout(
                raw,
                milliseconds(timeout).clamp(1, LONGEST_MS),
                ptr::null_mut(),
                0,
            )
        };
        if code == 0 {
            Ok(options)
        } else {
            Err(error_of(code))
        }
    }

    /// Chooses which end of the log "latest" means.
    pub(in crate::kafka) fn isolation(self, isolation: Isolation) -> Result<Self, KafkaError> {
        use c::rd_kafka_IsolationLevel_t as Level;
        let level = match isolation {
            Isolation::ReadUncommitted => Level::RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED,
            Isolation::ReadCommitted => Level::RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED,
        };
        // SAFETY: live options; the error that the setter returns is ours.
        unsafe {
            codes::taken(c::rd_kafka_AdminOptions_set_isolation_level(
                self.as_ptr(),
                level,
            ))?
        };
        Ok(self)
    }

    /// Refuses a committed offset while a transaction holds another one.
    pub(in crate::kafka) fn require_stable(self, stable: bool) -> Result<Self, KafkaError> {
        // SAFETY: live options; the error that the setter returns is ours.
        unsafe {
            codes::taken(c::rd_kafka_AdminOptions_set_require_stable_offsets(
                self.as_ptr(),
                c_int::from(stable),
            ))?;
        }
        Ok(self)
    }

    /// Says whether what the user may do is told with the answer.
    pub(in crate::kafka) fn with_rights(self, told: bool) -> Result<Self, KafkaError> {
        // SAFETY: live options; the error that the setter returns is ours.
        unsafe {
            codes::taken(c::rd_kafka_AdminOptions_set_include_authorized_operations(
                self.as_ptr(),
                c_int::from(told),
            ))?;
        }
        Ok(self)
    }

    /// Sends the request to this broker.
    pub(in crate::kafka) fn at_broker(self, id: i32) -> Result<Self, KafkaError> {
        // SAFETY: live options; the reason is not asked for.
        let code = unsafe {
            codes::rd_kafka_AdminOptions_set_broker(self.as_ptr(), id, ptr::null_mut(), 0)
        };
        match code {
            0 => Ok(self),
            code => Err(error_of(code)),
        }
    }

    pub(super) fn as_ptr(&self) -> *mut c::rd_kafka_AdminOptions_t {
        self.raw.as_ptr()
    }
}

impl Drop for Options<'_> {
    fn drop(&mut self) {
        // SAFETY: ours; a request copies what it was given.
        unsafe { c::rd_kafka_AdminOptions_destroy(self.as_ptr()) }
    }
}

/// Whom librdkafka sends a request to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::kafka) enum Asked {
    /// The coordinator of a group, which it looks for first.
    Coordinator,
    /// The one that metadata named as the controller, unless another is named.
    AnyBroker,
    /// The leaders of partitions, every broker, or the one that is named.
    Named,
}

impl Api {
    /// Tells who answers the request.
    pub(in crate::kafka) fn asks(self) -> Asked {
        match self {
            Api::DescribeGroups
            | Api::FetchCommits
            | Api::Commit
            | Api::DeleteCommits
            | Api::DeleteGroups => Asked::Coordinator,
            Api::ListOffsets | Api::ListGroups | Api::DescribeConfigs => Asked::Named,
            Api::DescribeTopics | Api::DescribeCluster => Asked::AnyBroker,
        }
    }

    fn operation(self) -> c::rd_kafka_admin_op_t {
        use c::rd_kafka_admin_op_t as Op;
        match self {
            Api::ListOffsets => Op::RD_KAFKA_ADMIN_OP_LISTOFFSETS,
            Api::ListGroups => Op::RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS,
            Api::DescribeGroups => Op::RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS,
            Api::DescribeTopics => Op::RD_KAFKA_ADMIN_OP_DESCRIBETOPICS,
            Api::DescribeCluster => Op::RD_KAFKA_ADMIN_OP_DESCRIBECLUSTER,
            Api::DescribeConfigs => Op::RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS,
            Api::FetchCommits => Op::RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS,
            Api::Commit => Op::RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS,
            Api::DeleteCommits => Op::RD_KAFKA_ADMIN_OP_DELETECONSUMERGROUPOFFSETS,
            Api::DeleteGroups => Op::RD_KAFKA_ADMIN_OP_DELETEGROUPS,
        }
    }
}
