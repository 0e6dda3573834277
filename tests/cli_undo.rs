//! `koffset undo` on real Kafka: back to where it was, by `koffset diff` and by Kafka's own client, or a
//! refusal that says why not.

use koffset::model::{CommittedOffset, Offset};
use serde_json::{Value, json};

use crate::support::koffset::Run;
use crate::support::scene::Scene;

mod asked;
mod back;
mod deletions;
mod logs;
mod moved;
mod removals;
mod which;

/// Moves `billing` of [`scene`] back in its first partition and on in its second, where nothing but its
/// third stays.
const RESET: &str = "reset {}billing -t {}orders:0-1 --to-offset 5 --yes";

/// Where the group stands before and after [`RESET`].
const BEFORE: [(i32, i64); 3] = [(0, 7), (1, 2), (2, 9)];
const AFTER: [(i32, i64); 3] = [(0, 5), (1, 5), (2, 9)];

/// Three partitions of 10 records with a group in the middle of them, and a snapshot of it in `before.json`.
fn scene() -> Scene {
    let scene = Scene::with_orders(&[10; 3], &[Some(7), Some(2), Some(9)]);
    save(&scene);
    scene
}

/// A [`scene`] on which [`RESET`] was carried out, and its id in the journal.
fn changed() -> (Scene, String) {
    let scene = scene();
    let id = change(&scene, RESET);
    (scene, id)
}

fn save(scene: &Scene) {
    scene
        .koffset("snapshot {}billing --output before.json --force")
        .exits(0);
}

/// Carries out a change, and gives its id in the journal.
fn change(scene: &Scene, line: &str) -> String {
    let run = scene.koffset(&format!("{line} --format json"));
    let outcome = run.exits(0).json();
    assert_eq!(outcome["result"], "applied", "{outcome:#}");
    outcome["journal_id"].as_str().unwrap().to_owned()
}

/// Takes a change back, and gives the id of that.
fn undo(scene: &Scene, id: &str) -> String {
    change(scene, &format!("undo {id} --yes"))
}

/// The group is as the snapshot has it.
#[track_caller]
fn is_as_before(scene: &Scene) {
    let run = scene.koffset("diff before.json live");
    run.exits(0).prints("equal: ");
}

#[track_caller]
fn stands_at(scene: &Scene, offsets: &[(i32, i64)]) {
    assert_eq!(scene.offsets("billing", "orders"), offsets);
}

/// What stands against an undo: each place with the word for it.
fn blockers(run: &Run) -> Vec<Value> {
    let plan = run.json();
    let groups = plan["groups"].as_array().unwrap().iter();
    let blockers = groups.flat_map(|group| group["blockers"].as_array().unwrap());
    blockers
        .map(|blocker| json!([blocker["topic"], blocker["partition"], blocker["code"]]))
        .collect()
}

/// The change as the journal shows it.
fn journalled(scene: &Scene, id: &str) -> Value {
    let run = scene.koffset(&format!("journal show {id} --format json"));
    run.exits(0).json()
}
