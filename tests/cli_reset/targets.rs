//! Every target that is no time, by where the group stands afterwards.

use serde_json::json;

use crate::support::member::{Member, await_state};
use crate::support::scene::Scene;
use crate::support::version;

#[test]
fn to_earliest_goes_to_the_start_of_each_log() {
    let scene = Scene::with_orders(&[10, 8, 5], &[Some(7), Some(8), Some(2)]);
    scene.delete_records("orders", 1, 3);
    scene
        .koffset("reset {}billing --topic {}orders --to-earliest --yes")
        .exits(0)
        .prints("moved 3 of 3 partitions, read back and equal");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 3), (2, 0)]);
}

#[test]
fn to_latest_goes_to_the_end_of_each_log() {
    let scene = Scene::with_orders(&[10, 8, 0], &[Some(7), None, None]);
    scene
        .koffset("reset {}billing --topic {}orders --to-latest --yes")
        .exits(0);
    assert_eq!(
        scene.offsets("billing", "orders"),
        [(0, 10), (1, 8), (2, 0)]
    );
}

#[test]
fn to_offset_goes_to_the_same_offset_in_each_partition() {
    let scene = Scene::with_orders(&[10, 8], &[Some(7), Some(1)]);
    scene
        .koffset("reset {}billing --topic {}orders --to-offset 4 --yes")
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
}

#[test]
fn shift_by_goes_forward_and_back_from_each_commit() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(5)]);
    let shift = |by: &str| {
        let line = format!("reset {{}}billing --topic {{}}orders --shift-by {by} --yes");
        scene.koffset(&line).exits(0);
        scene.offsets("billing", "orders")
    };
    assert_eq!(shift("+3"), [(0, 7), (1, 8)]);
    assert_eq!(shift("-4"), [(0, 3), (1, 4)]);
    assert_eq!(shift("2"), [(0, 5), (1, 6)]);
}

#[test]
fn to_group_goes_where_the_other_group_stands() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    scene.commit("audit", "orders", &[Some(9), Some(2)]);
    scene
        .koffset("reset {}billing --topic {}orders --to-group {}audit --yes")
        .exits(0)
        .says("target where group audit stands");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9), (1, 2)]);
    assert_eq!(scene.offsets("audit", "orders"), [(0, 9), (1, 2)]);
}

#[test]
fn to_group_is_refused_where_the_other_group_has_no_commit() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    scene.commit("audit", "orders", &[Some(9)]);
    let line = "reset {}billing -t {}orders --to-group {}audit --yes";
    scene
        .koffset(line)
        .exits(3)
        .says("error: orders:1 of group billing: the group to follow has no commit there")
        .says("hint: write --skip-uncommitted to leave such partitions alone");
    scene
        .koffset(&format!("{line} --skip-uncommitted"))
        .exits(0)
        .says("no commit to go by: left alone");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9), (1, 4)]);
}

#[test]
fn to_group_carries_the_other_groups_metadata() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let mut position = scene.committed("billing", "orders")[0].1.clone();
    position.metadata = Some("ready".to_owned());
    scene.commit_as("audit", "orders", 0, &position);
    scene.commit("billing", "orders", &[Some(1)]);
    scene
        .koffset("reset {}billing -t {}orders --to-group {}audit --yes")
        .exits(0);
    assert_eq!(scene.committed("billing", "orders"), [(0, position)]);
}

#[test]
fn to_group_needs_another_group_that_is_there() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("reset {}billing -t {}orders --to-group {}billin --yes")
        .exits(3)
        .says("group billin is not known to this cluster")
        .says("hint: did you mean billing?");
    scene
        .koffset("reset {}billing -t {}orders --to-group {}billing --yes")
        .exits(2)
        .says("--to-group billing is the group that is to move");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn to_current_changes_nothing_where_the_log_holds_the_commit() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("reset {}billing -t {}orders --to-current --yes")
        .exits(0)
        .prints("nothing to do");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn to_current_with_clamp_brings_a_group_back_into_the_log() {
    let scene = Scene::with_orders(&[10], &[Some(2)]);
    scene.delete_records("orders", 0, 6);
    scene
        .koffset("reset {}billing -t {}orders --to-current --yes")
        .exits(3)
        .says("offset 2 is before the start of the log (6)")
        .says("hint: the log holds 6 to 10; write --out-of-range clamp to go to its start");
    scene
        .koffset("reset {}billing -t {}orders --to-current --out-of-range clamp --yes")
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 6)]);
}

#[test]
fn a_second_run_finds_nothing_to_do() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    let line = "reset {}billing --topic {}orders --to-earliest --yes";
    scene.koffset(line).exits(0).prints("moved 2 of 2");
    scene.koffset(line).exits(0).prints("nothing to do\n");
    scene
        .koffset("reset {}billing --topic {}orders --to-earliest --dry-run")
        .exits(0)
        .says("nothing to do");
}

#[test]
fn kafkas_own_tool_sees_where_the_group_went() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    scene
        .koffset("reset {}billing --topic {}orders --to-offset 9 --yes")
        .exits(0);
    let table = scene.kafkas_tool("--describe --offsets --group {}billing");
    // Partition, committed offset, end of the log, lag.
    assert!(table.contains("billing orders 0 9 10 1 "), "{table}");
    assert!(table.contains("billing orders 1 9 10 1 "), "{table}");
}

#[test]
fn to_group_warns_of_a_group_that_moves_on_and_refuses_one_that_is_no_consumers() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.commit("audit", "orders", &[Some(9)]);
    let fields = json!({"protocol": version::newest_protocol(), "await_partitions": 1});
    let _member = Member::joins(&scene, "audit", "orders", fields);
    await_state(&scene, "audit", "stable");
    scene
        .koffset("reset {}billing -t {}orders --to-group {}audit --yes")
        .exits(0)
        .says("warning group audit has a member and moves on");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9)]);
    let worker = ("join_raw", "leave_raw");
    let _worker = Member::start(&scene, worker, "connect", "orders", json!({}));
    scene
        .koffset("reset {}billing -t {}orders --to-group {}connect --yes")
        .exits(3)
        .says("error: group connect is not a consumer group (protocol connect)");
}
