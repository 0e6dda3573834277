//! `koffset watch` on real Kafka, with consumers that run.

use serde_json::{Value, json};

use crate::support::member::{Member, await_state};
use crate::support::scene::Scene;

mod broken;
mod plain;
mod screen;
mod skipped;
mod until;

/// A topic of two partitions with 10 records each, and a group that stands at 4 in both.
fn scene() -> Scene {
    Scene::with_orders(&[10, 10], &[Some(4), Some(4)])
}

/// Lets a consumer join that gets both partitions, and commits only when it is told to.
fn joins(scene: &Scene) -> Member {
    starts(scene, json!({"await_partitions": 2}))
}

/// Lets a consumer join that reads all there is, and commits what it has read.
fn reads(scene: &Scene) -> Member {
    starts(scene, json!({"await_partitions": 2, "commit": "sync"}))
}

fn starts(scene: &Scene, mut fields: Value) -> Member {
    fields["client_id"] = json!("worker");
    let member = Member::joins(scene, "billing", "orders", fields);
    await_state(scene, "billing", "stable");
    member
}

/// Commits as the member itself.
fn commits(scene: &Scene, member: &Member, partition: i32, offset: i64) {
    let row = json!({"topic": scene.name("orders"), "partition": partition, "offset": offset});
    member.ask("consumer_commit", json!({ "offsets": [row] }));
}
