//! A world in which a plan was carried out, and a request from which what blocks was taken.

use std::collections::BTreeSet;

use koffset::model::{CommittedOffset, GroupId, Observation, TopicPartition, committed_at};
use koffset::plan::{GroupPlan, Plan, Request, plan};

/// The world after the plan: every row's `after` is the commit.
pub fn applied(plan: &Plan, before: &Observation) -> Observation {
    let mut world = before.clone();
    for (group, partition, change) in plan.changes() {
        let commits = &mut world.groups.get_mut(&group.id).unwrap().commits;
        match &change.after {
            Some(after) => drop(commits.insert(partition.clone(), Ok(after.clone().into()))),
            None if change.writes() => drop(commits.remove(partition)),
            None => {}
        }
    }
    world
}

/// The request without the rows that block it.
pub fn unblocked(mut request: Request, world: &Observation) -> Request {
    let blocked: BTreeSet<_> = plan(&request, world)
        .blockers()
        .map(|blocker| (blocker.group.clone(), blocker.partition.clone()))
        .collect();
    for (id, wanted) in &mut request.groups {
        wanted.retain(|at, _| !blocked.contains(&(Some(id.clone()), Some(at.clone()))));
    }
    request
}

pub fn commit<'a>(
    world: &'a Observation,
    group: &GroupId,
    partition: &TopicPartition,
) -> Option<&'a CommittedOffset> {
    committed_at(&world.groups[group].commits, partition).unwrap()
}

/// Whether the row itself stands against the plan.
pub fn is_blocked(plan: &Plan, group: &GroupPlan, partition: &TopicPartition) -> bool {
    plan.blockers().any(|blocker| {
        blocker.group.as_ref() == Some(&group.id) && blocker.partition.as_ref() == Some(partition)
    })
}
