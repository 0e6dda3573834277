//! `--wait-empty`: a change that waits until the consumers of its group have been stopped.

use serde_json::json;

use crate::support::member::{Member, await_state};
use crate::support::scene::Scene;

mod frozen;
mod plain;
mod terminal;

const WAIT: &str = "reset {}billing -t {}orders --to-earliest --wait-empty 2m";

/// A topic of two partitions with 10 records each, and a group that stands at 4 in both.
fn scene() -> Scene {
    Scene::with_orders(&[10, 10], &[Some(4), Some(4)])
}

/// Lets a member join that gets both partitions.
fn joins(scene: &Scene, protocol: &str, client_id: &str) -> Member {
    let fields = json!({"protocol": protocol, "client_id": client_id, "await_partitions": 2});
    let member = Member::joins(scene, "billing", "orders", fields);
    await_state(scene, "billing", "stable");
    member
}

/// Commits 6 in the first partition, as the member itself.
fn commits(scene: &Scene, member: &Member) {
    let row = json!({"topic": scene.name("orders"), "partition": 0, "offset": 6});
    member.ask("consumer_commit", json!({ "offsets": [row] }));
}
