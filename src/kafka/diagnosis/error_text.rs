//! What librdkafka says of codes and with error objects.

use crate::model::{ErrorCode, GroupId, PENDING_COMMIT};

/// Makes a message of librdkafka a lowercase fragment, and leaves a first word such as SSL alone.
pub(in crate::kafka) fn fragment(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut rest = message.chars();
    let Some(first) = rest.next() else {
        return String::new();
    };
    match rest.as_str().chars().next() {
        Some(second) if second.is_uppercase() => message.to_owned(),
        _ => first.to_lowercase().chain(rest).collect(),
    }
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

/// Puts a code into words: those of librdkafka (`rd_kafka_err2str`) where they tell an operator something, or its
/// number where librdkafka does not know it.
pub(in crate::kafka) fn code_in_words(code: i32, words: &str) -> String {
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
    fragment(bare)
}

/// Whether the words of a listing's error name the broker that made it (`rdkafka_admin.c`,
/// `rd_kafka_ListConsumerGroupsResponse_parse`).
pub(in crate::kafka) fn names_broker(words: &str) -> bool {
    words.starts_with("Broker [")
}

/// Reads the protocol from what librdkafka says instead of describing a group of another one
/// (`rdkafka_admin.c`, `rd_kafka_DescribeConsumerGroupsResponse_parse`).
pub(in crate::kafka) fn protocol_in(words: &str, id: &GroupId) -> Option<String> {
    let rest = words.strip_prefix(&format!(
        "GroupId {} is not a consumer group (",
        id.as_str()
    ))?;
    rest.strip_suffix(").").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::native::error_of;

    #[test]
    fn a_fragment_starts_small_unless_its_first_word_is_an_abbreviation() {
        assert_eq!(fragment("Timed out."), "timed out");
        assert_eq!(fragment("SSL handshake failed"), "SSL handshake failed");
        assert_eq!(fragment(""), "");
    }

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

    #[test]
    fn the_protocol_is_read_from_the_refusal_to_describe() {
        let id = GroupId::new("a (b)");
        let words = "GroupId a (b) is not a consumer group (connect).";
        assert_eq!(protocol_in(words, &id).as_deref(), Some("connect"));
        assert_eq!(protocol_in("something else", &id), None);
    }

    #[test]
    fn a_broker_that_did_not_list_its_groups_is_named_by_librdkafka_or_not_at_all() {
        assert!(names_broker(
            "Broker [2] ListConsumerGroups: Broker: Not authorized"
        ));
        assert!(!names_broker("Local: Timed out"));
    }
}
