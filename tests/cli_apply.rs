//! `--save-plan` and `koffset apply` on real Kafka: what was reviewed is what is applied, once, in the world
//! that was reviewed.

use std::fs;

use serde_json::{Value, json};

use crate::support::kafka;
use crate::support::koffset::Run;
use crate::support::process::koffset;
use crate::support::scene::Scene;

mod again;
mod files;
mod refused;
mod saving;

/// Saves the plan that moves `billing` of [`scene`] to the ends.
const SAVE: &str = "reset {}billing -t {}orders --to-latest --save-plan plan.json";

/// Where the group stands before and after the plan of [`SAVE`].
const BEFORE: [(i32, i64); 2] = [(0, 4), (1, 7)];
const AFTER: [(i32, i64); 2] = [(0, 10), (1, 10)];

/// Two partitions of 10 records, with a group in the middle of them.
fn scene() -> Scene {
    Scene::with_orders(&[10, 10], &[Some(4), Some(7)])
}

/// A [`scene`] with the plan of [`SAVE`].
fn saved() -> Scene {
    let scene = scene();
    scene.koffset(SAVE).exits(0);
    scene
}

#[track_caller]
fn stands_at(scene: &Scene, offsets: &[(i32, i64)]) {
    assert_eq!(scene.offsets("billing", "orders"), offsets);
}

/// What koffset prints of a plan in a dry run, and not what a scene makes of it.
fn printed_plan(scene: &Scene, target: &str) -> Run {
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let line = ["reset", &group, "-t", &topic, target];
    let how = ["--dry-run", "--format", "json"];
    koffset(kafka::bootstrap(), &[&line[..], &how].concat())
}

fn document(scene: &Scene) -> Value {
    serde_json::from_slice(&fs::read(scene.file("plan.json")).unwrap()).unwrap()
}
