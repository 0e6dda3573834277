use std::collections::BTreeMap;

use super::{GroupId, KafkaError, TopicName, TopicPartition};

/// An answer whose keys are the keys of the question, each with a value or its own error.
pub type PerPartition<T> = BTreeMap<TopicPartition, Result<T, KafkaError>>;
/// See [`PerPartition`].
pub type PerTopic<T> = BTreeMap<TopicName, Result<T, KafkaError>>;
/// See [`PerPartition`].
pub type PerGroup<T> = BTreeMap<GroupId, Result<T, KafkaError>>;

/// What a listing found, and what it could not see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<T> {
    pub found: Vec<T>,
    /// Why the listing may be incomplete, one sentence each; empty where every broker answered.
    pub gaps: Vec<String>,
}
