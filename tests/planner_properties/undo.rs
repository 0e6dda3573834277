//! A change that is taken back leaves no trace, and its undo can be taken back too.

use koffset::model::Observation;
use koffset::plan::{Plan, Policy, Request, Source, plan, undone};
use proptest::prelude::*;

use super::requests::{request, requests};
use super::simulation::{applied, commit, unblocked};
use super::worlds::{Weather, worlds};

proptest! {
    #[test]
    fn an_undo_takes_any_change_back_and_its_undo_makes_it_again(
        change in requests(),
        world in worlds(Weather::Calm),
    ) {
        let change = plan(&unblocked(change, &world), &world);
        prop_assume!(!change.is_blocked());
        let moved = applied(&change, &world);
        let undo = plan(&undo_of(&change, &world), &moved);
        prop_assert!(!undo.is_blocked(), "{:?}", undo);
        let back = applied(&undo, &moved);
        prop_assert!(same(&change, &world, &back));
        prop_assert!(!plan(&undo_of(&change, &world), &back).writes());
        let redo = plan(&undo_of(&undo, &world), &back);
        prop_assert!(!redo.is_blocked(), "{:?}", redo);
        prop_assert!(same(&change, &moved, &applied(&redo, &back)));
    }
}

fn undo_of(change: &Plan, world: &Observation) -> Request {
    let policy = Policy {
        create_group: true,
        ..Policy::default()
    };
    let source = Source::Saved(world.cluster_id.clone());
    request(undone(change, None), source, policy)
}

/// Whether the groups stand at the same places in both, with the same metadata.
fn same(change: &Plan, a: &Observation, b: &Observation) -> bool {
    change.changes().all(|(group, at, _)| {
        let [a, b] = [a, b].map(|world| {
            let commit = commit(world, &group.id, at);
            commit.map(|commit| (commit.offset, commit.metadata.clone()))
        });
        a == b
    })
}
