//! That seek lives the same life of a change as reset.

use serde_json::json;

use crate::support::member::{Member, await_state};
use crate::support::scene::Scene;
use crate::support::version;

#[test]
fn one_blocked_partition_keeps_all_of_them_where_they_are() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    scene
        .koffset("seek {}billing {}orders:0=5 {}orders:1=11 --yes")
        .exits(3)
        .says("~ orders 0 0 4 5 +1 0 1 5")
        .says("! orders 1 0 4 11 - - - - offset 11 is beyond the end of the log (10)")
        .says("nothing was changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
}

#[test]
fn out_of_range_clamp_goes_to_the_nearer_end() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    scene
        .koffset(
            "seek {}billing {}orders:0=earliest+11 {}orders:1=latest-11 --out-of-range clamp --yes",
        )
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 0)]);
}

#[test]
fn a_dry_run_prints_the_plan_and_writes_nothing() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    scene
        .koffset("seek {}billing {}orders:0=+1 {}orders:1=latest-2 --dry-run")
        .exits(0)
        .says_nothing()
        .prints("target orders:0: current+1, orders:1: latest-2\n")
        .prints("~ orders 0 0 4 5 +1 0 1 5\n")
        .prints("+ orders 1 0 - 8 - - - 2 no commit before\n");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn the_plan_says_what_was_asked_of_each_partition() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    let run =
        scene.koffset("seek {}billing {}orders:0=+1 {}orders:1=latest --dry-run --format json");
    let plan = run.exits(0).json();
    assert_eq!(plan["command"], "seek");
    let changes = plan["groups"][0]["changes"].as_array().unwrap().iter();
    let requested: Vec<_> = changes.map(|change| &change["requested"]).collect();
    assert_eq!(requested, ["current+1", "latest"]);
}

#[test]
fn again_is_a_no_op_for_an_absolute_target() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let line = "seek {}billing {}orders:0=latest-3 --execute";
    scene
        .koffset(line)
        .exits(0)
        .prints("moved 1 of 1 partition,");
    scene.koffset(line).exits(0).prints("nothing to do");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 7)]);
}

#[test]
fn a_group_with_members_an_unknown_group_and_a_missing_commit_are_refused() {
    let scene = Scene::with_orders(&[10], &[]);
    scene
        .koffset("seek {}billing {}orders:0=5 --yes")
        .exits(3)
        .says("error: group billing is not known to this cluster");
    let member = Member::joins(
        &scene,
        "billing",
        "orders",
        json!({"protocol": version::newest_protocol()}),
    );
    await_state(&scene, "billing", "stable");
    scene
        .koffset("seek {}billing {}orders:0=5 --yes")
        .exits(3)
        .says("error: group billing has active members");
    drop(member);
    await_state(&scene, "billing", "empty");
    scene
        .koffset("seek {}billing {}orders:0=+5 --yes")
        .exits(3)
        .says("there is no commit to start from");
    scene.koffset("seek {}billing {}orders:0=5 --yes").exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 5)]);
}

#[test]
fn nobody_can_be_asked_without_a_terminal() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("seek {}billing {}orders:0=5")
        .exits(6)
        .prints_nothing()
        .says("error: nobody can be asked")
        .says("nothing was changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn kafkas_own_tool_sees_where_each_partition_went() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    scene
        .koffset("seek {}billing {}orders:0=latest-3 {}orders:1=+1 --yes")
        .exits(0);
    let table = scene.kafkas_tool("--describe --offsets --group {}billing");
    // Partition, committed offset, end of the log, lag.
    assert!(table.contains("billing orders 0 7 10 3 "), "{table}");
    assert!(table.contains("billing orders 1 5 10 5 "), "{table}");
}
