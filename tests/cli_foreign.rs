//! Files of other tools on real Kafka: theirs are read, and Kafka's own tool reads koffset's.

use std::fs;

use serde_json::json;

use crate::support::scene::Scene;

mod bad;
mod convert;
mod formats;
mod kafka;

/// Two partitions of 10 records, a group at 4 and 7, and another one whose name CSV must quote.
fn scene() -> Scene {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(7)]);
    scene.commit(QUOTED, "orders", &[None, Some(2)]);
    scene
}

const QUOTED: &str = "au,\"dit\"";

/// Writes a file of the scene, in which `{}` is its prefix.
fn write(scene: &Scene, name: &str, text: &str) {
    fs::write(scene.file(name), text.replace("{}", &scene.name(""))).unwrap();
}

/// What a file of the scene holds, with `{}` for its prefix.
fn text_of(scene: &Scene, name: &str) -> String {
    let text = fs::read_to_string(scene.file(name)).unwrap();
    text.replace(&scene.name(""), "{}")
}

/// Moves both groups to the ends of the logs.
fn move_away(scene: &Scene) {
    scene
        .koffset(&format!(
            "reset {{}}billing {{}}{QUOTED} --all-topics --committed-only --to-latest --yes"
        ))
        .exits(0);
}

/// Runs Kafka's own tool, and gives back what it prints as it is. On stderr it complains of every file with
/// a column for groups, its own export included, and reads it all the same.
fn kafkas_tool(scene: &Scene, args: &[&str]) -> String {
    let told = scene
        .checker
        .ask("consumer_groups_tool", json!({ "args": args }));
    assert_eq!(told["exit"], 0, "{told:#}");
    told["stdout"].as_str().unwrap().to_owned()
}
