//! From a change that was made to the request that takes it back.

use std::collections::BTreeMap;

use super::{Change, Outcome, Plan, Status, Undone, Wanted};
use crate::model::{GroupId, TopicPartition};

/// What each group must be asked for to stand where it stood before the plan was carried out. What the plan
/// did not write is left out, and so is what its outcome, where there is one, knows not to be written: the
/// group's position there is not the plan's doing.
pub fn undone(
    plan: &Plan,
    outcome: Option<&Outcome>,
) -> BTreeMap<GroupId, BTreeMap<TopicPartition, Wanted>> {
    let mut groups: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for group in plan.groups.iter().filter(|group| group.writes()) {
        let written = group.changes.iter().filter(|(at, change)| {
            change.writes() && !outcome.is_some_and(|outcome| is_refused(outcome, &group.id, at))
        });
        let wanted = written.map(|(at, change)| (at.clone(), Wanted::Undone(of(change))));
        groups.insert(group.id.clone(), wanted.collect());
    }
    groups
}

fn is_refused(outcome: &Outcome, group: &GroupId, at: &TopicPartition) -> bool {
    let ended = outcome.groups.get(group);
    let ended = ended.and_then(|ended| ended.partitions.get(at));
    ended.is_some_and(|ended| ended.status == Status::Failed)
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
