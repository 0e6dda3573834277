//! Lists of partitions to ask about, and partitions in answers.

use std::borrow::Cow;
use std::ffi::{CString, c_int, c_void};
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::slice;

use rdkafka::bindings as c;

use super::handle::Handle;
use super::text;
use crate::model::TopicPartition;

/// What librdkafka writes in place of the -1 of a broker.
pub(in crate::kafka) const OFFSET_INVALID: i64 = c::RD_KAFKA_OFFSET_INVALID as i64;

/// The protocol's offset where there is none.
pub(in crate::kafka) const NO_OFFSET: i64 = -1;

/// A list of partitions to ask about or to write.
pub(in crate::kafka) struct PartitionList {
    raw: NonNull<c::rd_kafka_topic_partition_list_t>,
}

impl PartitionList {
    pub(in crate::kafka) fn with_capacity(capacity: usize) -> Self {
        let capacity = c_int::try_from(capacity).unwrap_or(c_int::MAX);
        // SAFETY: any size may be asked for; the list grows.
        let raw = unsafe { c::rd_kafka_topic_partition_list_new(capacity) };
        PartitionList {
            raw: NonNull::new(raw).expect("librdkafka allocates or aborts"),
        }
    }

    /// Adds a partition with an offset, or what stands for one in the request.
    ///
    /// A name that no topic can have because of a zero byte is left out, and so never answered.
    pub(in crate::kafka) fn add(&mut self, at: &TopicPartition, offset: i64) -> Option<Added<'_>> {
        let topic = CString::new(&*at.topic).ok()?;
        // SAFETY: a live list and a live string, which it copies. The element stays in place until the
        // list grows, which `Added` forbids by borrowing the list.
        let element = unsafe {
            let element =
                c::rd_kafka_topic_partition_list_add(self.as_ptr(), topic.as_ptr(), at.partition);
            (&raw mut (*element).offset).write(offset);
            element
        };
        Some(Added {
            element,
            _list: PhantomData,
        })
    }

    pub(super) fn as_ptr(&self) -> *mut c::rd_kafka_topic_partition_list_t {
        self.raw.as_ptr()
    }
}

impl Drop for PartitionList {
    fn drop(&mut self) {
        // SAFETY: ours; a request copies what it was given.
        unsafe { c::rd_kafka_topic_partition_list_destroy(self.as_ptr()) }
    }
}

/// The partition that was added last.
pub(in crate::kafka) struct Added<'l> {
    element: *mut c::rd_kafka_topic_partition_t,
    _list: PhantomData<&'l mut PartitionList>,
}

impl Added<'_> {
    pub(in crate::kafka) fn leader_epoch(self, epoch: Option<i32>) -> Self {
        // SAFETY: a live element; -1 is the protocol's way to say that there is none.
        unsafe {
            c::rd_kafka_topic_partition_set_leader_epoch(self.element, epoch.unwrap_or(-1));
        }
        self
    }

    pub(in crate::kafka) fn metadata(self, handle: &Handle, metadata: &str) -> Self {
        if metadata.is_empty() {
            return self;
        }
        // SAFETY: the list frees the bytes with C's free, hence they come from librdkafka's own
        // allocator; the copy fills exactly what was allocated; the element had no metadata before.
        unsafe {
            let copy = c::rd_kafka_mem_malloc(handle.as_ptr(), metadata.len());
            assert!(!copy.is_null(), "librdkafka allocates or aborts");
            ptr::copy_nonoverlapping(metadata.as_ptr(), copy.cast::<u8>(), metadata.len());
            (&raw mut (*self.element).metadata).write(copy);
            (&raw mut (*self.element).metadata_size).write(metadata.len());
        }
        self
    }

    /// Sets the error code that an answer leaves in place where it does not name the partition.
    pub(in crate::kafka) fn unanswered(self, code: i32) -> Self {
        // SAFETY: a live element; an i32 is written where C keeps an enum of that size.
        unsafe {
            (&raw mut (*self.element).err).cast::<i32>().write(code);
        }
        self
    }
}

