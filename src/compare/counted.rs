use std::collections::{BTreeMap, BTreeSet};

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
    /// The records that a holds and b does not, and the reverse, summed over what is compared beside times.
    pub missing: u64,
    pub added: u64,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// One side's topic: its partitions, and its times by partition or as a whole.
type Places<K> = BTreeMap<K, Records>;
type Times = BTreeMap<(Option<i32>, TimeSpan), Records>;

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

impl ComparedTopic {
    /// Whether both sides have the topic, and the same in it.
    pub fn is_equal(&self) -> bool {
        self.rows.is_empty()
    }

    /// The topic of one side alone.
    pub(super) fn alone(side: Side, name: &TopicName, count: &SavedCount) -> Self {
        let records = sum(partitions(name, count).values());
        let (topics, total, difference) = match side {
            Side::A => (
                (Some(name.clone()), None),
                Pair {
                    a: records,
                    b: None,
                },
                CountDifference::OnlyInA,
            ),
            Side::B => (
                (None, Some(name.clone())),
                Pair {
                    a: None,
                    b: records,
                },
                CountDifference::OnlyInB,
            ),
        };
        let row = CountPair {
            partition: None,
            time: None,
            records: total,
            difference,
        };
        ComparedTopic {
            a: topics.0,
            b: topics.1,
            total,
            rows: vec![row],
            equal: 0,
            missing: total.a.unwrap_or(0),
            added: total.b.unwrap_or(0),
        }
    }

    /// Compares two topics, partition by partition where both have the same ones and neither count is of
    /// totals, and notes what keeps it from being compared more closely.
    pub(super) fn of(
        (a_name, a): (&TopicName, &SavedCount),
        (b_name, b): (&TopicName, &SavedCount),
        notes: &mut Vec<String>,
    ) -> Self {
        let (of_a, of_b) = (partitions(a_name, a), partitions(b_name, b));
        let total = Pair {
            a: sum(of_a.values()),
            b: sum(of_b.values()),
        };
        let mut topic = ComparedTopic {
            a: Some(a_name.clone()),
            b: Some(b_name.clone()),
            total,
            rows: Vec::new(),
            equal: 0,
            missing: 0,
            added: 0,
        };
        let same = of_a.keys().eq(of_b.keys());
        if !same {
            notes.push(format!(
                "{a_name} in a and {b_name} in b have other partitions: their sums are compared"
            ));
        }
        let apart = same && !a.totals && !b.totals;
        match apart {
            true => {
                for (partition, a) in of_a {
                    let b = of_b[&partition];
                    topic.add(Some(partition), None, Pair { a, b });
                }
            }
            false => topic.add(None, None, total),
        }
        topic.add_times(times(a_name, a, apart), times(b_name, b, apart), notes);
        topic
    }

    fn add(&mut self, partition: Option<i32>, time: Option<TimeSpan>, records: Pair) {
        if let (None, Some(delta)) = (time, records.delta()) {
            let more = u64::try_from(delta.unsigned_abs()).unwrap_or(u64::MAX);
            match delta < 0 {
                true => self.missing = self.missing.saturating_add(more),
                false => self.added = self.added.saturating_add(more),
            }
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

    fn add_times(&mut self, a: Times, b: Times, notes: &mut Vec<String>) {
        let (a, b) = match a.keys().eq(b.keys()) {
            true => (a, b),
            false => (together(a), together(b)),
        };
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
        for ((partition, time), a) in a {
            let b = b[&(partition, time)];
            self.add(partition, Some(time), Pair { a, b });
        }
    }
}

fn partitions(name: &TopicName, count: &SavedCount) -> Places<i32> {
    let all = count.partitions.iter();
    let of_topic = all.filter(|(at, _)| at.topic == *name);
    of_topic
        .map(|(at, records)| (at.partition, *records))
        .collect()
}

/// The times of a topic, of each partition where they are known and wanted.
fn times(name: &TopicName, count: &SavedCount, apart: bool) -> Times {
    let all = count.buckets.iter();
    let of_topic = all.filter(|bucket| bucket.topic == *name);
    let times = of_topic.map(|bucket| ((bucket.partition, bucket.time), bucket.records));
    let times: Times = times.collect();
    match apart {
        true => times,
        false => together(times),
    }
}

/// The sums of all partitions.
fn together(times: Times) -> Times {
    let mut together = Times::new();
    let spans: BTreeSet<TimeSpan> = times.keys().map(|(_, time)| *time).collect();
    for span in spans {
        let of_span = times.iter().filter(|((_, time), _)| *time == span);
        together.insert((None, span), sum(of_span.map(|(_, records)| records)));
    }
    together
}

/// The records of them all, if all are known.
fn sum<'a>(mut records: impl Iterator<Item = &'a Records>) -> Records {
    records.try_fold(0_u64, |sum, records| Some(sum.saturating_add((*records)?)))
}
