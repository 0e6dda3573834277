//! What changes a group. librdkafka sends each request at most once.

use rdkafka::bindings as c;

use super::event::{Event, Queue};
use super::handle::Handle;
use super::options::Options;
use super::partitions::{PartitionList, PartitionView};
use super::text::group_name;
use crate::model::KafkaError;

impl Handle {
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

    /// Removes one group with all its commits; the answer is [`Event::deleted_group`].
    pub(in crate::kafka) fn delete_group(
        &self,
        group: &str,
        options: &Options<'_>,
        queue: &Queue<'_>,
    ) -> Result<(), KafkaError> {
        let group = group_name(group)?;
        // SAFETY: everything is alive, and copied before the call returns; the request object is ours
        // and freed once.
        unsafe {
            let mut request = c::rd_kafka_DeleteGroup_new(group.as_ptr());
            c::rd_kafka_DeleteGroups(
                self.as_ptr(),
                &raw mut request,
                1,
                options.as_ptr(),
                queue.as_ptr(),
            );
            c::rd_kafka_DeleteGroup_destroy(request);
        }
        Ok(())
    }
}

impl Event<'_> {
    /// The partitions of a commit with what became of each.
    pub(in crate::kafka) fn committed(
        &self,
    ) -> Result<impl Iterator<Item = PartitionView<'_>>, KafkaError> {
        // SAFETY: the functions of one kind of answer.
        unsafe {
            self.group_partitions(
                c::rd_kafka_event_AlterConsumerGroupOffsets_result,
                c::rd_kafka_AlterConsumerGroupOffsets_result_groups,
            )
        }
    }

    /// The partitions that were to lose their commit with what became of each.
    pub(in crate::kafka) fn deleted_commits(
        &self,
    ) -> Result<impl Iterator<Item = PartitionView<'_>>, KafkaError> {
        // SAFETY: the functions of one kind of answer.
        unsafe {
            self.group_partitions(
                c::rd_kafka_event_DeleteConsumerGroupOffsets_result,
                c::rd_kafka_DeleteConsumerGroupOffsets_result_groups,
            )
        }
    }

    /// Whether the one group that was to be removed is gone.
    pub(in crate::kafka) fn deleted_group(&self) -> Result<(), KafkaError> {
        // SAFETY: the functions of one kind of answer.
        let group = unsafe {
            self.group_result(
                c::rd_kafka_event_DeleteGroups_result,
                c::rd_kafka_DeleteGroups_result_groups,
            )
        };
        group.map(drop)
    }
}
