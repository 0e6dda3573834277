use std::ffi::{c_char, c_int};

use rdkafka::bindings as c;

use super::text;
use crate::model::{ErrorCode, KafkaError, PENDING_COMMIT};

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

/// Puts a code into words: librdkafka's own where they tell an operator something, or its number where
/// librdkafka does not know it.
pub(in crate::kafka) fn error_of(code: i32) -> KafkaError {
    // SAFETY: any integer may be asked; the answer is a static string, or a buffer of this thread that
    // stays as it is until the next call, and is copied before.
    let words = unsafe { text::owned(rd_kafka_err2str(code)) };
    KafkaError::new(ErrorCode(code), in_words(code, &words))
}

/// Kafka's names of the codes that librdkafka 2.12.1 has none for (`org.apache.kafka.common.protocol.Errors`, 4.4.0).
const UNNAMED: [(i32, &str); 31] = [
    (98, "SNAPSHOT_NOT_FOUND"),
    (99, "POSITION_OUT_OF_RANGE"),
    (101, "DUPLICATE_BROKER_REGISTRATION"),
    (102, "BROKER_ID_NOT_REGISTERED"),
    (103, "INCONSISTENT_TOPIC_ID"),
    (104, "INCONSISTENT_CLUSTER_ID"),
    (105, "TRANSACTIONAL_ID_NOT_FOUND"),
    (106, "FETCH_SESSION_TOPIC_ID_ERROR"),
    (107, "INELIGIBLE_REPLICA"),
    (108, "NEW_LEADER_ELECTED"),
    (109, "OFFSET_MOVED_TO_TIERED_STORAGE"),
    (114, "MISMATCHED_ENDPOINT_TYPE"),
    (115, "UNSUPPORTED_ENDPOINT_TYPE"),
    (116, "UNKNOWN_CONTROLLER_ID"),
    (119, "INVALID_REGISTRATION"),
    (120, "TRANSACTION_ABORTABLE"),
    (121, "INVALID_RECORD_STATE"),
    (122, "SHARE_SESSION_NOT_FOUND"),
    (123, "INVALID_SHARE_SESSION_EPOCH"),
    (124, "FENCED_STATE_EPOCH"),
    (125, "INVALID_VOTER_KEY"),
    (126, "DUPLICATE_VOTER"),
    (127, "VOTER_NOT_FOUND"),
    (128, "INVALID_REGULAR_EXPRESSION"),
    (130, "STREAMS_INVALID_TOPOLOGY"),
    (131, "STREAMS_INVALID_TOPOLOGY_EPOCH"),
    (132, "STREAMS_TOPOLOGY_FENCED"),
    (133, "SHARE_SESSION_LIMIT_REACHED"),
    (134, "GROUP_DELETION_FAILED"),
    (135, "STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED"),
    (136, "CONTROLLER_ID_NOT_REGISTERED"),
];

fn in_words(code: i32, words: &str) -> String {
    // "Broker transport failure".
    if code == ErrorCode::TRANSPORT.0 {
        return "the connection to the broker was lost".to_owned();
    }
    // "There are unstable offsets that need to be cleared".
    if code == ErrorCode::UNSTABLE_OFFSET_COMMIT.0 {
        return PENDING_COMMIT.to_owned();
    }
    if words.is_empty() || words.starts_with("Err-") {
        let named = UNNAMED.iter().find(|(unnamed, _)| *unnamed == code);
        return match named {
            Some((_, name)) => format!("error {code} ({name})"),
            None => format!("error {code}"),
        };
    }
    let bare = words
        .strip_prefix("Broker: ")
        .or_else(|| words.strip_prefix("Local: "))
        .unwrap_or(words);
    text::fragment(bare)
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
        Some((code, words)) => Err(KafkaError::new(ErrorCode(code), text::fragment(&words))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_code_is_a_lowercase_fragment_without_its_origin() {
        assert_eq!(error_of(25).message, "unknown member");
        assert_eq!(error_of(-185).message, "timed out");
    }

    #[test]
    fn a_lost_connection_is_called_so() {
        let lost = error_of(ErrorCode::TRANSPORT.0);
        assert_eq!(lost.message, "the connection to the broker was lost");
    }

    #[test]
    fn a_code_beyond_the_bindings_keeps_its_number() {
        for code in [137, 32767, -32768] {
            let error = error_of(code);
            assert_eq!(error.code, ErrorCode(code));
            assert_eq!(error.message, format!("error {code}"));
        }
    }

    #[test]
    fn every_code_of_kafka_has_a_name() {
        for code in 1..=136 {
            assert_ne!(error_of(code).message, format!("error {code}"));
        }
        assert_eq!(error_of(134).message, "error 134 (GROUP_DELETION_FAILED)");
    }
}
