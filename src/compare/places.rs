use std::collections::BTreeMap;

use crate::model::{Records, SavedCount, TimeSpan, TopicName};

/// What a count says of one topic.
#[derive(Clone, Debug, Default)]
pub(super) struct CountedTopic {
    pub(super) partitions: BTreeMap<i32, Records>,
    pub(super) times: Times,
}

/// The times of a topic, by partition or as a whole.
pub(super) type Times = BTreeMap<(Option<i32>, TimeSpan), Records>;

impl CountedTopic {
    /// The records of all partitions, if all are known.
    pub(super) fn total(&self) -> Records {
        self.partitions.values().copied().fold(Some(0), plus)
    }
}

/// The topics of which a count has partitions.
pub(super) fn by_topic(count: &SavedCount) -> BTreeMap<&TopicName, CountedTopic> {
    let mut topics: BTreeMap<&TopicName, CountedTopic> = BTreeMap::new();
    for (at, records) in &count.partitions {
        let topic = topics.entry(&at.topic).or_default();
        topic.partitions.insert(at.partition, *records);
    }
    for bucket in &count.buckets {
        if let Some(topic) = topics.get_mut(&bucket.topic) {
            let at = (bucket.partition, bucket.time);
            topic.times.insert(at, bucket.records);
        }
    }
    topics
}

/// The sums of all partitions.
pub(super) fn together(times: &Times) -> Times {
    let mut together = Times::new();
    for ((_, span), records) in times {
        let sum = together.entry((None, *span)).or_insert(Some(0));
        *sum = plus(*sum, *records);
    }
    together
}

/// The records of both, if both are known.
pub(super) fn plus(a: Records, b: Records) -> Records {
    Some(a?.saturating_add(b?))
}
