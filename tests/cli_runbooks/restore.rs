use super::{Service, files, left_at, run};
use crate::support::koffset::Run;
use crate::support::scene::Scene;

const RUNBOOK: &str = "restore-after-wrong-reset.sh";

/// Two partitions of ten records, which the group has left at 4 and 7.
fn scene() -> Scene {
    let scene = Scene::new();
    scene.topic("orders", &[10, 10]);
    left_at(&scene, "billing", &[4, 7]);
    scene
}

/// A wrong reset with koffset, and the journal's id of it.
fn reset(scene: &Scene, group: &str, to: &str) -> String {
    let line = format!("reset {{}}{group} --all-topics {to} --yes --format json");
    let outcome = scene.koffset(&line).with_status(0).json();
    outcome["journal_id"].as_str().unwrap().to_owned()
}

fn take_back(scene: &Scene, id: &str, more: &[&str]) -> Run {
    let args = ["{}billing", "--change", id];
    run(scene, RUNBOOK, &[&args[..], more].concat())
}

fn put_back(scene: &Scene, more: &[&str]) -> Run {
    let args = ["{}billing", "--snapshot", "then.json"];
    run(scene, RUNBOOK, &[&args[..], more].concat())
}

/// The scene with a snapshot; after it somebody else's tool moved the group to the ends.
fn moved_by_another_tool() -> Scene {
    let scene = scene();
    let line = "snapshot {}billing --output then.json";
    scene.koffset(line).exits(0);
    scene.commit("billing", "orders", &[Some(10), Some(10)]);
    scene
}

#[test]
fn without_a_choice_the_changes_of_the_group_are_listed() {
    let scene = scene();
    let id = reset(&scene, "billing", "--to-earliest");
    run(&scene, RUNBOOK, &["{}billing"])
        .exits(2)
        .prints(&id)
        .says("say which: --change ID, or --snapshot FILE");
}

#[test]
fn a_dry_run_shows_the_way_back_and_leaves_the_group() {
    let scene = scene();
    let id = reset(&scene, "billing", "--to-earliest");
    take_back(&scene, &id, &[])
        .exits(0)
        .prints("~ orders 0 0 0 4 +4 0 4 6")
        .prints(&format!(
            "would run: koffset undo --wait-empty 10m --save-plan plan.json -- {id}"
        ))
        .prints("a dry run: nothing was changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
    assert_eq!(files(&scene), [""; 0]);
}

#[test]
fn a_change_of_koffsets_is_taken_back_and_the_consumer_goes_on_from_there() {
    let scene = scene();
    let id = reset(&scene, "billing", "--to-earliest");
    let mut service = Service::stopped(&scene, "billing");
    service
        .managed_by(RUNBOOK, &["{}billing", "--change", &id, "--execute"])
        .exits(0)
        .prints("applied; partitions read back and equal: 2")
        .prints("so it is")
        .prints(&format!("done: group billing is as before change {id}"));
    assert_eq!(service.first_read(), [(0, 4), (1, 7)]);
}

#[test]
fn progress_since_the_wrong_reset_is_discarded_only_where_that_is_said() {
    let scene = scene();
    let id = reset(&scene, "billing", "--to-earliest");
    let mut service = Service::running(&scene, "billing");
    let args = ["{}billing", "--change", &id, "--execute"];
    service
        .managed_by(RUNBOOK, &args)
        .exits(3)
        .says("--discard-progress")
        .says("group not changed")
        .says("consumers as they were");
    assert_eq!(scene.describe("billing")["state"], "stable");
    let discard = ["--discard-progress", "--dir", "second"];
    service
        .managed_by(RUNBOOK, &[&args[..], &discard].concat())
        .exits(0);
    assert_eq!(service.first_read(), [(0, 4), (1, 7)]);
}

#[test]
fn a_change_of_another_group_is_refused() {
    let scene = scene();
    scene.commit("audit", "orders", &[Some(5)]);
    let id = reset(&scene, "audit", "--to-earliest");
    take_back(&scene, &id, &["--execute"])
        .exits(3)
        .says("is not of group billing alone");
    take_back(
        &scene,
        "20200101T000000Z-0000",
        &["--execute", "--dir", "second"],
    )
    .says("group not changed");
    assert_eq!(scene.offsets("audit", "orders"), [(0, 0), (1, 0)]);
}

#[test]
fn what_was_not_koffsets_is_restored_from_a_snapshot() {
    let scene = moved_by_another_tool();
    put_back(&scene, &[])
        .exits(0)
        .prints("orders 0 4 10 +6")
        .prints("~ orders 0 0 10 4 -6 6 0 6");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 10)]);
    let mut service = Service::stopped(&scene, "billing");
    let args = ["{}billing", "--snapshot", "then.json", "--execute"];
    service
        .managed_by(RUNBOOK, &args)
        .exits(0)
        .prints("equal: the same commits in 2 partitions");
    assert_eq!(service.first_read(), [(0, 4), (1, 7)]);
}

#[test]
fn a_group_that_is_as_in_the_snapshot_needs_nothing() {
    let scene = moved_by_another_tool();
    left_at(&scene, "billing", &[4, 7]);
    put_back(&scene, &["--execute"])
        .exits(0)
        .prints("nothing to do: group billing is as in")
        .never_says("koffset apply");
}

#[test]
fn commits_that_the_snapshot_lacks_are_deleted_only_where_that_is_said_since_kafka_2_4() {
    let scene = moved_by_another_tool();
    scene.topic("returns", &[5]);
    scene.commit("billing", "returns", &[Some(2)]);
    put_back(&scene, &["--execute"])
        .exits(3)
        .says("the group has commits that the snapshot lacks; --exact deletes them")
        .says("group not changed");
    put_back(&scene, &["--execute", "--exact", "--dir", "second"]).exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 7)]);
    assert_eq!(scene.offsets("billing", "returns"), []);
}
