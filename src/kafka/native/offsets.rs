use std::ffi::CString;
use std::ptr;

use rdkafka::bindings as c;

use super::codes::{error_object, error_of};
use super::event::{Event, Queue};
use super::handle::Handle;
use super::options::Options;
use super::partitions::{PartitionList, PartitionView, views};
use crate::model::{ErrorCode, KafkaError};

/// A name as C takes it.
///
/// # Errors
/// `INVALID_GROUP_ID` for a zero byte, which no group's name can hold.
pub(super) fn group_name(group: &str) -> Result<CString, KafkaError> {
    CString::new(group).map_err(|_| error_of(ErrorCode::INVALID_GROUP_ID.0))
}

impl Handle {
    /// Looks up offsets at the leaders of the partitions; the answer is [`Event::listed_offsets`].
    pub(in crate::kafka) fn list_offsets(
        &self,
        partitions: &PartitionList,
        options: &Options<'_>,
        queue: &Queue<'_>,
    ) {
        // SAFETY: everything is alive, and copied before the call returns.
        unsafe {
            c::rd_kafka_ListOffsets(
                self.as_ptr(),
                partitions.as_ptr(),
                options.as_ptr(),
                queue.as_ptr(),
            );
        }
    }

    /// Reads all commits of a group; the answer is [`Event::fetched_commits`].
    pub(in crate::kafka) fn fetch_commits(
        &self,
        group: &str,
        only: Option<&PartitionList>,
        options: &Options<'_>,
        queue: &Queue<'_>,
    ) -> Result<(), KafkaError> {
        let group = group_name(group)?;
        // SAFETY: everything is alive, and copied before the call returns; no list means all partitions;
        // the request object is ours and freed once.
        unsafe {
            let only = only.map_or(ptr::null_mut(), PartitionList::as_ptr);
            let mut request = c::rd_kafka_ListConsumerGroupOffsets_new(group.as_ptr(), only);
            c::rd_kafka_ListConsumerGroupOffsets(
                self.as_ptr(),
                &raw mut request,
                1,
                options.as_ptr(),
                queue.as_ptr(),
            );
            c::rd_kafka_ListConsumerGroupOffsets_destroy(request);
        }
        Ok(())
    }

    /// Commits for a group; the answer is [`Event::committed`]. librdkafka sends it at most once: its
    /// handler of this answer is given nothing to send again (`rd_kafka_handle_OffsetCommit` without a
    /// request).
    pub(in crate::kafka) fn commit(
        &self,
        group: &str,
        partitions: &PartitionList,
        options: &Options<'_>,
        queue: &Queue<'_>,
    ) -> Result<(), KafkaError> {
        let group = group_name(group)?;
        // SAFETY: everything is alive, and copied before the call returns; the request object is ours
        // and freed once.
        unsafe {
            let mut request =
                c::rd_kafka_AlterConsumerGroupOffsets_new(group.as_ptr(), partitions.as_ptr());
            c::rd_kafka_AlterConsumerGroupOffsets(
                self.as_ptr(),
                &raw mut request,
                1,
                options.as_ptr(),
                queue.as_ptr(),
            );
            c::rd_kafka_AlterConsumerGroupOffsets_destroy(request);
        }
        Ok(())
    }

    /// Removes commits of a group; the answer is [`Event::deleted_commits`]. Sent at most once.
    pub(in crate::kafka) fn delete_commits(
        &self,
        group: &str,
        partitions: &PartitionList,
        options: &Options<'_>,
        queue: &Queue<'_>,
    ) -> Result<(), KafkaError> {
        let group = group_name(group)?;
        // SAFETY: everything is alive, and copied before the call returns; the request object is ours
        // and freed once.
        unsafe {
            let mut request =
                c::rd_kafka_DeleteConsumerGroupOffsets_new(group.as_ptr(), partitions.as_ptr());
            c::rd_kafka_DeleteConsumerGroupOffsets(
                self.as_ptr(),
                &raw mut request,
                1,
                options.as_ptr(),
                queue.as_ptr(),
            );
            c::rd_kafka_DeleteConsumerGroupOffsets_destroy(request);
        }
        Ok(())
    }
}

