//! What stands against a plan is said, whatever else is in it.

use koffset::model::{
    GroupId, GroupState, GroupType, Observation, ObservedGroup, TopicPartition, committed_at,
};
use koffset::plan::{Policy, Request, Source, Wanted, plan};
use proptest::prelude::*;

use super::requests::requests;
use super::simulation::is_blocked;
use super::worlds::{Weather, worlds};

proptest! {
    #[test]
    fn a_group_that_takes_no_commits_blocks_the_plan(
        request in requests(),
        world in worlds(Weather::Any),
    ) {
        let refuses = |id: &GroupId| takes_no_commits(&world.groups[id], &request.policy);
        if request.groups.keys().any(refuses) {
            prop_assert!(plan(&request, &world).is_blocked());
        }
    }

    #[test]
    fn a_row_that_cannot_be_decided_blocks_the_plan(
        request in requests(),
        world in worlds(Weather::Any),
    ) {
        let plan = plan(&request, &world);
        for (group, at, change) in plan.changes() {
            if is_undecidable(&request, &group.id, at, &world) {
                prop_assert!(is_blocked(&plan, group, at), "{:?}", change);
            }
            if is_blocked(&plan, group, at) {
                prop_assert!(!change.writes(), "{:?}", change);
            }
        }
    }

    #[test]
    fn positions_of_another_cluster_block_the_plan(
        request in requests(),
        world in worlds(Weather::Any),
    ) {
        let Source::Saved(Some(saved)) = &request.source else {
            return Ok(());
        };
        let is_other = world.cluster_id.as_ref().is_some_and(|here| here != saved);
        if is_other && !request.groups.is_empty() {
            prop_assert!(plan(&request, &world).is_blocked());
        }
    }

    #[test]
    fn a_plan_of_several_groups_is_blocked_by_any_of_them(
        request in requests(),
        world in worlds(Weather::Any),
    ) {
        let mut alone = request.groups.iter().map(|(id, wanted)| Request {
            groups: [(id.clone(), wanted.clone())].into(),
            ..request.clone()
        });
        let any = alone.any(|request| plan(&request, &world).is_blocked());
        prop_assert_eq!(plan(&request, &world).is_blocked(), any);
    }

    #[test]
    fn a_group_that_takes_commits_can_stay_where_it_is(
        request in requests(),
        world in worlds(Weather::Calm),
    ) {
        let mut request = Request { source: Source::Operator, ..request };
        request.policy.create_group = true;
        for wanted in request.groups.values_mut() {
            wanted.retain(|_, wanted| matches!(wanted, Wanted::Stay(_) | Wanted::NoCommit { .. }));
        }
        prop_assert!(!plan(&request, &world).is_blocked());
    }
}

fn takes_no_commits(group: &ObservedGroup, policy: &Policy) -> bool {
    let described = &group.description;
    let idle = matches!(described.state, GroupState::Empty | GroupState::Dead);
    !idle
        || !described.members.is_empty()
        || described.foreign_protocol.is_some()
        || described.group_type == GroupType::Unknown && !group.is_absent()
        || group.is_absent() && !policy.create_group
}

fn is_undecidable(
    request: &Request,
    group: &GroupId,
    at: &TopicPartition,
    world: &Observation,
) -> bool {
    let commit = committed_at(&world.groups[group].commits, at);
    let no_range = !matches!(world.ranges.get(at), Some(Ok(_)));
    let stays = request.policy.only_missing && commit.is_ok_and(|commit| commit.is_some());
    let undecidable = match &request.groups[group][at] {
        Wanted::SavedUnreadable(_) => true,
        // Only an undo asks for it, which has its own properties.
        Wanted::Undone(_) => true,
        Wanted::Stay(_) | Wanted::NoCommit { .. } => false,
        Wanted::Restored { topic_id, .. } => {
            let topic = world.topics[&at.topic].as_ref().ok();
            let here = topic.and_then(|topic| topic.id.as_ref());
            let recreated =
                Option::zip(topic_id.as_ref(), here).is_some_and(|(saved, here)| saved != here);
            no_range || recreated && !stays
        }
        Wanted::NoSource => no_range || !request.policy.skip_uncommitted && !stays,
        Wanted::Target(_) | Wanted::Mapped { .. } => no_range,
    };
    undecidable || commit.is_err()
}
