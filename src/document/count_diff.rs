use schemars::JsonSchema;
use serde::Serialize;

use super::{Envelope, Kind, Word, Worded};
use crate::compare::{ComparedTopic, CountDiff, CountDifference, CountOrigin, CountPair, Verdict};
use crate::model::{TopicName, instant};

const SCHEMA: (&str, u32) = ("koffset.count-diff", 1);

/// The content of a `koffset.count-diff` document.
#[derive(Serialize, JsonSchema)]
pub struct CountDiffDocument<'a> {
    result: Word<Verdict>,
    a: OriginForm<'a>,
    b: OriginForm<'a>,
    notes: &'a [String],
    topics: Vec<TopicForm<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct OriginForm<'a> {
    file: &'a str,
    cluster_id: Option<&'a str>,
    /// When the counting began, in RFC 3339.
    observed_at: String,
    from: String,
    to: String,
    /// Whether records were read; otherwise offsets were counted, an upper bound of the records that lie there.
    exact: bool,
}

#[derive(Serialize, JsonSchema)]
struct TopicForm<'a> {
    /// Null where the side has no such topic.
    a_topic: Option<&'a str>,
    b_topic: Option<&'a str>,
    /// Null where a partition could not be read.
    a_records: Option<u64>,
    b_records: Option<u64>,
    /// What a holds and b does not, summed over the partitions that are compared; null where one of them could
    /// not be read.
    missing: Option<u64>,
    /// What b holds and a does not, likewise.
    added: Option<u64>,
    /// The places, and times of them, that are the same.
    equal: usize,
    differences: Vec<CountDiffRow<'a>>,
}

/// A place, or a time of it, of which the counts are not the same.
#[derive(Serialize, JsonSchema)]
pub struct CountDiffRow<'a> {
    a_topic: Option<&'a str>,
    b_topic: Option<&'a str>,
    /// Null for all partitions of the topic.
    partition: Option<i32>,
    /// RFC 3339, in UTC; both null for all that was counted.
    from_time: Option<String>,
    to_time: Option<String>,
    a_records: Option<u64>,
    b_records: Option<u64>,
    /// Records from a to b; null where a side is not known.
    delta: Option<i128>,
    difference: Word<CountDifference>,
}

impl Kind for CountDiffDocument<'_> {
    const SCHEMA: (&'static str, u32) = SCHEMA;
}

impl<'a> Envelope<CountDiffDocument<'a>> {
    /// The document of a comparison. It is of a cluster where both sides are of the same, and observed when the later
    /// side was.
    pub fn of_count_diff(diff: &'a CountDiff) -> Self {
        let content = CountDiffDocument {
            result: Word(diff.verdict()),
            a: OriginForm::new(&diff.a),
            b: OriginForm::new(&diff.b),
            notes: &diff.notes,
            topics: diff.topics.iter().map(TopicForm::new).collect(),
        };
        let side = |side: &'a CountOrigin| (side.cluster_id.as_ref(), side.observed_at);
        let incomplete = diff.incomplete.clone();
        Envelope::of_two(SCHEMA, side(&diff.a), side(&diff.b), incomplete, content)
    }
}

impl<'a> CountDiffRow<'a> {
    /// A row for each place that differs, or of which that cannot be told.
    pub fn all(diff: &'a CountDiff) -> Vec<Self> {
        diff.topics.iter().flat_map(rows).collect()
    }

    fn new(topic: &'a ComparedTopic, row: &'a CountPair) -> Self {
        CountDiffRow {
            a_topic: name(topic.a.as_ref()),
            b_topic: name(topic.b.as_ref()),
            partition: row.partition,
            from_time: row.time.and_then(|time| time.from).map(instant),
            to_time: row.time.and_then(|time| time.to).map(instant),
            a_records: row.records.a,
            b_records: row.records.b,
            delta: row.records.delta(),
            difference: Word(row.difference),
        }
    }
}

fn rows(topic: &ComparedTopic) -> Vec<CountDiffRow<'_>> {
    let row = |row| CountDiffRow::new(topic, row);
    topic.rows.iter().map(row).collect()
}

fn name(topic: Option<&TopicName>) -> Option<&str> {
    topic.map(|name| &**name)
}

impl<'a> OriginForm<'a> {
    fn new(origin: &'a CountOrigin) -> Self {
        OriginForm {
            file: &origin.file,
            cluster_id: origin.cluster_id.as_ref().map(|id| id.0.as_str()),
            observed_at: instant(origin.observed_at),
            from: origin.from.to_string(),
            to: origin.to.to_string(),
            exact: origin.exact,
        }
    }
}

impl<'a> TopicForm<'a> {
    fn new(topic: &'a ComparedTopic) -> Self {
        TopicForm {
            a_topic: name(topic.a.as_ref()),
            b_topic: name(topic.b.as_ref()),
            a_records: topic.total.a,
            b_records: topic.total.b,
            missing: topic.missing,
            added: topic.added,
            equal: topic.equal,
            differences: rows(topic),
        }
    }
}

impl Worded for CountDifference {
    fn word(self) -> &'static str {
        match self {
            CountDifference::Unknown => "unknown",
            CountDifference::OnlyInA => "only-in-a",
            CountDifference::OnlyInB => "only-in-b",
            CountDifference::Missing => "missing",
            CountDifference::Added => "added",
        }
    }
}
