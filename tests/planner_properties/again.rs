//! A plan that is carried out is done with, and can be taken back.

use koffset::model::{CommittedOffset, Observation};
use koffset::plan::{Policy, Request, Source, Target, Wanted, plan};
use proptest::prelude::*;

use super::requests::{request, requests, resets};
use super::simulation::{applied, commit, unblocked};
use super::worlds::{Weather, worlds};

proptest! {
    #[test]
    fn the_same_input_gives_the_same_plan(
        request in requests(),
        world in worlds(Weather::Any),
    ) {
        prop_assert_eq!(plan(&request, &world), plan(&request.clone(), &world.clone()));
    }

    #[test]
    fn every_selected_partition_is_planned_exactly_once(
        request in requests(),
        world in worlds(Weather::Any),
    ) {
        let plan = plan(&request, &world);
        let planned: Vec<_> = plan.changes().map(|(group, at, _)| (&group.id, at)).collect();
        let groups = request.groups.iter();
        let selected: Vec<_> =
            groups.flat_map(|(id, wanted)| wanted.keys().map(move |at| (id, at))).collect();
        prop_assert_eq!(planned, selected);
        let totals = plan.totals();
        prop_assert_eq!(totals.written + totals.kept, plan.changes().count());
    }

    #[test]
    fn planned_again_after_it_was_applied_it_only_keeps(
        request in requests(),
        world in worlds(Weather::Calm),
    ) {
        let mut request = unblocked(without_shifts(request), &world);
        // A group that lost its last commit may be unknown afterwards.
        request.policy.create_group = true;
        let first = plan(&request, &world);
        prop_assume!(!first.is_blocked());
        let second = plan(&request, &applied(&first, &world));
        prop_assert!(!second.is_blocked(), "{:?}", second);
        prop_assert!(!second.writes(), "{:?}", second);
    }

    #[test]
    fn a_restored_snapshot_takes_any_reset_back(
        reset in resets(),
        world in worlds(Weather::Calm),
    ) {
        let restore = unblocked(restore_of(&reset, &world), &world);
        prop_assume!(!plan(&restore, &world).is_blocked());
        let reset = plan(&unblocked(reset, &world), &world);
        prop_assume!(!reset.is_blocked());
        let moved = applied(&reset, &world);
        let restored = plan(&restore, &moved);
        prop_assert!(!restored.is_blocked(), "{:?}", restored);
        let back = applied(&restored, &moved);
        for (group, at, _) in restored.changes() {
            let [was, is] = [&world, &back].map(|world| commit(world, &group.id, at));
            prop_assert_eq!(was.map(position), is.map(position));
        }
    }
}

/// A shift goes on from wherever the last one ended, which is what it is for.
fn without_shifts(mut request: Request) -> Request {
    for wanted in request.groups.values_mut() {
        wanted.retain(|_, wanted| !matches!(wanted, Wanted::Target(Target::Shift(_))));
    }
    request
}

/// What `--to-snapshot --exact` asks for, with a snapshot that was taken of this world.
fn restore_of(reset: &Request, world: &Observation) -> Request {
    let mut wants = reset.groups.clone();
    for (id, wanted) in &mut wants {
        for (at, wanted) in wanted {
            *wanted = match commit(world, id, at) {
                Some(committed) => Wanted::Restored {
                    committed: committed.clone(),
                    topic_id: world.topics[&at.topic].as_ref().unwrap().id.clone(),
                },
                None => Wanted::NoCommit { topic_id: None },
            };
        }
    }
    let policy = Policy {
        create_group: true,
        ..Policy::default()
    };
    request(wants, Source::Saved(world.cluster_id.clone()), policy)
}

fn position(commit: &CommittedOffset) -> (i64, Option<&str>) {
    (commit.offset.get(), commit.metadata.as_deref())
}
