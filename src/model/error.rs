use std::fmt;

/// A Kafka error code: the broker's own where positive, librdkafka's local ones where negative. Any
/// number may come from a newer broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorCode(pub i32);

impl ErrorCode {
    /// Local: the whole request was not answered in time.
    pub const TIMED_OUT: ErrorCode = ErrorCode(-185);
    /// Local: the connection broke.
    pub const TRANSPORT: ErrorCode = ErrorCode(-195);
    /// Local: every broker of the bootstrap list is down.
    pub const ALL_BROKERS_DOWN: ErrorCode = ErrorCode(-187);
    /// Local: a broker's name could not be resolved.
    pub const RESOLVE: ErrorCode = ErrorCode(-193);
    /// Local: the broker refused the credentials, or TLS failed.
    pub const AUTHENTICATION: ErrorCode = ErrorCode(-169);
    /// Local: the request was taken back before it was sent.
    pub const PURGED_IN_QUEUE: ErrorCode = ErrorCode(-152);
    /// Local: what was to be sent no longer fits what is there.
    pub const OUTDATED: ErrorCode = ErrorCode(-167);
    /// Local: what was to be sent grew too old before it could be.
    pub const EXPIRED: ErrorCode = ErrorCode(-192);
    /// Local: the operator interrupted the command.
    pub const INTERRUPTED: ErrorCode = ErrorCode(-163);
    /// Local: an argument or property that librdkafka does not take.
    pub const INVALID_ARGUMENT: ErrorCode = ErrorCode(-186);
    /// Local: librdkafka knows no such partition.
    pub const UNKNOWN_PARTITION: ErrorCode = ErrorCode(-190);
    /// Local: something that the broker is too old for.
    pub const UNSUPPORTED_FEATURE: ErrorCode = ErrorCode(-165);
    /// Local: librdkafka knows no such topic.
    pub const UNKNOWN_TOPIC: ErrorCode = ErrorCode(-188);
    /// Local: no leader was found for any of the partitions.
    pub const NO_ENTRY: ErrorCode = ErrorCode(-156);
    /// Local: no connection took the request in time.
    pub const TIMED_OUT_QUEUE: ErrorCode = ErrorCode(-166);
    /// Local: a broker left the cluster.
    pub const DESTROY_BROKER: ErrorCode = ErrorCode(-137);
    /// Local: a log was read to its end.
    pub const PARTITION_EOF: ErrorCode = ErrorCode(-191);
    /// Local: the offset to read from is not in the log.
    pub const AUTO_OFFSET_RESET: ErrorCode = ErrorCode(-140);
    /// Local: this machine could not do it.
    pub const FAILED: ErrorCode = ErrorCode(-196);
    /// Local: TLS failed.
    pub const SSL: ErrorCode = ErrorCode(-181);
    /// Local: the answer lacked what was asked for.
    pub const BAD_MESSAGE: ErrorCode = ErrorCode(-199);

    pub const UNKNOWN_TOPIC_OR_PARTITION: ErrorCode = ErrorCode(3);
    pub const LEADER_NOT_AVAILABLE: ErrorCode = ErrorCode(5);
    pub const NOT_LEADER_OR_FOLLOWER: ErrorCode = ErrorCode(6);
    pub const REQUEST_TIMED_OUT: ErrorCode = ErrorCode(7);
    pub const OFFSET_METADATA_TOO_LARGE: ErrorCode = ErrorCode(12);
    pub const BROKER_NOT_AVAILABLE: ErrorCode = ErrorCode(8);
    pub const REPLICA_NOT_AVAILABLE: ErrorCode = ErrorCode(9);
    pub const NETWORK_EXCEPTION: ErrorCode = ErrorCode(13);
    pub const COORDINATOR_LOAD_IN_PROGRESS: ErrorCode = ErrorCode(14);
    pub const COORDINATOR_NOT_AVAILABLE: ErrorCode = ErrorCode(15);
    pub const NOT_COORDINATOR: ErrorCode = ErrorCode(16);
    pub const INVALID_TOPIC: ErrorCode = ErrorCode(17);
    pub const NOT_ENOUGH_REPLICAS_AFTER_APPEND: ErrorCode = ErrorCode(20);
    pub const INVALID_GROUP_ID: ErrorCode = ErrorCode(24);
    pub const UNKNOWN_MEMBER_ID: ErrorCode = ErrorCode(25);
    pub const INVALID_COMMIT_OFFSET_SIZE: ErrorCode = ErrorCode(28);
    pub const TOPIC_AUTHORIZATION_FAILED: ErrorCode = ErrorCode(29);
    pub const GROUP_AUTHORIZATION_FAILED: ErrorCode = ErrorCode(30);
    pub const CLUSTER_AUTHORIZATION_FAILED: ErrorCode = ErrorCode(31);
    pub const UNSUPPORTED_VERSION: ErrorCode = ErrorCode(35);
    pub const KAFKA_STORAGE_ERROR: ErrorCode = ErrorCode(56);
    pub const NON_EMPTY_GROUP: ErrorCode = ErrorCode(68);
    pub const GROUP_ID_NOT_FOUND: ErrorCode = ErrorCode(69);
    pub const FENCED_LEADER_EPOCH: ErrorCode = ErrorCode(74);
    pub const UNKNOWN_LEADER_EPOCH: ErrorCode = ErrorCode(75);
    pub const OFFSET_NOT_AVAILABLE: ErrorCode = ErrorCode(78);
    pub const GROUP_SUBSCRIBED_TO_TOPIC: ErrorCode = ErrorCode(86);
    pub const UNSTABLE_OFFSET_COMMIT: ErrorCode = ErrorCode(88);

    /// Whether another coordinator, or the same one later, may answer otherwise: it is moving, or loads its groups.
    pub fn is_of_coordinator(self) -> bool {
        matches!(
            self,
            ErrorCode::COORDINATOR_LOAD_IN_PROGRESS
                | ErrorCode::COORDINATOR_NOT_AVAILABLE
                | ErrorCode::NOT_COORDINATOR
        )
    }
}

/// What is said of a commit that a transaction holds ([`ErrorCode::UNSTABLE_OFFSET_COMMIT`]).
pub const PENDING_COMMIT: &str = "a commit is pending in a transaction";

/// What a broker, or librdkafka on the way to it, answered instead of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KafkaError {
    pub code: ErrorCode,
    /// What went wrong, as a lowercase fragment without the code.
    pub message: String,
    /// What the operator can do about it, where that is known.
    pub hint: Option<String>,
}

impl KafkaError {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        KafkaError {
            code,
            message: message.into(),
            hint: None,
        }
    }

    /// Adds what the operator can do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

impl fmt::Display for KafkaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for KafkaError {}
