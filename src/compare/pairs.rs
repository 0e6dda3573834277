use std::collections::{BTreeMap, BTreeSet};

use super::{ComparedGroup, Comparison, Difference, GroupSide, Position, Row};
use crate::model::{GroupId, GroupSnapshot, Snapshot, TopicPartition};

/// Which group of one side stands beside which of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// The one of the same name.
    ByName,
    /// The only one of each side, whatever their names.
    OneToOne,
}

type Group<'a> = (&'a GroupId, &'a GroupSnapshot);

/// One side's group, and the side that it is of.
#[derive(Clone, Copy)]
struct Half<'a> {
    group: Option<Group<'a>>,
    of: &'a Snapshot,
}

/// Compares what was committed: offset, leader epoch, metadata, and the topic that they are of. A
/// partition without a commit is the same as one that is absent.
///
/// Topic ids are not compared where the sides are known to be of different clusters, which give ids of
/// their own. What a side of some topics only did not look at is not compared.
pub fn compare(a: &Snapshot, b: &Snapshot, pairing: Pairing) -> Comparison {
    let topic_ids = match (&a.cluster_id, &b.cluster_id) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    let pairs: Vec<(Option<Group<'_>>, Option<Group<'_>>)> = match pairing {
        Pairing::OneToOne => vec![(a.groups.iter().next(), b.groups.iter().next())],
        Pairing::ByName => {
            let names: BTreeSet<_> = a.groups.keys().chain(b.groups.keys()).collect();
            let pair = |id| (a.groups.get_key_value(id), b.groups.get_key_value(id));
            names.into_iter().map(pair).collect()
        }
    };
    let groups = pairs.into_iter().map(|(of_a, of_b)| {
        let (a, b) = (Half { group: of_a, of: a }, Half { group: of_b, of: b });
        compared(a, b, topic_ids)
    });
    Comparison {
        groups: groups.collect(),
    }
}

fn compared(a: Half<'_>, b: Half<'_>, topic_ids: bool) -> ComparedGroup {
    let mut compared = ComparedGroup {
        a: a.side(),
        b: b.side(),
        rows: BTreeMap::new(),
        equal: 0,
        not_compared: 0,
        untold_topics: 0,
    };
    for at in a
        .partitions()
        .chain(b.partitions())
        .collect::<BTreeSet<_>>()
    {
        let (of_a, of_b) = match (a.position(at), b.position(at)) {
            (Some(of_a), Some(of_b)) => (of_a, of_b),
            (one, other) => {
                let has_none = |position: &Position| position.committed == Ok(None);
                let seen = one.or(other).is_some_and(|position| !has_none(&position));
                compared.not_compared += usize::from(seen);
                continue;
            }
        };
        let differences = differences(&of_a, &of_b, topic_ids);
        let both = of_a.commit().is_some() && of_b.commit().is_some();
        let told = of_a.topic_id.is_some() && of_b.topic_id.is_some();
        compared.untold_topics += usize::from(both && topic_ids && !told);
        if differences.is_empty() {
            compared.equal += usize::from(both);
            continue;
        }
        let row = Row {
            a: of_a,
            b: of_b,
            differences,
        };
        compared.rows.insert(at.clone(), row);
    }
    compared
}

impl<'a> Half<'a> {
    fn side(&self) -> Option<GroupSide> {
        let (id, group) = self.group?;
        Some(GroupSide {
            id: id.clone(),
            group_type: group.group_type,
            state: group.state,
            error: group.error.clone(),
        })
    }

    fn partitions(&self) -> impl Iterator<Item = &'a TopicPartition> + use<'a> {
        let offsets = self.group.map(|(_, group)| group.offsets.keys());
        offsets.into_iter().flatten()
    }

    /// What the side has in a partition; `None` where it did not look.
    fn position(&self, at: &TopicPartition) -> Option<Position> {
        let committed = match self.group {
            None => Ok(None),
            Some((_, group)) => match (group.offsets.get(at), &group.error) {
                (Some(saved), _) => {
                    return Some(Position {
                        topic_id: saved.topic_id.clone(),
                        committed: saved.committed.clone(),
                        negative: saved.negative,
                    });
                }
                (None, Some(why)) => Err(why.clone()),
                (None, None) if self.of.has_seen(&at.topic) => Ok(None),
                (None, None) => return None,
            },
        };
        Some(Position {
            topic_id: None,
            committed,
            negative: None,
        })
    }
}

fn differences(a: &Position, b: &Position, topic_ids: bool) -> BTreeSet<Difference> {
    let mut found = BTreeSet::new();
    match (&a.committed, &b.committed) {
        (Err(_), _) | (_, Err(_)) => drop(found.insert(Difference::Unknown)),
        (Ok(None), Ok(None)) => return found,
        (Ok(Some(_)), Ok(None)) => drop(found.insert(Difference::OnlyInA)),
        (Ok(None), Ok(Some(_))) => drop(found.insert(Difference::OnlyInB)),
        (Ok(Some(a)), Ok(Some(b))) => {
            let fields = [
                (Difference::Offset, a.offset != b.offset),
                (Difference::LeaderEpoch, a.leader_epoch != b.leader_epoch),
                (Difference::Metadata, a.metadata != b.metadata),
            ];
            found.extend(
                fields
                    .into_iter()
                    .filter(|(_, differs)| *differs)
                    .map(|(what, _)| what),
            );
        }
    }
    let another = matches!((&a.topic_id, &b.topic_id), (Some(a), Some(b)) if a != b);
    if topic_ids && another {
        found.insert(Difference::Topic);
    }
    found
}
