use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA;
use super::read::IsolationForm;
use crate::document::{Kind, TopicEntry};
use crate::model::{
    Bound, CountRow, Counts, Isolation, KafkaError, PartitionBucket, Stretch, TopicBucket,
    TopicPartition, instant,
};

/// The content of a `koffset.count` document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CountDocument {
    /// `earliest`, an offset, or an instant in RFC 3339.
    pub from: String,
    /// `latest`, an offset, or an instant in RFC 3339.
    pub to: String,
    /// Whether records were read; otherwise offsets were counted, an upper bound of the records that lie there. Neither
    /// bounds what was written between two times where timestamps do not rise along the log.
    pub exact: bool,
    /// Which records were read; null where none was.
    pub isolation: Option<IsolationForm>,
    /// Where the count is not what the bounds may be taken for, and why.
    pub notes: Vec<String>,
    pub partitions: Vec<CountedPartition>,
    /// Only there where totals were asked for.
    #[serde(rename = "topics", skip_serializing_if = "Option::is_none")]
    pub totals: Option<Vec<TopicEntry>>,
    /// Only there where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buckets: Option<Vec<BucketEntry>>,
}

/// One partition; a value is null where it could not be read, and `error` says why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CountedPartition {
    #[serde(flatten)]
    place: Place,
    #[serde(flatten)]
    counted: Counted,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Place {
    topic: String,
    partition: i32,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Counted {
    /// The first offset that is counted.
    from: Option<i64>,
    /// One past the last.
    to: Option<i64>,
    records: Option<u64>,
    error: Option<String>,
}

/// One bucket of a topic, or of a partition.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct BucketEntry(Bucket);

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
enum Bucket {
    Topic {
        topic: String,
        #[serde(flatten)]
        times: Times,
        /// Null where a partition could not be read.
        records: Option<u64>,
        /// The partitions that could not be read.
        unreadable: usize,
    },
    Partition {
        #[serde(flatten)]
        place: Place,
        #[serde(flatten)]
        times: Times,
        #[serde(flatten)]
        counted: Counted,
    },
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Times {
    /// RFC 3339, in UTC.
    from_time: Option<String>,
    /// Null for the bucket that ends where the log does.
    to_time: Option<String>,
}

impl Kind for CountDocument {
    const SCHEMA: (&'static str, u32) = Self::SCHEMA;
}

impl CountDocument {
    /// Its kind and version.
    pub const SCHEMA: (&str, u32) = SCHEMA;

    /// A document of partitions alone, of offsets or of the records that were read.
    pub fn new(counts: &Counts, read: Option<Isolation>) -> Self {
        let bound = |bound: Option<&Bound>| bound.map(ToString::to_string).unwrap_or_default();
        CountDocument {
            from: bound(counts.bounds.first()),
            to: bound(counts.bounds.last()),
            exact: read.is_some(),
            isolation: read.map(IsolationForm::from),
            notes: Vec::new(),
            partitions: CountedPartition::all(counts),
            totals: None,
            buckets: None,
        }
    }
}

impl CountedPartition {
    /// An entry for each row.
    pub fn all(counts: &Counts) -> Vec<Self> {
        let entry = |row: &CountRow| CountedPartition {
            place: Place::new(&row.partition),
            counted: Counted::new(row.whole()),
        };
        counts.rows.iter().map(entry).collect()
    }
}

impl BucketEntry {
    /// An entry for each bucket of each topic, or of each partition.
    pub fn all(counts: &Counts, per_partition: bool) -> Vec<Self> {
        if per_partition {
            counts
                .partition_buckets()
                .map(BucketEntry::of_partition)
                .collect()
        } else {
            counts
                .topic_buckets()
                .into_iter()
                .map(BucketEntry::of_topic)
                .collect()
        }
    }

    fn of_topic(bucket: TopicBucket) -> Self {
        BucketEntry(Bucket::Topic {
            topic: bucket.topic.to_string(),
            times: Times::new(bucket.from, bucket.to),
            records: bucket.records(),
            unreadable: bucket.unreadable,
        })
    }

    fn of_partition(bucket: PartitionBucket<'_>) -> Self {
        BucketEntry(Bucket::Partition {
            place: Place::new(bucket.partition),
            times: Times::new(bucket.from, bucket.to),
            counted: Counted::new(bucket.stretch),
        })
    }
}

impl Place {
    fn new(at: &TopicPartition) -> Self {
        Place {
            topic: at.topic.to_string(),
            partition: at.partition,
        }
    }
}

impl Counted {
    fn new(stretch: Result<Stretch, &KafkaError>) -> Self {
        let known = stretch.ok();
        Counted {
            from: known.map(|stretch| stretch.from.get()),
            to: known.map(|stretch| stretch.to.get()),
            records: known.map(|stretch| stretch.records),
            error: stretch.err().map(ToString::to_string),
        }
    }
}

impl Times {
    fn new(from: Bound, to: Bound) -> Self {
        Times {
            from_time: from.time().map(instant),
            to_time: to.time().map(instant),
        }
    }
}