/// One partition in an answer, seen while its event lives.
#[derive(Clone, Copy)]
pub(in crate::kafka) struct PartitionView<'e> {
    raw: *const c::rd_kafka_topic_partition_t,
    _event: PhantomData<&'e ()>,
}

impl<'e> PartitionView<'e> {
    /// # Safety
    /// `raw` points to a partition that lives and stays as it is for all of `'e`.
    pub(super) unsafe fn new(raw: *const c::rd_kafka_topic_partition_t) -> Self {
        PartitionView {
            raw,
            _event: PhantomData,
        }
    }

    pub(in crate::kafka) fn topic(self) -> Cow<'e, str> {
        // SAFETY: a live element, by `new`.
        unsafe { text::borrowed((&raw const (*self.raw).topic).read()) }
    }

    pub(in crate::kafka) fn partition(self) -> i32 {
        // SAFETY: a live element, by `new`.
        unsafe { (&raw const (*self.raw).partition).read() }
    }

    /// The offset, or one of the protocol's or librdkafka's sentinels.
    pub(in crate::kafka) fn offset(self) -> i64 {
        // SAFETY: a live element, by `new`.
        unsafe { (&raw const (*self.raw).offset).read() }
    }

    pub(in crate::kafka) fn leader_epoch(self) -> i32 {
        // SAFETY: a live element, by `new`.
        unsafe { c::rd_kafka_topic_partition_get_leader_epoch(self.raw) }
    }

    pub(in crate::kafka) fn metadata(self) -> &'e [u8] {
        // SAFETY: a live element, by `new`, whose metadata has as many bytes as it says.
        unsafe {
            let bytes: *mut c_void = (&raw const (*self.raw).metadata).read();
            match (&raw const (*self.raw).metadata_size).read() {
                0 => &[],
                _ if bytes.is_null() => &[],
                size => slice::from_raw_parts(bytes.cast::<u8>(), size),
            }
        }
    }

    /// Whether there is no error and no offset: what librdkafka leaves of a leader that failed to list its offsets
    /// (`rdkafka_admin.c`, `rd_kafka_ListOffsets_response_merge`).
    pub(in crate::kafka) fn is_silent(self) -> bool {
        self.code() == 0 && self.offset() < 0 && self.offset() != NO_OFFSET
    }

    /// The broker's error code for the partition, 0 where there is none.
    pub(in crate::kafka) fn code(self) -> i32 {
        // SAFETY: a live element, by `new`; the field is read as the integer that C keeps there, since
        // the enum of the bindings does not hold every code.
        unsafe { (&raw const (*self.raw).err).cast::<i32>().read() }
    }
}

/// The partitions of a list that belongs to someone else.
///
/// # Safety
/// `list` is null or points to a list that lives and stays as it is for all of `'e`.
pub(super) unsafe fn views<'e>(
    list: *const c::rd_kafka_topic_partition_list_t,
) -> impl Iterator<Item = PartitionView<'e>> {
    let (count, elements) = if list.is_null() {
        (0, ptr::null_mut())
    } else {
        // SAFETY: a live list, by this function's own condition.
        unsafe { ((*list).cnt, (*list).elems) }
    };
    // SAFETY: within the list's own array, which lives as long as the list.
    (0..usize::try_from(count).unwrap_or(0))
        .map(move |index| unsafe { PartitionView::new(elements.add(index)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::native::error_of;

    #[test]
    fn a_code_beyond_the_bindings_is_read_as_the_number_it_is() {
        for code in [137, 32000, -32000] {
            let mut list = PartitionList::with_capacity(1);
            let at = TopicPartition::new("orders", 0);
            list.add(&at, 7).unwrap().unanswered(code);
            // SAFETY: the list outlives the views, and nothing changes it meanwhile.
            let codes: Vec<_> = unsafe { views(list.as_ptr()) }
                .map(PartitionView::code)
                .collect();
            assert_eq!(codes, [code]);
            assert_eq!(error_of(codes[0]).message, format!("error {code}"));
        }
    }
}
