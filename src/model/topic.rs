use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::visible;

/// A topic's name, shared by all that refer to it.
pub type TopicName = Arc<str>;

/// One partition of one topic; ordered by topic, then number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicPartition {
    pub topic: TopicName,
    pub partition: i32,
}

impl TopicPartition {
    pub fn new(topic: impl Into<TopicName>, partition: i32) -> Self {
        TopicPartition {
            topic: topic.into(),
            partition,
        }
    }
}

/// For people.
impl fmt::Display for TopicPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", visible(&self.topic), self.partition)
    }
}

/// The id that a cluster gives a topic when it is created (KIP-516), in Kafka's base64 form; a topic
/// of the same name with another id is another topic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicId(pub String);

impl fmt::Display for TopicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id that a cluster's brokers share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClusterId(pub String);

impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A topic as the cluster describes it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    pub name: TopicName,
    /// `None` where the broker gives no topic ids (before Kafka 2.8).
    pub id: Option<TopicId>,
    /// The numbers of its partitions.
    pub partitions: BTreeSet<i32>,
    /// Whether the broker calls it internal, such as `__consumer_offsets`.
    pub internal: bool,
}

impl Topic {
    /// Every partition of the topic.
    pub fn topic_partitions(&self) -> impl Iterator<Item = TopicPartition> + '_ {
        self.partitions
            .iter()
            .map(|&partition| TopicPartition::new(self.name.clone(), partition))
    }
}
