use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::counted::by_topic;
use super::{ComparedTopic, CountPair, Side, Verdict};
use crate::model::{ClusterId, SavedBound, SavedCount, TopicName, readable};

/// Where a count comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountOrigin {
    pub file: String,
    pub cluster_id: Option<ClusterId>,
    pub observed_at: DateTime<Utc>,
    pub from: SavedBound,
    pub to: SavedBound,
    pub exact: bool,
}

/// A comparison of two counts, with all that has to be known to trust it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountDiff {
    pub a: CountOrigin,
    pub b: CountOrigin,
    /// In the order of their names in a, then those of b alone.
    pub topics: Vec<ComparedTopic>,
    /// What keeps the counts from being compared more closely, one sentence each.
    pub notes: Vec<String>,
    /// What could not be seen, and why, one sentence each.
    pub incomplete: Vec<String>,
}

impl CountDiff {
    /// Compares two counts: each topic of a with the one that it is mapped to, or else with that of its own
    /// name; and two single topics, of which none is mapped, whatever their names.
    pub fn new(
        (a_file, a): (String, &SavedCount),
        (b_file, b): (String, &SavedCount),
        mapped: &BTreeMap<&TopicName, &TopicName>,
    ) -> Self {
        let of_both = |lines: fn(&SavedCount) -> &[String]| -> Vec<String> {
            let of = |side, count| {
                lines(count)
                    .iter()
                    .map(move |line| format!("{side}: {line}"))
            };
            of(Side::A, a).chain(of(Side::B, b)).collect()
        };
        let mut notes = notes(a, b);
        notes.extend(of_both(|count| &count.notes));
        let topics = compared(a, b, mapped, &mut notes);
        CountDiff {
            a: CountOrigin::new(a_file, a),
            b: CountOrigin::new(b_file, b),
            topics,
            notes,
            incomplete: of_both(|count| &count.incomplete),
        }
    }

    /// What the comparison says. What could not be read may differ in more than was found.
    pub fn verdict(&self) -> Verdict {
        let rows = || self.topics.iter().flat_map(|topic| &topic.rows);
        if !self.incomplete.is_empty() || rows().any(CountPair::is_unknown) {
            return Verdict::Unknown;
        }
        match rows().next() {
            Some(_) => Verdict::Different,
            None => Verdict::Equal,
        }
    }
}

impl CountOrigin {
    fn new(file: String, count: &SavedCount) -> Self {
        CountOrigin {
            file,
            cluster_id: count.cluster_id.clone(),
            observed_at: count.observed_at,
            from: count.from.clone(),
            to: count.to.clone(),
            exact: count.exact,
        }
    }
}

fn compared(
    a: &SavedCount,
    b: &SavedCount,
    mapped: &BTreeMap<&TopicName, &TopicName>,
    notes: &mut Vec<String>,
) -> Vec<ComparedTopic> {
    let (of_a, of_b) = (by_topic(a), by_topic(b));
    let taken: BTreeSet<&TopicName> = mapped.values().copied().collect();
    let partner = |name: &TopicName| match mapped.get(name) {
        Some(to) => of_b.get_key_value(*to),
        None => of_b
            .get_key_value(name)
            .filter(|(name, _)| !taken.contains(*name)),
    };
    let mut pairs: Vec<_> = of_a.iter().map(|of_a| (of_a, partner(of_a.0))).collect();
    if let ([((only, _), partner @ None)], Some(other), 1, true) = (
        &mut *pairs,
        of_b.first_key_value(),
        of_b.len(),
        mapped.is_empty(),
    ) {
        notes.push(format!("{only} in a is compared with {} in b", other.0));
        *partner = Some(other);
    }
    let paired: BTreeSet<_> = pairs.iter().filter_map(|(_, b)| Some(*(*b)?.0)).collect();
    let totals = a.totals || b.totals;
    let mut topics = Vec::new();
    for ((name, topic), partner) in pairs {
        topics.push(match partner {
            Some((to, of_b)) => ComparedTopic::of((name, topic), (to, of_b), totals, notes),
            None => ComparedTopic::alone(Side::A, name, topic),
        });
    }
    let left = of_b.iter().filter(|(name, _)| !paired.contains(*name));
    topics.extend(left.map(|(name, topic)| ComparedTopic::alone(Side::B, name, topic)));
    topics
}

fn notes(a: &SavedCount, b: &SavedCount) -> Vec<String> {
    let mut notes = Vec::new();
    match (a.exact, b.exact) {
        (true, true) => {}
        (false, false) => notes.push(
            "both counts are of offsets: markers of transactions and what compaction removed may differ"
                .to_owned(),
        ),
        (is_a, _) => {
            let (exact, bound) = if is_a { ("a", "b") } else { ("b", "a") };
            notes.push(format!(
                "the records of {exact} were read, and {bound} is a count of offsets: it may hold fewer records \
                 than it says"
            ));
        }
    }
    if let (Some(of_a), Some(of_b)) = (a.isolation, b.isolation)
        && of_a != of_b
    {
        notes.push("a and b were read with another --isolation".to_owned());
    }
    if (&a.from, &a.to) != (&b.from, &b.to) {
        notes.push(format!(
            "a is from {} to {} and b from {} to {}: offsets are of each log its own",
            a.from, a.to, b.from, b.to
        ));
    }
    let is_of_the_moment = |bound: &SavedBound| match bound {
        SavedBound::Other(bound) => bound == "earliest" || bound == "latest",
        SavedBound::Offset(_) => false,
    };
    if a.observed_at != b.observed_at && [&a.from, &a.to].into_iter().any(is_of_the_moment) {
        notes.push(format!(
            "earliest and latest are those of the moment: a was counted at {} and b at {}, and what was written \
             or deleted between is a difference",
            readable(a.observed_at),
            readable(b.observed_at)
        ));
    }
    notes
}
