//! Back to a snapshot from which the world has moved on.

use serde_json::{Value, json};

use super::snapshots::{RESTORE, edit, save, saved};
use crate::support::scene::Scene;

#[test]
fn a_snapshot_of_another_cluster_is_refused() {
    let scene = saved(&[10], &[Some(4)]);
    scene.commit("billing", "orders", &[Some(9)]);
    edit(&scene, |snapshot| snapshot["cluster_id"] = json!("another"));
    scene
        .koffset(RESTORE)
        .exits(3)
        .says("error: the positions were saved on cluster another, and this is ");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9)]);
}

#[test]
fn a_snapshot_without_a_cluster_id_is_warned_of() {
    let scene = saved(&[10], &[Some(4)]);
    scene.commit("billing", "orders", &[Some(9)]);
    edit(&scene, |snapshot| snapshot["cluster_id"] = Value::Null);
    scene
        .koffset(RESTORE)
        .exits(0)
        .says("warning cluster ids unknown");
}

#[test]
fn a_topic_that_was_recreated_is_refused_by_its_id_since_kafka_2_8() {
    let scene = saved(&[10], &[Some(4)]);
    let old = scene.checker.topic_id(&scene.name("orders"));
    scene.delete_topic("orders");
    scene.topic("orders", &[10]);
    scene.commit("billing", "orders", &[Some(9)]);
    let new = scene.checker.topic_id(&scene.name("orders"));
    scene.koffset(RESTORE).exits(3).says(&format!(
        "the topic was recreated: its id was {old} and is {new} now"
    ));
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9)]);
}

#[test]
fn an_epoch_is_not_restored_where_topic_ids_cannot_be_compared() {
    let scene = saved(&[10], &[Some(4)]);
    scene.commit("billing", "orders", &[Some(9)]);
    edit(&scene, |snapshot| {
        let row = &mut snapshot["groups"][0]["offsets"][0];
        row["topic_id"] = Value::Null;
        row["committed"]["leader_epoch"] = json!(0);
    });
    scene
        .koffset(RESTORE)
        .exits(0)
        .says("topic ids unknown: cannot tell if the topic was recreated")
        .says("without the saved leader epoch");
    let (_, restored) = &scene.committed("billing", "orders")[0];
    assert_eq!(restored.leader_epoch, None);
}

#[test]
fn an_epoch_above_the_logs_is_not_restored() {
    let scene = saved(&[10], &[Some(4)]);
    scene.commit("billing", "orders", &[Some(9)]);
    edit(&scene, |snapshot| {
        snapshot["groups"][0]["offsets"][0]["committed"]["leader_epoch"] = json!(99);
    });
    scene
        .koffset(RESTORE)
        .exits(0)
        .says("without the saved leader epoch");
    let (_, restored) = &scene.committed("billing", "orders")[0];
    assert_eq!((restored.offset.get(), restored.leader_epoch), (4, None));
}

#[test]
fn partitions_that_are_new_since_are_named_and_left_alone() {
    let scene = saved(&[10], &[Some(4)]);
    let fields = json!({"topic": scene.name("orders"), "count": 2});
    scene.checker.ask("create_partitions", fields);
    scene.commit("billing", "orders", &[Some(9), Some(0)]);
    scene.koffset(RESTORE).exits(0).says(
        "orders 1 0 0 0 - - - 0 not in the snapshot, since it is newer or was left out: left alone",
    );
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 0)]);
}

#[test]
fn a_topic_that_is_gone_is_refused_until_the_others_are_named() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.topic("payments", &[10]);
    scene.commit("billing", "payments", &[Some(4)]);
    save(&scene);
    scene.delete_topic("payments");
    scene.commit("billing", "orders", &[Some(9)]);
    scene
        .koffset(RESTORE)
        .exits(3)
        .says("error: payments:0 of group billing: the cluster has no such partition any more")
        .says("hint: name what is to be moved with --topic");
    scene.koffset(&format!("{RESTORE} -t {{}}orders")).exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_saved_offset_that_the_log_has_lost_is_refused_or_clamped() {
    let scene = saved(&[10], &[Some(4)]);
    scene.delete_records("orders", 0, 6);
    scene.commit("billing", "orders", &[Some(9)]);
    scene
        .koffset(RESTORE)
        .exits(3)
        .says("offset 4 is before the start of the log (6)");
    scene
        .koffset(&format!("{RESTORE} --out-of-range clamp"))
        .exits(0)
        .says("4 is before the start of the log: moved there");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 6)]);
}

#[test]
fn a_snapshot_of_the_future_tells_that_clocks_disagree() {
    let scene = saved(&[10], &[Some(4)]);
    edit(&scene, |snapshot| {
        snapshot["created_at"] = json!("2999-01-01T00:00:00.000Z");
    });
    let future = "2999-01-01 00:00:00.000 UTC, in the future: clocks disagree";
    scene.koffset(RESTORE).exits(0).says(future);
    scene
        .koffset("snapshot show before.json")
        .exits(0)
        .prints(future);
}

#[test]
fn what_a_snapshot_could_not_see_is_told_before_it_is_restored() {
    let scene = saved(&[10], &[Some(4)]);
    scene.koffset(RESTORE).exits(0).never_says("incomplete");
    edit(&scene, |snapshot| {
        snapshot["incomplete"] = json!(["broker 2 did not answer"]);
    });
    let told =
        "the snapshot is incomplete, and what it lacks is not restored: broker 2 did not answer";
    scene
        .koffset(RESTORE)
        .exits(0)
        .says(&format!("warning: {told}"));
    let restore = RESTORE.replace("--yes", "--dry-run --format json");
    let plan = scene.koffset(&restore).with_status(0).json();
    assert_eq!(plan["incomplete"], json!([told]));
}
