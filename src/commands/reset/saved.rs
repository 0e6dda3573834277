//! Positions that were read before: from a snapshot, or from another group.

use std::collections::{BTreeMap, BTreeSet};

use super::args::ResetArgs;
use crate::commands::Session;
use crate::commands::followed::Followed;
use crate::commands::scope::TopicArgs;
use crate::error::Error;
use crate::kafka::Stability;
use crate::model::{
    GroupId, GroupSnapshot, LeftOut, ObservedGroup, PerTopic, SavedOffset, Snapshot, Topic,
    TopicName, TopicPartition,
};
use crate::observe::{PerGroupPartitions, SelectedGroups, observe_groups};
use crate::plan::{Note, Source, Wanted, Wants};
use crate::render::first_few;

/// The groups of a snapshot that a hint names.
const SHOWN: usize = 10;

const WITHOUT_EXACT: &str = "without --exact, only what the snapshot has is restored";

/// What a snapshot asks for: the groups and topics that are named, or all that it holds.
///
/// # Errors
/// Refused: a group that the snapshot does not have, `--exact` with a snapshot that is partial.
pub(super) fn from_snapshot(
    snapshot: &Snapshot,
    args: &ResetArgs,
    selected: &mut SelectedGroups,
    session: &Session<'_>,
) -> Result<Wants, Error> {
    if args.exact && snapshot.is_partial() {
        return Err(
            Error::refused("the snapshot is partial: what it lacks may have had a commit")
                .hint(WITHOUT_EXACT),
        );
    }
    let mut ids = if selected.ids.is_empty() {
        snapshot.groups.keys().cloned().collect()
    } else {
        selected.ids.clone()
    };
    let observed = observe_groups(session.observer(), &ids, Stability::Any)?;
    if selected.ids.is_empty() {
        leave_foreign(&mut ids, &observed, &mut selected.left_out)?;
    }
    let asked_for = asked_for(&args.scope.topics, session)?;
    let topics = session
        .cluster
        .topics(&topics_of(snapshot, &ids), session.deadline)?;
    let mut wants = Wants::new();
    for id in &ids {
        let saved = snapshot
            .groups
            .get(id)
            .ok_or_else(|| not_in(snapshot, id))?;
        if let Some(error) = &saved.error {
            return Err(Error::refused(format!(
                "group {id} could not be read when the snapshot was taken: {error}"
            )));
        }
        let mut wanted = saved_positions(saved, args.exact);
        add_unsaved(&mut wanted, saved, &topics);
        let commits = observed[id].commits.keys();
        for at in commits.filter(|at| !saved.offsets.contains_key(at)) {
            let unsaved = wanted.entry(at.clone());
            let unsaved = unsaved.or_insert(Wanted::Stay(Note::NothingSaved));
            if args.exact {
                *unsaved = absent_then(at, snapshot);
            }
        }
        if let Some(partitions) = &asked_for {
            keep_asked_for(&mut wanted, partitions);
        }
        wants.insert(id.clone(), wanted);
    }
    Ok(wants)
}

/// Leaves out the groups of a file that are not a consumer's, where the file alone names them.
///
/// # Errors
/// Refused: nothing is left.
pub(super) fn leave_foreign(
    ids: &mut BTreeSet<GroupId>,
    observed: &BTreeMap<GroupId, ObservedGroup>,
    left_out: &mut Vec<LeftOut>,
) -> Result<(), Error> {
    for (id, group) in observed {
        if group.description.is_foreign() {
            ids.remove(id);
            let protocol = group.description.foreign_protocol.clone();
            left_out.push(LeftOut::unchangeable(id.clone(), protocol));
        }
    }
    match LeftOut::line(left_out) {
        Some(groups) if ids.is_empty() => Err(Error::refused(format!(
            "every group of the file is {groups}"
        ))),
        _ => Ok(()),
    }
}

