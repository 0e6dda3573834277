//! What positions that were saved ask for.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::FileOffsets;
use super::{Note, Target, Wanted, Wants};
use crate::error::Error;
use crate::model::{
    GroupId, GroupSnapshot, SavedOffset, Snapshot, TopicName, TopicPartition, Visit, first_few,
};

/// The groups of a file that a hint names.
const SHOWN: usize = 10;

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
