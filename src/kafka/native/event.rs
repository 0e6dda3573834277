//! Queues, and the events that arrive on them.

use std::ffi::c_int;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::time::Duration;

use rdkafka::bindings as c;

use super::codes;
use super::handle::{Handle, milliseconds};
use super::text;
use crate::kafka::diagnosis::fragment;
use crate::model::{ErrorCode, KafkaError};

/// A queue on which answers arrive. Dropped with requests under way, it lets their answers be freed as
/// they come.
pub(in crate::kafka) struct Queue<'h> {
    raw: NonNull<c::rd_kafka_queue_t>,
    _handle: PhantomData<&'h Handle>,
}

impl<'h> Queue<'h> {
    /// Makes a queue of one's own, for the answers of one call.
    pub(in crate::kafka) fn new(handle: &'h Handle) -> Self {
        // SAFETY: a live handle.
        Queue::owning(unsafe { c::rd_kafka_queue_new(handle.as_ptr()) })
    }

    /// Refers to the queue of what belongs to no request: errors of connections, and logs.
    pub(in crate::kafka) fn main(handle: &'h Handle) -> Self {
        // SAFETY: a live handle; the reference that this gives is freed like a queue.
        Queue::owning(unsafe { c::rd_kafka_queue_get_main(handle.as_ptr()) })
    }

    pub(super) fn owning(raw: *mut c::rd_kafka_queue_t) -> Self {
        Queue {
            raw: NonNull::new(raw).expect("librdkafka allocates or aborts"),
            _handle: PhantomData,
        }
    }

    pub(super) fn as_ptr(&self) -> *mut c::rd_kafka_queue_t {
        self.raw.as_ptr()
    }

    /// Waits for the next event, at most this long.
    pub(in crate::kafka) fn poll(&self, wait: Duration) -> Option<Event<'_>> {
        // SAFETY: a live queue; the event that it gives is ours.
        let raw = unsafe { c::rd_kafka_queue_poll(self.as_ptr(), milliseconds(wait)) };
        NonNull::new(raw).map(|raw| Event {
            raw,
            _queue: PhantomData,
        })
    }
}

impl Drop for Queue<'_> {
    fn drop(&mut self) {
        // SAFETY: ours, and every event of it is gone, since they borrow it.
        unsafe { c::rd_kafka_queue_destroy(self.as_ptr()) }
    }
}

/// Something that arrived on a queue; freed when dropped, with all that its views show.
pub(in crate::kafka) struct Event<'q> {
    raw: NonNull<c::rd_kafka_event_t>,
    _queue: PhantomData<&'q ()>,
}

/// The level of log lines for finding bugs, as in syslog.
const DEBUG: c_int = 7;

/// An event that answers no request.
pub(in crate::kafka) enum Notice {
    /// What happened to a connection, in librdkafka's words: the broker's name, a colon, the reason.
    Error { text: String },
    /// A log line: what kind it is, its text with the thread in front, and whether it is for finding bugs.
    Log {
        facility: String,
        text: String,
        is_debug: bool,
    },
    /// Anything else.
    Other,
}

impl Event<'_> {
    pub(super) fn as_ptr(&self) -> *mut c::rd_kafka_event_t {
        self.raw.as_ptr()
    }

    /// The number that the request was given with [`super::Options`].
    pub(in crate::kafka) fn request(&self) -> usize {
        // SAFETY: a live event; the opaque is a number in the shape of a pointer.
        unsafe { c::rd_kafka_event_opaque(self.as_ptr()) }.addr()
    }

    /// Why the request failed as a whole.
    pub(in crate::kafka) fn failure(&self) -> Result<(), KafkaError> {
        match self.code() {
            0 => Ok(()),
            code if code == ErrorCode::INVALID_ARGUMENT.0 => {
                Err(KafkaError::new(ErrorCode(code), fragment(&self.text())))
            }
            code => Err(codes::error_of(code)),
        }
    }

    /// Reads an event of the main queue.
    pub(in crate::kafka) fn notice(&self) -> Notice {
        // SAFETY: a live event.
        match unsafe { c::rd_kafka_event_type(self.as_ptr()) } {
            c::RD_KAFKA_EVENT_ERROR => Notice::Error { text: self.text() },
            c::RD_KAFKA_EVENT_LOG => self.log(),
            _ => Notice::Other,
        }
    }

    fn log(&self) -> Notice {
        let (mut facility, mut text, mut level) = (ptr::null(), ptr::null(), 0);
        // SAFETY: a live event, and places for what it owns, which is copied.
        unsafe {
            let found = c::rd_kafka_event_log(
                self.as_ptr(),
                &raw mut facility,
                &raw mut text,
                &raw mut level,
            );
            if found != 0 {
                return Notice::Other;
            }
            Notice::Log {
                facility: text::owned(facility),
                text: text::owned(text),
                is_debug: level == DEBUG,
            }
        }
    }

    pub(super) fn code(&self) -> i32 {
        // SAFETY: a live event.
        unsafe { codes::rd_kafka_event_error(self.as_ptr()) }
    }

    fn text(&self) -> String {
        // SAFETY: a live event; its text is copied.
        unsafe { text::owned(c::rd_kafka_event_error_string(self.as_ptr())) }
    }

    /// The elements of an array that the event owns; none where the event holds no such result.
    ///
    /// # Safety
    /// If `there`, `array` may be called, and returns an array with as many elements as it writes to its
    /// argument, alive as long as this event.
    pub(super) unsafe fn elements<T: 'static>(
        &self,
        there: bool,
        array: impl FnOnce(*mut usize) -> *mut *const T,
    ) -> impl Iterator<Item = *const T> + '_ {
        let mut count = 0;
        let first = if there {
            array(&raw mut count)
        } else {
            ptr::null_mut()
        };
        let count = if first.is_null() { 0 } else { count };
        // SAFETY: within the array, by this function's own condition.
        (0..count).map(move |index| unsafe { first.add(index).read() })
    }
}

impl Drop for Event<'_> {
    fn drop(&mut self) {
        // SAFETY: ours; views of it are gone, since they borrow it.
        unsafe { c::rd_kafka_event_destroy(self.as_ptr()) }
    }
}
