use super::*;
use crate::support::member::Member;

#[test]
fn a_group_that_kafkas_own_tool_deleted_is_only_in_the_snapshot() {
    let scene = saved();
    scene.kafkas_tool("--delete --group {}billing");
    scene
        .koffset("diff before.json live")
        .exits(4)
        .prints("group billing (simple, empty) only in a")
        .prints("orders 0 4 - - only in a")
        .prints("orders 1 7 - - only in a")
        .prints("different: 1 group only in a, 2 partitions different, 0 the same");
    let document = scene
        .koffset("diff before.json live --format json")
        .with_status(4)
        .json();
    assert_eq!(document["groups"][0]["a"]["group_id"], "billing");
    assert!(document["groups"][0]["b"].is_null());
}

#[test]
fn commits_that_kafkas_own_tool_deleted_are_only_in_the_snapshot_since_kafka_2_4() {
    let scene = saved();
    scene.kafkas_tool("--delete-offsets --group {}billing --topic {}orders:1");
    scene
        .koffset("diff before.json live")
        .exits(4)
        .prints("orders 1 7 - - only in a")
        .prints("different: 1 partition different, 1 the same");
}

#[test]
fn two_groups_are_compared_position_by_position() {
    let scene = Scene::with_orders(&[10, 10, 10], &[Some(4), Some(7), None]);
    scene.commit("green", "orders", &[Some(4), Some(9), Some(1)]);
    scene
        .koffset("diff {}billing {}green")
        .exits(4)
        .prints("a group billing now, ")
        .prints("b group green now, ")
        .prints("orders 1 7 9 +2 offset\norders 2 - 1 - only in b\n")
        .prints("different: 2 partitions different, 1 the same");
    scene.commit("green", "orders", &[None, Some(7)]);
    scene
        .koffset("diff {}billing {}green -t {}orders:0-1")
        .exits(0);
}

#[test]
fn a_group_is_compared_with_another_group_of_a_snapshot() {
    let scene = saved();
    scene.commit("green", "orders", &[Some(4), Some(8)]);
    let run = scene
        .koffset("diff before.json {}green --format json")
        .with_status(4);
    assert_eq!(rows(&run), [json!(["orders", 1, 7, 8, 1, ["offset"]])]);
    let document = run.json();
    assert_eq!(document["a"]["group_id"], "billing");
    assert_eq!(
        document["b"],
        json!({
            "source": "group",
            "file": null,
            "group_id": "green",
            "cluster_id": scene.checker.cluster_id(),
            "read_at": document["b"]["read_at"],
        })
    );
}

#[test]
fn the_type_and_the_state_of_a_group_are_told_and_are_no_difference_since_kafka_3_7() {
    let scene = saved();
    scene.commit_as_member("consumer", "billing", "orders", &[4, 7]);
    let member = Member::joins(&scene, "billing", "orders", json!({"protocol": "consumer"}));
    let run = scene.koffset("diff before.json live --format json");
    drop(member);
    let document = run.with_status(0).json();
    let group = &document["groups"][0];
    assert_eq!(group["a"]["type"], "simple");
    assert_eq!(group["b"]["type"], "consumer");
    assert_eq!(group["a"]["state"], "empty");
    assert_ne!(group["b"]["state"], "empty");
}
