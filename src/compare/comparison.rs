use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::model::{
    CommittedOffset, GroupId, GroupState, GroupType, NegativeOffset, TopicId, TopicPartition,
};

/// One of the two that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    A,
    B,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::A => "a",
            Side::B => "b",
        })
    }
}

/// What came of comparing two sets of committed offsets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    pub groups: Vec<ComparedGroup>,
}

/// A group of one side beside that of the other; one of them may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedGroup {
    pub a: Option<GroupSide>,
    pub b: Option<GroupSide>,
    /// The partitions that differ, or of which that cannot be told.
    pub rows: BTreeMap<TopicPartition, Row>,
    /// The partitions in which both have the same commit.
    pub equal: usize,
    /// The partitions with a commit on one side that the other, of some topics only, did not look at.
    pub not_compared: usize,
    /// The partitions with commits on both sides of which a side does not know the topic id.
    pub untold_topics: usize,
}

/// What one side knows of a group beside its commits. Type and state are no part of what is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupSide {
    pub id: GroupId,
    pub group_type: GroupType,
    pub state: GroupState,
    /// Why none of the group's commits could be read.
    pub error: Option<String>,
}

/// A partition that is not the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub a: Position,
    pub b: Position,
    /// What differs; never empty.
    pub differences: BTreeSet<Difference>,
}

/// What one side knows of a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// `None` where the side does not tell.
    pub topic_id: Option<TopicId>,
    /// `Ok(None)` without a commit, `Err` with the reason for which that cannot be told.
    pub committed: Result<Option<CommittedOffset>, String>,
    /// What is stored in place of a commit, where that is no offset.
    pub negative: Option<NegativeOffset>,
}

/// What is not the same in a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::VariantArray)]
pub enum Difference {
    /// A side could not be read.
    Unknown,
    OnlyInA,
    OnlyInB,
    /// The topic bears another id: it was deleted and created again.
    Topic,
    Offset,
    LeaderEpoch,
    Metadata,
}

/// How many partitions came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub different: usize,
    pub unknown: usize,
    pub equal: usize,
    pub not_compared: usize,
    pub untold_topics: usize,
}

impl Comparison {
    /// The sums over all groups.
    pub fn count(&self) -> Count {
        let mut count = Count::default();
        for group in &self.groups {
            let unknown = group.rows.values().filter(|row| row.is_unknown()).count();
            count.unknown += unknown;
            count.different += group.rows.len() - unknown;
            count.equal += group.equal;
            count.not_compared += group.not_compared;
            count.untold_topics += group.untold_topics;
        }
        count
    }

    /// The groups that only one side has.
    pub fn only_in(&self, side: Side) -> impl Iterator<Item = &GroupSide> {
        self.groups
            .iter()
            .filter_map(move |group| match (side, &group.a, &group.b) {
                (Side::A, Some(only), None) | (Side::B, None, Some(only)) => Some(only),
                _ => None,
            })
    }

    /// What could not be read, one sentence for each place.
    pub fn unread(&self) -> Vec<String> {
        self.groups.iter().flat_map(ComparedGroup::unread).collect()
    }

    /// Whether anything that could be read differs.
    pub fn is_different(&self) -> bool {
        let one_sided = self.only_in(Side::A).chain(self.only_in(Side::B));
        self.count().different > 0 || one_sided.count() > 0
    }
}

impl ComparedGroup {
    /// Whether there is something to say of the group.
    pub fn is_equal(&self) -> bool {
        let readable = |side: &Option<GroupSide>| {
            let side = side.as_ref();
            side.is_some_and(|group| group.error.is_none())
        };
        self.rows.is_empty() && readable(&self.a) && readable(&self.b)
    }

    /// The group as one side has it.
    pub fn side(&self, side: Side) -> Option<&GroupSide> {
        match side {
            Side::A => self.a.as_ref(),
            Side::B => self.b.as_ref(),
        }
    }

    fn unread(&self) -> Vec<String> {
        let mut unread = Vec::new();
        for side in [Side::A, Side::B] {
            let Some(group) = self.side(side) else {
                continue;
            };
            let GroupSide { id, error, .. } = group;
            match error {
                Some(why) => unread.push(format!("{side}: group {id}: {why}")),
                None => unread.extend(self.rows.iter().filter_map(|(at, row)| {
                    let why = row.position(side).committed.as_ref().err()?;
                    Some(format!("{side}: group {id}: {at}: {why}"))
                })),
            }
        }
        unread
    }
}

impl Row {
    /// What one side has there.
    pub fn position(&self, side: Side) -> &Position {
        match side {
            Side::A => &self.a,
            Side::B => &self.b,
        }
    }

    /// Whether a side could not be read.
    pub fn is_unknown(&self) -> bool {
        self.differences.contains(&Difference::Unknown)
    }

    /// The offsets from a to b, signed; `None` without a commit on both sides.
    pub fn delta(&self) -> Option<i64> {
        let (a, b) = (self.a.commit()?, self.b.commit()?);
        Some(b.offset.minus(a.offset))
    }
}

impl Position {
    /// The commit, where there is one and it could be read.
    pub fn commit(&self) -> Option<&CommittedOffset> {
        self.committed.as_ref().ok()?.as_ref()
    }
}
