//! Which rights Kafka asks for: of each request, and so of each command, and the ACLs that grant them.

mod grant;
mod request;
mod task;
mod verdict;

pub use grant::{Grant, Pattern, SOMEBODY, principal};
pub use request::{About, Kind, Request};
pub use task::{Role, TASKS, Task, minimal};
pub use verdict::{Allowed, Check, Unseen, check};

/// Why a listing of groups may lack some (`KafkaApis.handleListGroupsRequest` leaves out, in silence, what may
/// not be described).
pub const HIDDEN_GROUPS: &str =
    "groups that you may not describe are not listed, since DESCRIBE on the cluster is not granted";

/// Why the commits of a group may lack some (`KafkaApis.handleOffsetFetchRequest` leaves out, in silence, topics
/// that may not be described).
pub const HIDDEN_COMMITS: &str = "commits in topics that you may not describe are not shown, if there are any: the cluster does not tell";

/// Why the topics that match may not be all (`KafkaApis.handleTopicMetadataRequest` leaves out, in silence, what
/// may not be described, where all are asked for).
pub const HIDDEN_TOPICS: &str =
    "topics that you may not describe are not shown, if there are any: the cluster does not tell";

#[cfg(test)]
mod tests;
