//! From a change that was made to the request that takes it back.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Outcome, Plan, Status, Undone, Wanted, Wants};
use crate::model::{GroupId, TopicPartition};

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