pub(super) fn keep_asked_for(
    wanted: &mut BTreeMap<TopicPartition, Wanted>,
    partitions: &BTreeSet<TopicPartition>,
) {
    wanted.retain(|partition, _| partitions.contains(partition));
    for partition in partitions {
        // A partition that is asked for by name and nowhere saved still has its row.
        wanted
            .entry(partition.clone())
            .or_insert(Wanted::Stay(Note::NothingSaved));
    }
}

pub(super) fn asked_for(
    scope: &TopicArgs,
    session: &Session<'_>,
) -> Result<Option<BTreeSet<TopicPartition>>, Error> {
    if scope.names_topics() {
        Ok(Some(scope.look_up(session)?.partitions))
    } else {
        Ok(None)
    }
}

fn saved_positions(saved: &GroupSnapshot, exact: bool) -> BTreeMap<TopicPartition, Wanted> {
    let wanted = |saved: &SavedOffset| match &saved.committed {
        Ok(Some(committed)) => Wanted::Restored {
            committed: committed.clone(),
            topic_id: saved.topic_id.clone(),
        },
        Ok(None) if exact => Wanted::NoCommit {
            topic_id: saved.topic_id.clone(),
        },
        Ok(None) => Wanted::Stay(Note::NothingSaved),
        Err(error) => Wanted::SavedUnreadable(error.clone()),
    };
    saved
        .offsets
        .iter()
        .map(|(partition, saved)| (partition.clone(), wanted(saved)))
        .collect()
}

/// Adds the partitions that the topics of the snapshot have gained.
fn add_unsaved(
    wanted: &mut BTreeMap<TopicPartition, Wanted>,
    saved: &GroupSnapshot,
    topics: &PerTopic<Topic>,
) {
    let names: BTreeSet<_> = saved.offsets.keys().map(|at| &at.topic).collect();
    for name in names {
        let topic = topics.get(name).and_then(|topic| topic.as_ref().ok());
        for partition in topic.into_iter().flat_map(Topic::topic_partitions) {
            wanted
                .entry(partition)
                .or_insert(Wanted::Stay(Note::NotInSnapshot));
        }
    }
}

/// What `--exact` makes of a commit of which the snapshot has no row: only one that is known to have been absent goes.
fn absent_then(at: &TopicPartition, snapshot: &Snapshot) -> Wanted {
    if snapshot.has_seen(&at.topic) {
        Wanted::NoCommit { topic_id: None }
    } else {
        Wanted::Stay(Note::NotKnownAbsent)
    }
}

fn topics_of(snapshot: &Snapshot, ids: &BTreeSet<GroupId>) -> BTreeSet<TopicName> {
    let groups = ids.iter().filter_map(|id| snapshot.groups.get(id));
    let partitions = groups.flat_map(|group| group.offsets.keys());
    partitions.map(|at| at.topic.clone()).collect()
}

fn not_in(snapshot: &Snapshot, id: &GroupId) -> Error {
    let held: Vec<String> = snapshot.groups.keys().map(ToString::to_string).collect();
    Error::refused(format!("the snapshot does not hold group {id}"))
        .hint(format!("it holds {}", first_few(&held, SHOWN)))
}

/// What another group's commits ask for in these partitions.
///
/// # Errors
/// Usage: it is a group that is to move. Refused: see [`Followed::read`].
pub(super) fn from_group(
    id: &GroupId,
    scope: &PerGroupPartitions,
    session: &Session<'_>,
) -> Result<(Wants, Source), Error> {
    if scope.contains_key(id) {
        return Err(Error::usage(format!(
            "--to-group {id} is the group that is to move"
        )));
    }
    let partitions = scope.values().flatten().cloned().collect();
    let followed = Followed::read(id, &partitions, session)?;
    let position = |at: &TopicPartition| (at.clone(), followed.position(at, at));
    let wants = scope
        .iter()
        .map(|(id, partitions)| (id.clone(), partitions.iter().map(position).collect()));
    Ok((wants.collect(), followed.source()))
}
