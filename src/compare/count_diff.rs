use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{ComparedTopic, CountDifference, Side, Verdict};
use crate::model::{ClusterId, SavedBound, SavedCount, TopicName};

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
        let mut notes = notes(a, b);
        let topics = compared(a, b, mapped, &mut notes);
        let gaps = |side: Side, count: &SavedCount| {
            let gaps = count.incomplete.iter();
            gaps.map(|gap| format!("{side}: {gap}")).collect::<Vec<_>>()
        };
        CountDiff {
            a: CountOrigin::new(a_file, a),
            b: CountOrigin::new(b_file, b),
            topics,
            notes,
            incomplete: [gaps(Side::A, a), gaps(Side::B, b)].concat(),
        }
    }

    /// What the comparison says. What could not be read may differ in more than was found.
    pub fn verdict(&self) -> Verdict {
        let rows = || self.topics.iter().flat_map(|topic| &topic.rows);
        let unknown = |difference| difference == CountDifference::Unknown;
        if !self.incomplete.is_empty() || rows().any(|row| unknown(row.difference)) {
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
    let (of_a, of_b) = (a.topics(), b.topics());
    let taken: BTreeSet<&TopicName> = mapped.values().copied().collect();
    let partner = |name: &TopicName| match mapped.get(name) {
        Some(to) => of_b.get(*to).copied(),
        None => of_b.get(name).copied().filter(|name| !taken.contains(name)),
    };
    let mut pairs: Vec<_> = of_a.iter().map(|&name| (name, partner(name))).collect();
    if let ([(only, partner @ None)], Some(other), 1, true) = (
        &mut *pairs,
        of_b.first().copied(),
        of_b.len(),
        mapped.is_empty(),
    ) {
        notes.push(format!("{only} in a is compared with {other} in b"));
        *partner = Some(other);
    }
    let paired: BTreeSet<_> = pairs.iter().filter_map(|(_, partner)| *partner).collect();
    let of_pair = |(name, partner): (&TopicName, Option<&TopicName>)| match partner {
        Some(partner) => ComparedTopic::of((name, a), (partner, b), notes),
        None => ComparedTopic::alone(Side::A, name, a),
    };
    let mut topics: Vec<_> = pairs.into_iter().map(of_pair).collect();
    let left = of_b.difference(&paired);
    topics.extend(left.map(|name| ComparedTopic::alone(Side::B, name, b)));
    topics
}

fn notes(a: &SavedCount, b: &SavedCount) -> Vec<String> {
    let mut notes = Vec::new();
    match (a.exact, b.exact) {
        (true, true) => {}
        (false, false) => notes.push(
            "both counts are of offsets, an upper bound of the records: markers of transactions \
                           and what compaction removed may differ"
                .to_owned(),
        ),
        (is_a, _) => {
            let (exact, bound) = if is_a { ("a", "b") } else { ("b", "a") };
            notes.push(format!(
                "the records of {exact} were read, and {bound} is an upper bound of its records: it may hold \
                 fewer than it says"
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
    notes
}
