use std::collections::BTreeMap;

use super::Side;
use crate::model::{Records, SavedCount, TimeSpan, TopicName};

/// A topic of one side beside that of the other; one of them may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedTopic {
    pub a: Option<TopicName>,
    pub b: Option<TopicName>,
    pub total: Pair,
    /// What is not the same, or of which that cannot be told: of partitions or of the whole topic first, then
    /// of times.
    pub rows: Vec<CountPair>,
    /// The places, and times of them, that are the same.
    pub equal: usize,
    /// The records that a holds and b does not, and the reverse, summed over what is compared beside times;
    /// `None` where a side of that could not be read.
    pub missing: Records,
    pub added: Records,
}

/// What two counts say of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountPair {
    /// `None` for the whole topic.
    pub partition: Option<i32>,
    /// `None` for all that was counted.
    pub time: Option<TimeSpan>,
    pub records: Pair,
    pub difference: CountDifference,
}

/// The records of both sides; `None` where they are not known, or the side has no such topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    pub a: Records,
    pub b: Records,
}

/// How two counts of one place differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum CountDifference {
    /// A side could not be read.
    Unknown,
    OnlyInA,
    OnlyInB,
    /// There are fewer in b.
    Missing,
    /// There are more in b.
    Added,
}

impl Pair {
    /// The records from a to b, signed; `None` where a side is not known.
    pub fn delta(&self) -> Option<i128> {
        Some(i128::from(self.b?) - i128::from(self.a?))
    }

    fn difference(&self) -> Option<CountDifference> {
        match self.delta() {
            None => Some(CountDifference::Unknown),
            Some(0) => None,
            Some(..0) => Some(CountDifference::Missing),
            Some(_) => Some(CountDifference::Added),
        }
    }
}

impl CountPair {
    /// Whether a side that has the place could not be read.
    pub(super) fn is_unknown(&self) -> bool {
        match self.difference {
            CountDifference::Unknown => true,
            CountDifference::OnlyInA => self.records.a.is_none(),
            CountDifference::OnlyInB => self.records.b.is_none(),
            CountDifference::Missing | CountDifference::Added => false,
        }
    }
}

impl ComparedTopic {
    /// Whether both sides have the topic, and the same in it.
    pub fn is_equal(&self) -> bool {
        self.rows.is_empty()
    }

    /// The topic of one side alone.
    pub(super) fn alone(side: Side, name: &TopicName, topic: &CountedTopic) -> Self {
        let records = topic.total();
        let row = |records, difference| CountPair {
            partition: None,
            time: None,
            records,
            difference,
        };
        let (a, b) = match side {
            Side::A => (records, None),
            Side::B => (None, records),
        };
        let total = Pair { a, b };
        match side {
            Side::A => ComparedTopic {
                a: Some(name.clone()),
                b: None,
                total,
                rows: vec![row(total, CountDifference::OnlyInA)],
                equal: 0,
                missing: records,
                added: Some(0),
            },
            Side::B => ComparedTopic {
                a: None,
                b: Some(name.clone()),
                total,
                rows: vec![row(total, CountDifference::OnlyInB)],
                equal: 0,
                missing: Some(0),
                added: records,
            },
        }
    }

    /// Compares two topics, partition by partition where both have the same ones and neither count is of
    /// `totals`, and notes what keeps it from being compared more closely.
    pub(super) fn of(
        (a_name, a): (&TopicName, &CountedTopic),
        (b_name, b): (&TopicName, &CountedTopic),
        totals: bool,
        notes: &mut Vec<String>,
    ) -> Self {
        let total = Pair {
            a: a.total(),
            b: b.total(),
        };
        let mut topic = ComparedTopic {
            a: Some(a_name.clone()),
            b: Some(b_name.clone()),
            total,
            rows: Vec::new(),
            equal: 0,
            missing: Some(0),
            added: Some(0),
        };
        let same = a.partitions.keys().eq(b.partitions.keys());
        if !same {
            notes.push(format!(
                "{a_name} in a and {b_name} in b have other partitions: their sums are compared"
            ));
        }
        if same && !totals {
            for ((partition, a), b) in a.partitions.iter().zip(b.partitions.values()) {
                topic.add(Some(*partition), None, Pair { a: *a, b: *b });
            }
            topic.add_times(&a.times, &b.times, notes);
        } else {
            topic.add(None, None, total);
            topic.add_times(&together(&a.times), &together(&b.times), notes);
        }
        topic
    }

    fn add(&mut self, partition: Option<i32>, time: Option<TimeSpan>, records: Pair) {
        if time.is_none() {
            let beyond = |from: Records, to: Records| Some(to?.saturating_sub(from?));
            self.missing = plus(self.missing, beyond(records.b, records.a));
            self.added = plus(self.added, beyond(records.a, records.b));
        }
        match records.difference() {
            None => self.equal += 1,
            Some(difference) => self.rows.push(CountPair {
                partition,
                time,
                records,
                difference,
            }),
        }
    }

    fn add_times(&mut self, a: &Times, b: &Times, notes: &mut Vec<String>) {
        if a.keys().eq(b.keys()) {
            return self.add_like_times(a, b);
        }
        let (a, b) = (together(a), together(b));
        if !a.keys().eq(b.keys()) {
            let names = [&self.a, &self.b].map(|name| name.as_deref().unwrap_or_default());
            let why = match (a.is_empty(), b.is_empty()) {
                (true, _) => "only b was counted with --by",
                (_, true) => "only a was counted with --by",
                _ => "they begin or end at other times",
            };
            let [a, b] = names;
            notes.push(format!(
                "the times of {a} in a and {b} in b are not compared: {why}"
            ));
            return;
        }
        self.add_like_times(&a, &b);
    }

    /// Adds the times of sides that have the same ones.
    fn add_like_times(&mut self, a: &Times, b: &Times) {
        for (((partition, time), a), b) in a.iter().zip(b.values()) {
            self.add(*partition, Some(*time), Pair { a: *a, b: *b });
        }
    }
}

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
