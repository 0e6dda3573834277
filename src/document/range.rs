use schemars::JsonSchema;
use serde::Serialize;

use crate::document::Kind;
use crate::model::{
    KafkaError, ListedOffset, Offset, OffsetSpec, RangeRow, Ranges, Timestamp, TopicTotal, instant,
};

/// The schema of [`RangeDocument`] and its version.
pub const RANGE: (&str, u32) = ("koffset.range", 1);

/// What `koffset range` found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RangeDocument {
    pub partitions: Vec<PartitionEntry>,
    /// Only there where totals were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<TopicEntry>>,
}

/// One partition; a value is null where it could not be read, and `error` says why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PartitionEntry {
    topic: String,
    partition: i32,
    earliest: Option<i64>,
    latest: Option<i64>,
    last_stable: Option<i64>,
    records: Option<u64>,
    at: Vec<AtEntry>,
    error: Option<String>,
}

/// One more look-up; its offset is null where there is no such record, or with an `error` of the row.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct AtEntry {
    /// `earliest`, `latest`, `max-timestamp`, or the instant in RFC 3339.
    spec: String,
    offset: Option<i64>,
    /// The found record's, in RFC 3339; null where it has none, or none that is a plausible time.
    timestamp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp_ms: Option<i64>,
    /// True where the log starts above the record, so that it cannot be read; only there where it is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    below_log_start: bool,
}

/// The sums of one topic.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TopicEntry {
    topic: String,
    /// How many partitions.
    partitions: usize,
    /// Null where a partition could not be read.
    records: Option<u64>,
    unreadable: usize,
}

impl Kind for RangeDocument {
    const SCHEMA: (&'static str, u32) = RANGE;
}

impl RangeDocument {
    pub fn new(ranges: &Ranges, totals: bool) -> Self {
        RangeDocument {
            partitions: PartitionEntry::all(ranges),
            topics: totals.then(|| TopicEntry::all(ranges.totals())),
        }
    }
}

impl PartitionEntry {
    /// An entry for each row.
    pub fn all(ranges: &Ranges) -> Vec<Self> {
        let entry = |row| PartitionEntry::new(row, &ranges.specs);
        ranges.rows.iter().map(entry).collect()
    }

    fn new(row: &RangeRow, specs: &[OffsetSpec]) -> Self {
        let number = |end: &Result<Offset, KafkaError>| end.as_ref().ok().map(|end| end.get());
        let at = specs.iter().zip(&row.at);
        PartitionEntry {
            topic: row.partition.topic.to_string(),
            partition: row.partition.partition,
            earliest: number(&row.earliest),
            latest: number(&row.latest),
            last_stable: number(&row.last_stable),
            records: row.records(),
            at: at
                .map(|(spec, found)| {
                    AtEntry::new(spec, found.as_ref().ok().and_then(Option::as_ref), row)
                })
                .collect(),
            error: row.error(specs),
        }
    }
}

impl AtEntry {
    fn new(spec: &OffsetSpec, found: Option<&ListedOffset>, row: &RangeRow) -> Self {
        let time = found.and_then(|found| found.timestamp);
        AtEntry {
            spec: spec.to_string(),
            offset: found.map(|found| found.offset.get()),
            timestamp: time.and_then(Timestamp::instant).map(instant),
            timestamp_ms: time.and_then(Timestamp::raw_millis),
            below_log_start: found.is_some_and(|found| row.is_below_log_start(found)),
        }
    }
}

impl TopicEntry {
    /// An entry for each topic.
    pub fn all(totals: Vec<TopicTotal>) -> Vec<Self> {
        let entry = |total: TopicTotal| TopicEntry {
            topic: total.topic.to_string(),
            partitions: total.partitions,
            records: total.records(),
            unreadable: total.unreadable,
        };
        totals.into_iter().map(entry).collect()
    }
}
