//! From a change that was made to the request that takes it back.

use std::collections::BTreeMap;

use super::{Change, Plan, Undone, Wanted};
use crate::model::{GroupId, TopicPartition};

/// What each group must be asked for to stand where it stood before the plan was carried out. What the plan
/// did not write is left out.
pub fn undone(plan: &Plan) -> BTreeMap<GroupId, BTreeMap<TopicPartition, Wanted>> {
    let mut groups: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for group in plan.groups.iter().filter(|group| group.writes()) {
        let written = group.changes.iter().filter(|(_, change)| change.writes());
        let wanted = written.map(|(at, change)| (at.clone(), Wanted::Undone(of(change))));
        groups.insert(group.id.clone(), wanted.collect());
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
