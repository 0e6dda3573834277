use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Comparison, Pairing, Side, compare};
use crate::model::{ClusterId, GroupId, LeftOut, Snapshot};

/// What a side was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file, and the one group of it that is compared where it is only one.
    Snapshot {
        file: String,
        group: Option<GroupId>,
    },
    /// The cluster as it is now.
    Live,
    /// A group as it stands now.
    Group(GroupId),
}

/// Where a side's commits come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub source: Source,
    pub cluster_id: Option<ClusterId>,
    /// When the reading of them began.
    pub read_at: DateTime<Utc>,
}

/// A comparison, with all that has to be known to trust it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    pub a: Origin,
    pub b: Origin,
    pub comparison: Comparison,
    /// What was left out of the comparison, and why, one sentence each.
    pub notes: Vec<String>,
    /// What could not be seen, and why, one sentence each.
    pub incomplete: Vec<String>,
    /// The groups that a side leaves out by what they are.
    pub left_out: Vec<LeftOut>,
}

/// What a comparison says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum Verdict {
    Equal,
    Different,
    /// Something could not be read, so that what was found may not be all.
    Unknown,
}

impl Diff {
    /// Compares what two sources hold.
    pub fn new(a: (Source, &Snapshot), b: (Source, &Snapshot), pairing: Pairing) -> Self {
        let comparison = compare(a.1, b.1, pairing);
        let gaps = gaps(Side::A, a.1).chain(gaps(Side::B, b.1));
        Diff {
            incomplete: gaps.chain(comparison.unread()).collect(),
            notes: notes(a.1, b.1, &comparison),
            left_out: left_out(a.1, b.1),
            a: Origin::new(a.0, a.1),
            b: Origin::new(b.0, b.1),
            comparison,
        }
    }

    /// What the comparison says. What could not be read may differ in more than was found.
    pub fn verdict(&self) -> Verdict {
        match (self.incomplete.is_empty(), self.comparison.is_different()) {
            (false, _) => Verdict::Unknown,
            (true, true) => Verdict::Different,
            (true, false) => Verdict::Equal,
        }
    }
}

impl Origin {
    fn new(source: Source, snapshot: &Snapshot) -> Self {
        Origin {
            source,
            cluster_id: snapshot.cluster_id.clone(),
            read_at: snapshot.created_at,
        }
    }
}

/// What a side could not see beside the commits that the comparison itself finds unread.
fn gaps(side: Side, snapshot: &Snapshot) -> impl Iterator<Item = String> {
    let unread: BTreeSet<String> = snapshot.unread().collect();
    let gaps = snapshot.incomplete.iter();
    gaps.filter(move |gap| !unread.contains(*gap))
        .map(move |gap| format!("{side}: {gap}"))
}

fn left_out(a: &Snapshot, b: &Snapshot) -> Vec<LeftOut> {
    let both = a.left_out.iter().chain(&b.left_out);
    both.collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

fn notes(a: &Snapshot, b: &Snapshot, comparison: &Comparison) -> Vec<String> {
    let mut notes = Vec::new();
    match (&a.cluster_id, &b.cluster_id) {
        (Some(a), Some(b)) if a == b => {}
        (Some(a), Some(b)) => notes.push(format!(
            "a is of cluster {a} and b of cluster {b}: topic ids are not compared"
        )),
        _ => notes.push("it cannot be told whether a and b are of the same cluster".to_owned()),
    }
    let count = comparison.count();
    for (side, snapshot) in [(Side::A, a), (Side::B, b)] {
        if !snapshot.all_topics {
            let topics = if snapshot.visible_topics.is_empty() {
                "some topics only"
            } else {
                "the topics that could be seen"
            };
            notes.push(format!(
                "{side} is of {topics}: what lies outside them is not compared"
            ));
        }
    }
    if count.not_compared > 0 {
        let count = count.not_compared;
        notes.push(format!(
            "partitions not compared, with a commit on the other side: {count}"
        ));
    }
    if count.untold_topics > 0 {
        let count = count.untold_topics;
        notes.push(format!(
            "partitions of which a side does not know the topic id, so that a topic created again does not show: {count}"
        ));
    }
    notes
}
