//! `koffset group delete` on real Kafka, judged by Kafka's own Java client.

use serde_json::json;

use crate::support::member::{Member, await_state};
use crate::support::scene::Scene;
use crate::support::version;

#[test]
fn a_stopped_group_is_deleted_with_its_commits() {
    for &protocol in version::consumer_protocols() {
        let scene = Scene::with_orders(&[10, 10], &[]);
        scene.commit_as_member(protocol, "billing", "orders", &[4, 5]);
        scene
            .koffset("group delete {}billing --yes")
            .exits(0)
            .says(&format!("group billing ({protocol}, empty)"))
            .says("x orders 0 0 4 - - - - -\n")
            .says("x orders 1 0 5 - - - - -\n")
            .says("warning the group itself is deleted: its commits can be brought back, but as those of a simple group, which expire one by one; what is not seen is lost: commits in topics that you may not describe, and pending ones\n")
            .says("\n1 group will be deleted, with 2 commits.\n")
            .says("\nto take it back: koffset undo ")
            .prints("deleted 1 of 1 group, read back and gone\n");
        assert!(!scene.knows_group("billing"), "{protocol}");
        assert_eq!(scene.offsets("billing", "orders"), []);
    }
}

#[test]
fn a_simple_group_is_deleted() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let run = scene.koffset("group delete {}billing --yes --format json");
    let outcome = run.exits(0).says("warning a simple group:").json();
    assert_eq!(outcome["result"], "applied");
    let group = &outcome["groups"][0];
    assert_eq!(
        group["removal"],
        json!({"status": "applied", "error": null})
    );
    assert_eq!(group["partitions"][0]["status"], "applied");
    assert_eq!(group["partitions"][0]["before"]["offset"], 4);
    assert!(!scene.knows_group("billing"));
}

#[test]
fn a_group_without_commits_is_deleted_too() {
    let scene = Scene::with_orders(&[10], &[]);
    drop(Member::joins(
        &scene,
        "billing",
        "orders",
        json!({"protocol": version::newest_protocol()}),
    ));
    await_state(&scene, "billing", "empty");
    scene
        .koffset("group delete {}billing --yes")
        .exits(0)
        .says("\n1 group will be deleted, with 0 commits.\n")
        .never_says("koffset undo")
        .prints("deleted 1 of 1 group, read back and gone\n");
    assert!(!scene.knows_group("billing"));
}

#[test]
fn a_dry_run_shows_the_deletion_and_leaves_the_group() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let run = scene.koffset("group delete {}billing --dry-run --format json");
    let plan = run.exits(0).json();
    assert_eq!(plan["command"], "group delete");
    assert_eq!(plan["groups"][0]["remove_group"], true);
    assert_eq!(plan["groups"][0]["changes"][0]["action"], "delete");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn several_groups_are_deleted_and_others_are_not() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.commit("shipping", "orders", &[Some(5)]);
    scene.commit("audit", "orders", &[Some(6)]);
    scene
        .koffset("group delete {}billing --group {}shipping --yes")
        .exits(0)
        .prints("deleted 2 of 2 groups, read back and gone\n");
    let known = ["billing", "shipping", "audit"].map(|group| scene.knows_group(group));
    assert_eq!(known, [false, false, true]);
}

#[test]
fn a_pattern_leaves_out_what_is_no_consumers_group_and_says_so_since_kafka_4_1() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.commit("shipping", "orders", &[Some(5)]);
    let share = ("start_share_consumer", "stop_share_consumer");
    let _member = Member::start(&scene, share, "sharers", "orders", json!({}));
    scene
        .koffset("group delete --groups-matching {}.* --yes")
        .exits(0)
        .says("left out sharers (unknown): not a consumer group")
        .prints("deleted 2 of 2 groups, read back and gone\n");
    let known = ["billing", "shipping"].map(|group| scene.knows_group(group));
    assert_eq!(known, [false, false]);
}

#[test]
fn groups_that_are_no_consumers_are_refused_since_kafka_4_1() {
    for operations in [
        ("start_share_consumer", "stop_share_consumer"),
        ("join_streams", "leave_raw"),
        ("join_raw", "leave_raw"),
    ] {
        let scene = Scene::with_orders(&[10], &[]);
        let _member = Member::start(&scene, operations, "billing", "orders", json!({}));
        scene
            .koffset("group delete {}billing --yes")
            .exits(3)
            .says("koffset does not change its commits")
            .says("nothing was changed");
    }
}

#[test]
fn an_unknown_group_refuses_the_others_too() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("group delete {}billing {}billign --yes")
        .exits(3)
        .says("error: group billign is not known to this cluster\n")
        .says("hint: did you mean billing?")
        .never_says("--create-group")
        .says("nothing was changed");
    assert!(scene.knows_group("billing"));
    scene
        .koffset("group delete --yes")
        .exits(2)
        .says("which group is not said");
}

#[test]
fn a_group_with_members_is_refused_and_they_are_named() {
    for &protocol in version::consumer_protocols() {
        let scene = Scene::with_orders(&[10], &[Some(4)]);
        let fields = json!({"protocol": protocol, "client_id": "billing-1", "await_partitions": 1});
        let _member = Member::joins(&scene, "billing", "orders", fields);
        await_state(&scene, "billing", "stable");
        scene
            .koffset("group delete {}billing --yes")
            .exits(3)
            .says(
                "error: group billing has active members; the broker deletes only an empty group\n",
            )
            .says("(client billing-1, host 127.0.0.1): orders:0")
            .says("nothing was changed");
        assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
    }
}

#[test]
fn members_can_be_waited_for() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let fields = json!({"protocol": version::newest_protocol(), "await_partitions": 1});
    let member = Member::joins(&scene, "billing", "orders", fields);
    await_state(&scene, "billing", "stable");
    let koffset = scene.start("group delete {}billing --wait-empty 30s --yes");
    drop(member);
    scene
        .ended(koffset)
        .exits(0)
        .prints("deleted 1 of 1 group, read back and gone\n");
    assert!(!scene.knows_group("billing"));
}
