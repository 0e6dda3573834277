//! Positions that another tool saved.

use std::collections::{BTreeMap, BTreeSet};

use super::args::ResetArgs;
use super::saved::{asked_for, keep_asked_for, leave_foreign};
use crate::commands::Session;
use crate::commands::offsets_file::not_held;
use crate::error::Error;
use crate::foreign::{ForeignOffsets, Positions};
use crate::kafka::Stability;
use crate::model::{GroupId, ObservedGroup, PerTopic, Topic, TopicPartition};
use crate::observe::{SelectedGroups, observe_groups};
use crate::plan::{Note, Target, Wanted, Wants};

/// What a file of another tool asks for: the groups and topics that are named, or all that it holds. What
/// else its topics have, and the groups have committed, stays and is shown.
///
/// # Errors
/// Usage: no group is named, and the file names none either. Refused: a group that the file does not have,
/// or `--exact`.
pub(super) fn from_foreign(
    file: &ForeignOffsets,
    args: &ResetArgs,
    selected: &mut SelectedGroups,
    session: &Session<'_>,
) -> Result<Wants, Error> {
    if args.exact {
        let message = "--exact: the file does not tell if it holds every commit of its groups";
        return Err(Error::refused(message).hint("only a snapshot of koffset's tells that"));
    }
    let mut chosen = chosen(file, &selected.ids)?;
    let mut ids = chosen.keys().cloned().collect();
    let observed = observe_groups(session.observer(), &ids, Stability::Any)?;
    if selected.ids.is_empty() {
        leave_foreign(&mut ids, &observed, &mut selected.left_out)?;
        chosen.retain(|id, _| ids.contains(id));
    }
    let asked_for = asked_for(&args.scope.topics, session)?;
    let partitions = chosen.values().flat_map(|positions| positions.keys());
    let names = partitions.map(|at| at.topic.clone()).collect();
    let topics = session.cluster.topics(&names, session.deadline)?;
    let mut wants = Wants::new();
    for (id, positions) in chosen {
        let mut wanted = wanted(positions);
        add_others(&mut wanted, &observed[&id], &topics);
        if let Some(partitions) = &asked_for {
            keep_asked_for(&mut wanted, partitions);
        }
        wants.insert(id, wanted);
    }
    Ok(wants)
}

fn chosen<'a>(
    file: &'a ForeignOffsets,
    named: &BTreeSet<GroupId>,
) -> Result<BTreeMap<GroupId, &'a Positions>, Error> {
    let groups = file.groups();
    if let Some(positions) = groups.get(&None) {
        if named.is_empty() {
            let message = format!("which group is not said, and {} names none", file.format());
            return Err(Error::usage(message).hint("name it, or write --groups-matching REGEX"));
        }
        return Ok(named.iter().map(|id| (id.clone(), positions)).collect());
    }
    let is_held = |id: &GroupId| groups.contains_key(&Some(id.clone()));
    if let Some(id) = named.iter().find(|id| !is_held(id)) {
        return Err(not_held(id, groups.keys().flatten()));
    }
    let all = groups
        .iter()
        .filter_map(|(id, positions)| Some((id.clone()?, positions)));
    Ok(all
        .filter(|(id, _)| named.is_empty() || named.contains(id))
        .collect())
}

fn wanted(positions: &Positions) -> BTreeMap<TopicPartition, Wanted> {
    let wanted =
        |(at, offset): (&TopicPartition, &_)| (at.clone(), Wanted::Target(Target::Exact(*offset)));
    positions.iter().map(wanted).collect()
}

/// The other partitions of the file's topics, and the group's other commits.
fn add_others(
    wanted: &mut BTreeMap<TopicPartition, Wanted>,
    now: &ObservedGroup,
    topics: &PerTopic<Topic>,
) {
    let names: BTreeSet<_> = wanted.keys().map(|at| at.topic.clone()).collect();
    let found = names
        .iter()
        .filter_map(|name| topics.get(name)?.as_ref().ok());
    let others = found.flat_map(Topic::topic_partitions);
    for partition in others.chain(now.commits.keys().cloned()) {
        wanted
            .entry(partition)
            .or_insert(Wanted::Stay(Note::NothingSaved));
    }
}
