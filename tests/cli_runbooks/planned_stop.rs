use std::fs;

use serde_json::json;

use super::{PRETENDS, Service, files, left_at, obeyed, run};
use crate::support::koffset::Run;
use crate::support::member::await_state;
use crate::support::scene::Scene;

const RUNBOOK: &str = "planned-stop.sh";

/// Two partitions of ten records, and two groups that have left them.
fn scene() -> Scene {
    let scene = Scene::new();
    scene.topic("orders", &[10, 10]);
    left_at(&scene, "audit", &[3, 10]);
    left_at(&scene, "billing", &[4, 7]);
    scene
}

fn before(scene: &Scene, more: &[&str]) -> Run {
    let args = ["before", "{}audit", "{}billing", "--file", "stop.zst"];
    run(scene, RUNBOOK, &[&args[..], more].concat())
}

fn after(scene: &Scene, more: &[&str]) -> Run {
    let args = ["after", "--file", "stop.zst"];
    run(scene, RUNBOOK, &[&args[..], more].concat())
}

/// The scene with its file; what the file's runbook kept is gone.
fn saved() -> Scene {
    let scene = scene();
    before(&scene, &["--execute", "--dir", "then"]).exits(0);
    scene
}

fn expire_group(scene: &Scene, group: &str) {
    let names = [scene.name(group)];
    scene
        .checker
        .ask("delete_groups", json!({ "groups": names }));
}

fn expire_commit(scene: &Scene, group: &str, partition: i32) {
    let at = json!({"topic": scene.name("orders"), "partition": partition});
    let fields = json!({"group": scene.name(group), "partitions": [at]});
    scene.checker.ask("delete_group_offsets", fields);
}

#[test]
fn before_the_stop_a_dry_run_writes_nothing() {
    let scene = scene();
    before(&scene, &[])
        .exits(0)
        .prints("would run: koffset snapshot --output stop.zst -- audit billing")
        .prints("a dry run: nothing was changed");
    assert_eq!(files(&scene), [""; 0]);
}

#[test]
fn before_the_stop_the_file_is_packed_and_whole() {
    let scene = scene();
    before(&scene, &["--execute"])
        .exits(0)
        .prints("groups: 2, commits: 4")
        .prints("equal: the same commits in 4 partitions")
        .prints("done: keep stop.zst");
    let packed = fs::read(scene.file("stop.zst")).unwrap();
    assert_eq!(packed[..4], [0x28, 0xb5, 0x2f, 0xfd]);
    before(&scene, &["--execute"])
        .exits(2)
        .says("is there already, and is not overwritten");
}

#[test]
fn before_the_stop_consumers_are_stopped_and_saved_where_they_left() {
    let scene = Scene::new();
    scene.topic("orders", &[10, 10]);
    let mut service = Service::running(&scene, "billing");
    let stop = ["--stop-command", &service.stop_command()];
    let args = ["before", "{}billing", "--file", "stop.gz", "--execute"];
    service
        .obeys(RUNBOOK, &[&args[..], &stop].concat())
        .exits(0)
        .prints("groups: 1, commits: 2")
        .prints("consumers stopped by: touch");
    assert_eq!(scene.describe("billing")["state"], "empty");
}

#[test]
fn before_the_stop_a_group_that_does_not_get_empty_is_not_saved() {
    let scene = scene();
    let mut service = Service::stopped(&scene, "billing");
    service.start();
    before(&scene, &["--execute", "--wait-empty", "1s"])
        .exits(3)
        .says("not empty after 1s: group billing is stable")
        .says("group not changed");
    assert!(!scene.file("stop.zst").exists());
}

#[test]
fn after_the_stop_nothing_is_restored_where_nothing_expired() {
    let scene = saved();
    after(&scene, &["--execute"])
        .exits(0)
        .prints("equal: the same commits in 4 partitions")
        .prints("group not changed")
        .never_says("koffset apply");
}

#[test]
fn after_the_stop_a_dry_run_shows_what_expired_and_restores_nothing() {
    let scene = saved();
    expire_group(&scene, "billing");
    let before = files(&scene);
    after(&scene, &[])
        .exits(0)
        .prints("+ orders 0 0 - 4")
        .prints("would run: koffset reset --wait-empty 10m --save-plan plan.json --to-snapshot stop.zst --only-missing --create-group")
        .prints("a dry run: nothing was changed");
    assert!(!scene.knows_group("billing"));
    assert_eq!(files(&scene), before);
}

#[test]
fn after_the_stop_an_expired_group_is_created_again_and_its_consumer_goes_on() {
    let scene = saved();
    expire_group(&scene, "billing");
    let mut audit = Service::stopped(&scene, "audit");
    let mut billing = Service::stopped(&scene, "billing");
    let start = format!("{} && {}", audit.start_command(), billing.start_command());
    let args = [
        "after",
        "--file",
        "stop.zst",
        "--execute",
        "--start-command",
        &start,
    ];
    obeyed(&mut [&mut audit, &mut billing], RUNBOOK, &args)
        .exits(0)
        .prints("applied; partitions read back and equal: 2")
        .prints("equal: the same commits in 4 partitions")
        .prints("they do");
    assert_eq!(billing.first_read(), [(0, 4), (1, 7)]);
    billing.await_end_of_log();
    audit.await_end_of_log();
}

#[test]
fn after_the_stop_a_group_that_does_not_come_back_is_told() {
    let scene = saved();
    expire_group(&scene, "billing");
    after(
        &scene,
        &[
            "--execute",
            "--wait-moving",
            "1s",
            "--start-command",
            PRETENDS,
        ],
    )
    .exits(5)
    .says("orders:0 of group billing is where it was put, at 4")
    .says("group audit is empty");
}

#[test]
fn after_the_stop_expired_commits_are_restored_and_others_left_since_kafka_2_4() {
    let scene = saved();
    expire_commit(&scene, "billing", 1);
    after(&scene, &["--execute"])
        .exits(0)
        .prints("only in a")
        .prints("applied; partitions read back and equal: 1")
        .prints("koffset reset --dry-run --to-snapshot stop.zst --only-missing")
        .prints("done: the groups stand where stop.zst says");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 7)]);
}

#[test]
fn after_the_stop_a_group_that_somebody_moved_is_not_restored_since_kafka_2_4() {
    let scene = saved();
    expire_commit(&scene, "billing", 1);
    scene.commit("billing", "orders", &[Some(6)]);
    after(&scene, &["--execute"])
        .exits(3)
        .says("more differs than that commits are gone")
        .says("group not changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 6)]);
}

#[test]
fn after_the_stop_a_topic_that_was_created_again_is_not_restored_since_kafka_2_8() {
    let scene = saved();
    scene.delete_topic("orders");
    scene.topic("orders", &[10, 10]);
    after(&scene, &["--execute"])
        .exits(3)
        .says("more differs than that commits are gone");
}

#[test]
fn after_the_stop_a_consumer_that_runs_already_is_found() {
    let scene = saved();
    expire_group(&scene, "billing");
    let mut service = Service::stopped(&scene, "billing");
    service.start();
    await_state(&scene, "billing", "stable");
    service.await_end_of_log();
    after(&scene, &["--execute"]).exits(3);
}

#[test]
fn after_the_stop_a_damaged_file_ends_it() {
    let scene = saved();
    let file = scene.file("stop.zst");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    expire_group(&scene, "billing");
    after(&scene, &["--execute"])
        .exits(1)
        .says("koffset failed")
        .says("group not changed");
    assert!(!scene.knows_group("billing"));
}
