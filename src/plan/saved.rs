//! What positions that were saved ask for.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Note, Outcome, Plan, Status, Target, Undone, Wanted, Wants};
use crate::error::Error;
use crate::model::{
    GroupId, GroupSnapshot, Held, Offset, SavedOffset, Snapshot, TopicName, TopicPartition, Visit,
    first_few,
};

/// The groups of a file that a hint names.
const SHOWN: usize = 10;

/// The offsets of a file: of groups, or of whichever are named.
#[derive(Clone, Debug)]
pub enum FileOffsets {
    PerGroup(BTreeMap<GroupId, BTreeMap<TopicPartition, Offset>>),
    Anywhere(BTreeMap<TopicPartition, Offset>),
}

impl FileOffsets {
    pub(super) fn held(&self) -> Held {
        match self {
            FileOffsets::PerGroup(groups) => Held::PerGroup(
                groups
                    .iter()
                    .map(|(id, offsets)| (id.clone(), offsets.keys().cloned().collect()))
                    .collect(),
            ),
            FileOffsets::Anywhere(offsets) => Held::Anywhere(offsets.keys().cloned().collect()),
        }
    }
}

/// The partitions that a snapshot holds.
pub(super) fn held_by(snapshot: &Snapshot) -> Held {
    let groups = snapshot.groups.iter();
    let of_group = groups.map(|(id, group)| (id.clone(), group.offsets.keys().cloned().collect()));
    Held::PerGroup(of_group.collect())
}

type Rows = BTreeMap<TopicPartition, Wanted>;

/// What a snapshot asks for: in what it holds to stand as it says, and elsewhere to stay, or where that is `exact` to
/// have no commit.
///
/// # Errors
/// Refused: a group that the snapshot does not hold, or could not read.
pub(super) fn of_snapshot(snapshot: &Snapshot, exact: bool, visit: &Visit) -> Result<Wants, Error> {
    let rows = |(id, partitions): (&GroupId, &BTreeSet<TopicPartition>)| {
        let saved = snapshot.groups.get(id);
        let saved = saved.ok_or_else(|| not_held(id, "snapshot", snapshot.groups.keys()))?;
        if let Some(error) = &saved.error {
            return Err(Error::refused(format!(
                "group {id} could not be read when the snapshot was taken: {error}"
            )));
        }
        let wanted = |at: &TopicPartition| match saved.offsets.get(at) {
            Some(saved) => saved_position(saved, exact),
            None => unsaved_position(at, saved, exact.then_some(snapshot), id, visit),
        };
        let rows: Rows = partitions
            .iter()
            .map(|at| (at.clone(), wanted(at)))
            .collect();
        Ok((id.clone(), rows))
    };
    visit.partitions.iter().map(rows).collect()
}

fn saved_position(saved: &SavedOffset, exact: bool) -> Wanted {
    match &saved.committed {
        Ok(Some(committed)) => Wanted::Restored {
            committed: committed.clone(),
            topic_id: saved.topic_id.clone(),
        },
        Ok(None) if exact => Wanted::NoCommit {
            topic_id: saved.topic_id.clone(),
        },
        Ok(None) => Wanted::Stay(Note::NothingSaved),
        Err(error) => Wanted::SavedUnreadable(error.clone()),
    }
}

/// What becomes of a partition that the snapshot does not hold: a commit of which it is known to have been absent goes
/// where that is asked for, and all else stays.
fn unsaved_position(
    at: &TopicPartition,
    saved: &GroupSnapshot,
    exact: Option<&Snapshot>,
    id: &GroupId,
    visit: &Visit,
) -> Wanted {
    let group = visit.observation.groups.get(id);
    let has_commit = group.is_some_and(|group| group.commits.contains_key(at));
    match exact {
        Some(snapshot) if has_commit && snapshot.has_seen(&at.topic) => {
            Wanted::NoCommit { topic_id: None }
        }
        Some(_) if has_commit => Wanted::Stay(Note::NotKnownAbsent),
        _ if is_gained(at, saved, visit) => Wanted::Stay(Note::NotInSnapshot),
        _ => Wanted::Stay(Note::NothingSaved),
    }
}

/// Whether a topic of the snapshot has gained a partition since.
fn is_gained(at: &TopicPartition, saved: &GroupSnapshot, visit: &Visit) -> bool {
    let is_saved = |topic: &TopicName| saved.offsets.keys().any(|at| at.topic == *topic);
    let topic = visit.observation.topics.get(&at.topic);
    let is_there = topic
        .and_then(|topic| topic.as_ref().ok())
        .is_some_and(|topic| topic.partitions.contains(&at.partition));
    is_there && is_saved(&at.topic)
}

/// What the offsets of another tool ask for; elsewhere all stays.
///
/// # Errors
/// Refused: a group that the file does not hold.
pub(super) fn of_file(offsets: &FileOffsets, visit: &Visit) -> Result<Wants, Error> {
    let rows = |(id, partitions): (&GroupId, &BTreeSet<TopicPartition>)| {
        let saved = match offsets {
            FileOffsets::Anywhere(saved) => saved,
            FileOffsets::PerGroup(groups) => {
                let saved = groups.get(id);
                saved.ok_or_else(|| not_held(id, "file", groups.keys()))?
            }
        };
        let wanted = |at: &TopicPartition| match saved.get(at) {
            Some(offset) => Wanted::Target(Target::Exact(*offset)),
            None => Wanted::Stay(Note::NothingSaved),
        };
        let rows: Rows = partitions
            .iter()
            .map(|at| (at.clone(), wanted(at)))
            .collect();
        Ok((id.clone(), rows))
    };
    visit.partitions.iter().map(rows).collect()
}

fn not_held<'a>(id: &GroupId, file: &str, held: impl Iterator<Item = &'a GroupId>) -> Error {
    let held: Vec<String> = held.map(ToString::to_string).collect();
    Error::refused(format!("the {file} does not hold group {id}"))
        .hint(format!("it holds {}", first_few(&held, SHOWN)))
}

/// What each group must be asked for to stand where it stood before the plan was carried out. What was not
/// written, by the plan or by the outcome if there is one, is left out: where the group stands there is none
/// of the change's doing.
pub fn undone(plan: &Plan, outcome: Option<&Outcome>) -> Wants {
    let failed: BTreeSet<(&GroupId, &TopicPartition)> = outcome
        .into_iter()
        .flat_map(Outcome::partitions)
        .filter(|(_, _, row)| row.status == Status::Failed)
        .map(|(group, at, _)| (group, at))
        .collect();
    let mut groups: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for (group, at, change) in plan.changes() {
        // What was stored and is no offset does not come back.
        let leads_back = change.before.is_some() || change.after.is_some();
        if change.writes() && leads_back && !failed.contains(&(&group.id, at)) {
            let wanted = Wanted::Undone(of(change));
            let rows = groups.entry(group.id.clone()).or_default();
            rows.insert(at.clone(), wanted);
        }
    }
    groups
}

fn of(change: &Change) -> Undone {
    let stood_outside = match (&change.before, &change.range) {
        (Some(before), Some(range)) => !range.holds(before.offset),
        _ => false,
    };
    Undone {
        before: change.before.clone(),
        put: change.after.clone(),
        topic_id: change.topic_id.clone(),
        stood_outside,
    }
}

#[cfg(test)]
mod tests;
