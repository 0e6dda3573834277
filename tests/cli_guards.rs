//! Limits that an operator sets to a change: met, exceeded by one, summed over groups, with the numbers.

use serde_json::Value;

use crate::support::koffset::Run;
use crate::support::scene::Scene;

mod deletions;
mod groups;
mod records;
mod upper_bounds;

/// Commands that move `billing` of [`scene`] back by 7 records and on by 5.
const MOVES: [&str; 3] = [
    "reset {}billing --to-snapshot target.json",
    "seek {}billing {}orders:0=1 {}orders:1=8",
    "apply plan.json",
];

/// Where the group stands before and after each of the [`MOVES`].
const BEFORE: [(i32, i64); 2] = [(0, 8), (1, 3)];
const AFTER: [(i32, i64); 2] = [(0, 1), (1, 8)];

/// A group, a snapshot of where it is to go, and a plan that puts it there.
fn scene() -> Scene {
    let scene = Scene::with_orders(&[10, 10], &[Some(1), Some(8)]);
    scene
        .koffset("snapshot {}billing --output target.json")
        .exits(0);
    scene.commit("billing", "orders", &[Some(8), Some(3)]);
    scene
        .koffset("seek {}billing {}orders:0=1 {}orders:1=8 --save-plan plan.json")
        .exits(0);
    scene
}

/// Runs a test with each of the [`MOVES`], and with the undo of the way back, on a scene of its own.
fn each(test: impl Fn(&Scene, &str)) {
    for line in MOVES {
        test(&scene(), line);
    }
    let scene = scene();
    scene.commit("billing", "orders", &[Some(1), Some(8)]);
    let run = scene.koffset("seek {}billing {}orders:0=8 {}orders:1=3 --yes --format json");
    let id = run.exits(0).json()["journal_id"]
        .as_str()
        .unwrap()
        .to_owned();
    test(&scene, &format!("undo {id}"));
}

#[track_caller]
fn stands_at(scene: &Scene, offsets: &[(i32, i64)]) {
    assert_eq!(scene.offsets("billing", "orders"), offsets);
}

/// The words for what stands against a plan, wherever in the document.
fn codes(run: &Run) -> Vec<Value> {
    let plan = run.json();
    assert_eq!(plan["schema"], "koffset.plan");
    let groups = plan["groups"].as_array().unwrap().iter();
    let blockers = groups.flat_map(|group| {
        assert_eq!(group["applicable"], false);
        group["blockers"].as_array().unwrap()
    });
    blockers.map(|blocker| blocker["code"].clone()).collect()
}