impl Event<'_> {
    /// Each partition with the timestamp of the record that was found, -1 where there is none.
    pub(in crate::kafka) fn listed_offsets(
        &self,
    ) -> Result<impl Iterator<Item = (PartitionView<'_>, i64)>, KafkaError> {
        self.failure()?;
        // SAFETY: a live event, which owns the result and all that is in it.
        let infos = unsafe {
            let result = c::rd_kafka_event_ListOffsets_result(self.as_ptr());
            self.elements(!result.is_null(), move |count| {
                c::rd_kafka_ListOffsets_result_infos(result, count)
            })
        };
        // SAFETY: each element lives as long as the event.
        Ok(infos.map(|info| unsafe {
            (
                PartitionView::new(c::rd_kafka_ListOffsetsResultInfo_topic_partition(info)),
                c::rd_kafka_ListOffsetsResultInfo_timestamp(info),
            )
        }))
    }

    /// The partitions in which a group has a commit, or an error instead of one.
    pub(in crate::kafka) fn fetched_commits(
        &self,
    ) -> Result<impl Iterator<Item = PartitionView<'_>>, KafkaError> {
        self.failure()?;
        // SAFETY: a live event, which owns the result and all that is in it.
        unsafe {
            let result = c::rd_kafka_event_ListConsumerGroupOffsets_result(self.as_ptr());
            self.group_partitions(!result.is_null(), move |count| {
                c::rd_kafka_ListConsumerGroupOffsets_result_groups(result, count)
            })
        }
    }

    /// The partitions of a commit with what became of each.
    pub(in crate::kafka) fn committed(
        &self,
    ) -> Result<impl Iterator<Item = PartitionView<'_>>, KafkaError> {
        self.failure()?;
        // SAFETY: a live event, which owns the result and all that is in it.
        unsafe {
            let result = c::rd_kafka_event_AlterConsumerGroupOffsets_result(self.as_ptr());
            self.group_partitions(!result.is_null(), move |count| {
                c::rd_kafka_AlterConsumerGroupOffsets_result_groups(result, count)
            })
        }
    }

    /// The partitions that were to lose their commit with what became of each.
    pub(in crate::kafka) fn deleted_commits(
        &self,
    ) -> Result<impl Iterator<Item = PartitionView<'_>>, KafkaError> {
        self.failure()?;
        // SAFETY: a live event, which owns the result and all that is in it.
        unsafe {
            let result = c::rd_kafka_event_DeleteConsumerGroupOffsets_result(self.as_ptr());
            self.group_partitions(!result.is_null(), move |count| {
                c::rd_kafka_DeleteConsumerGroupOffsets_result_groups(result, count)
            })
        }
    }

    /// The partitions of the one group of an answer.
    ///
    /// # Safety
    /// As [`Event::elements`].
    unsafe fn group_partitions(
        &self,
        there: bool,
        groups: impl FnOnce(*mut usize) -> *mut *const c::rd_kafka_group_result_t,
    ) -> Result<impl Iterator<Item = PartitionView<'_>>, KafkaError> {
        // SAFETY: by this function's own condition; a group lives as long as the event.
        let (refused, partitions) = unsafe {
            let group = self.elements(there, groups).next();
            let group = group.ok_or_else(|| error_of(ErrorCode::BAD_MESSAGE.0))?;
            (
                error_object(c::rd_kafka_group_result_error(group)),
                c::rd_kafka_group_result_partitions(group),
            )
        };
        match refused {
            Some((code, _)) => Err(error_of(code)),
            // SAFETY: the list lives as long as the event.
            None => Ok(unsafe { views(partitions) }),
        }
    }
}
