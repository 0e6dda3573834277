//! A group that is deleted goes with all that it has committed.

use std::collections::BTreeMap;

use koffset::model::{CommittedOffset, GroupId, Observation, Offset, TopicPartition};
use koffset::plan::{Action, Plan, Policy, Request, Source, plan};
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::requests::{request, requests};
use super::worlds::{GROUPS, Weather, worlds};

proptest! {
    #[test]
    fn every_commit_of_a_deleted_group_has_a_row_whether_it_was_asked_for_or_not(
        request in removals(),
        world in worlds(Weather::Calm),
    ) {
        let plan = plan(&request, &world);
        for group in &plan.groups {
            let commits = world.groups[&group.id].commits.keys();
            let deleted = group.changes.iter().filter(|(_, change)| change.action == Action::Delete);
            prop_assert!(commits.eq(deleted.map(|(at, _)| at)));
            prop_assert!(group.remove_group && group.writes());
        }
        prop_assert_eq!(plan.totals().groups_removed, request.groups.len());
    }

    #[test]
    fn a_group_that_is_not_there_is_not_deleted(
        request in removals(),
        world in worlds(Weather::Any),
    ) {
        let absent = |group: &str| world.groups[&GroupId::new(group)].is_absent();
        let asked = request.groups.keys().any(|id| absent(id.as_str()));
        prop_assert!(!asked || plan(&request, &world).is_blocked());
    }

    #[test]
    fn a_commit_in_a_partition_of_no_row_is_noticed(
        request in removals(),
        world in worlds(Weather::Calm),
    ) {
        let plan = plan(&request, &world);
        prop_assert!(plan.drift(&world).is_empty());
        for group in &plan.groups {
            let moved = with_a_commit(&world, &plan, group.id.as_str());
            prop_assert_eq!(plan.drift(&moved).moved.len(), 1);
        }
    }

    #[test]
    fn a_commit_elsewhere_is_no_drift_of_a_group_that_stays(
        request in requests(),
        world in worlds(Weather::Calm),
    ) {
        let plan = plan(&request, &world);
        for group in &plan.groups {
            let moved = with_a_commit(&world, &plan, group.id.as_str());
            prop_assert_eq!(plan.drift(&moved), plan.drift(&world));
        }
    }
}

/// Deletes some groups, knowing nothing of their commits.
fn removals() -> impl Strategy<Value = Request> {
    subsequence(GROUPS.to_vec(), 0..=GROUPS.len()).prop_map(|groups| {
        let ids = groups.into_iter().map(GroupId::new);
        let groups = ids.map(|id| (id, BTreeMap::new())).collect();
        Request {
            remove_groups: true,
            ..request(groups, Source::Operator, Policy::default())
        }
    })
}

fn with_a_commit(world: &Observation, plan: &Plan, group: &str) -> Observation {
    let mut world = world.clone();
    let at = TopicPartition::new("clicks", 3);
    assert!(plan.changes().all(|(_, row, _)| *row != at));
    let id = GroupId::new(group);
    let commits = &mut world.groups.get_mut(&id).unwrap().commits;
    commits.insert(at, Ok(CommittedOffset::at(Offset::ZERO).into()));
    world
}
