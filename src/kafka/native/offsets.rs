//! `ListOffsets` and `OffsetFetch`, and the partitions of one group in an answer.

use std::ptr;

use rdkafka::bindings as c;

use super::codes::{error_object, error_of};
use super::event::{Event, Queue};
use super::handle::Handle;
use super::options::Options;
use super::partitions::{PartitionList, PartitionView, views};
use super::text::group_name;
use crate::model::{ErrorCode, KafkaError};

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
        // SAFETY: the functions of one kind of answer.
        unsafe {
            self.group_partitions(
                c::rd_kafka_event_ListConsumerGroupOffsets_result,
                c::rd_kafka_ListConsumerGroupOffsets_result_groups,
            )
        }
    }

    /// The partitions of the one group of an answer.
    ///
    /// # Safety
    /// As [`Event::group_result`].
    pub(super) unsafe fn group_partitions<R: 'static>(
        &self,
        result: ResultOf<R>,
        groups: GroupsOf<R>,
    ) -> Result<impl Iterator<Item = PartitionView<'_>>, KafkaError> {
        // SAFETY: by this function's own condition; the list lives as long as the group, and that as long
        // as the event.
        unsafe {
            let group = self.group_result(result, groups)?;
            Ok(views(c::rd_kafka_group_result_partitions(group)))
        }
    }

    /// The one group of an answer, if it was not refused as a whole; alive as long as the event.
    ///
    /// # Safety
    /// `result` gives null or an answer, and `groups` an array with as many groups as it writes to its
    /// argument, both alive as long as the event.
    pub(super) unsafe fn group_result<R: 'static>(
        &self,
        result: ResultOf<R>,
        groups: GroupsOf<R>,
    ) -> Result<*const c::rd_kafka_group_result_t, KafkaError> {
        self.failure()?;
        // SAFETY: a live event, and by this function's own condition.
        let (group, refused) = unsafe {
            let result = result(self.as_ptr());
            let mut found = self.elements(!result.is_null(), move |count| groups(result, count));
            let group = found
                .next()
                .ok_or_else(|| error_of(ErrorCode::BAD_MESSAGE.0))?;
            (group, error_object(c::rd_kafka_group_result_error(group)))
        };
        match refused {
            Some((code, _)) => Err(error_of(code)),
            None => Ok(group),
        }
    }
}

/// Reads an event as one kind of answer; null where it is another.
type ResultOf<R> = unsafe extern "C" fn(*mut c::rd_kafka_event_t) -> *const R;

/// The groups of an answer.
type GroupsOf<R> =
    unsafe extern "C" fn(*const R, *mut usize) -> *mut *const c::rd_kafka_group_result_t;
