//! Error codes, read as the plain integers that a broker sends.

use std::ffi::{c_char, c_int};

use rdkafka::bindings as c;

use super::text;
use crate::kafka::diagnosis::{code_in_words, fragment};
use crate::model::{ErrorCode, KafkaError};

// The same functions as in the bindings, with a type that holds every code that a broker may send.
#[allow(clashing_extern_declarations)]
unsafe extern "C" {
    pub(super) fn rd_kafka_err2str(code: c_int) -> *const c_char;
    pub(super) fn rd_kafka_event_error(event: *mut c::rd_kafka_event_t) -> c_int;
    pub(super) fn rd_kafka_error_code(error: *const c::rd_kafka_error_t) -> c_int;
    pub(super) fn rd_kafka_ConfigResource_error(
        resource: *const c::rd_kafka_ConfigResource_t,
    ) -> c_int;
    pub(super) fn rd_kafka_set_log_queue(
        handle: *mut c::rd_kafka_t,
        queue: *mut c::rd_kafka_queue_t,
    ) -> c_int;
    pub(super) fn rd_kafka_list_groups(
        handle: *mut c::rd_kafka_t,
        group: *const c_char,
        list: *mut *const c::rd_kafka_group_list,
        timeout_ms: c_int,
    ) -> c_int;
    pub(super) fn rd_kafka_metadata(
        handle: *mut c::rd_kafka_t,
        all_topics: c_int,
        only: *mut c::rd_kafka_topic_t,
        metadata: *mut *const c::rd_kafka_metadata,
        timeout_ms: c_int,
    ) -> c_int;
    #[cfg(feature = "aws-msk-iam")]
    pub(super) fn rd_kafka_oauthbearer_set_token(
        handle: *mut c::rd_kafka_t,
        token: *const c_char,
        ends_at_ms: i64,
        principal: *const c_char,
        extensions: *mut *const c_char,
        extensions_size: usize,
        message: *mut c_char,
        message_size: usize,
    ) -> c_int;
    #[cfg(feature = "aws-msk-iam")]
    pub(super) fn rd_kafka_oauthbearer_set_token_failure(
        handle: *mut c::rd_kafka_t,
        message: *const c_char,
    ) -> c_int;
    pub(super) fn rd_kafka_poll_set_consumer(handle: *mut c::rd_kafka_t) -> c_int;
    pub(super) fn rd_kafka_get_watermark_offsets(
        handle: *mut c::rd_kafka_t,
        topic: *const c_char,
        partition: i32,
        low: *mut i64,
        high: *mut i64,
    ) -> c_int;
    pub(super) fn rd_kafka_message_timestamp(
        message: *const c::rd_kafka_message_t,
        kind: *mut c_int,
    ) -> i64;
    pub(super) fn rd_kafka_AdminOptions_set_request_timeout(
        options: *mut c::rd_kafka_AdminOptions_t,
        timeout_ms: c_int,
        message: *mut c_char,
        message_size: usize,
    ) -> c_int;
    pub(super) fn rd_kafka_AdminOptions_set_broker(
        options: *mut c::rd_kafka_AdminOptions_t,
        broker: i32,
        message: *mut c_char,
        message_size: usize,
    ) -> c_int;
}

/// Makes the error of a code, with librdkafka's words for it.
pub(in crate::kafka) fn error_of(code: i32) -> KafkaError {
    // SAFETY: any integer may be asked; the answer is a static string, or a buffer of this thread that
    // stays as it is until the next call, and is copied before.
    let words = unsafe { text::owned(rd_kafka_err2str(code)) };
    KafkaError::new(ErrorCode(code), code_in_words(code, &words))
}

/// Reads an error object that belongs to someone else; `None` where it says that all went well.
///
/// # Safety
/// `error` is null or points to a live error object.
pub(super) unsafe fn error_object(error: *const c::rd_kafka_error_t) -> Option<(i32, String)> {
    if error.is_null() {
        return None;
    }
    // SAFETY: not null, hence alive by this function's own condition; the text is copied at once.
    let (code, words) = unsafe {
        (
            rd_kafka_error_code(error),
            text::owned(c::rd_kafka_error_string(error)),
        )
    };
    (code != 0).then_some((code, words))
}

/// Takes over an error object that a setter returned.
///
/// # Safety
/// `error` is null or an error object that the caller owns.
pub(super) unsafe fn taken(error: *mut c::rd_kafka_error_t) -> Result<(), KafkaError> {
    // SAFETY: by this function's own condition; it is freed once, here.
    let read = unsafe {
        let read = error_object(error);
        if !error.is_null() {
            c::rd_kafka_error_destroy(error);
        }
        read
    };
    match read {
        None => Ok(()),
        Some((code, words)) => Err(KafkaError::new(ErrorCode(code), fragment(&words))),
    }
}
