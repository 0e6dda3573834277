//! A world that is not the one that the plan saw, told as exactly as it can be.

use super::*;
use crate::support::guarded;
use crate::support::member::{Member, await_state};
use crate::support::wait;

/// Applies the plan of [`SAVE`], which is refused with this.
#[track_caller]
fn is_refused(scene: &Scene, because: &[&str]) -> Run {
    let run = scene.koffset("apply plan.json --yes");
    run.exits(3)
        .prints_nothing()
        .says("error: something has moved since the plan was made:\n")
        .says(
            "hint: make a new plan, as with koffset reset --save-plan FILE\nnothing was changed\n",
        );
    for line in because {
        run.says(&format!("\n{line}\n"));
    }
    run
}

#[test]
fn each_commit_that_moved_is_told_with_both_offsets_and_no_other() {
    let scene = saved();
    scene.commit("billing", "orders", &[None, Some(8)]);
    is_refused(
        &scene,
        &["orders:1 of group billing: the commit was 7 and is 8"],
    )
    .never_says("orders:0");
    stands_at(&scene, &[(0, 4), (1, 8)]);
    let dry_run = scene.koffset("apply plan.json --dry-run --format json");
    dry_run.exits(3).says("was 7 and is 8");
    assert_eq!(dry_run.json()["schema"], "koffset.error");
}

#[test]
fn a_group_that_has_members_now_is_told_with_them() {
    let scene = saved();
    let member = Member::joins(&scene, "billing", "orders", json!({}));
    await_state(&scene, "billing", "stable");
    let run = is_refused(&scene, &["group billing was empty and is stable"]);
    run.says("(127.0.0.1) has joined group billing\n");
    drop(member);
    stands_at(&scene, &BEFORE);
}

#[test]
fn a_group_of_another_type_is_another_one_since_kafka_3_7() {
    let scene = saved();
    scene.commit_as_member("consumer", "billing", "orders", &[4, 7]);
    is_refused(
        &scene,
        &["group billing was of type simple and is consumer"],
    );
    stands_at(&scene, &BEFORE);
}

#[test]
fn a_group_that_is_gone_or_has_come_is_told() {
    let scene = saved();
    let groups = json!({"groups": [scene.name("billing")]});
    scene.checker.ask("delete_groups", groups);
    is_refused(
        &scene,
        &[
            "group billing was empty and is dead",
            "orders:0 of group billing: the commit was 4 and is no commit",
        ],
    );
    let scene = Scene::with_orders(&[10, 10], &[]);
    scene.koffset(&format!("{SAVE} --create-group")).exits(0);
    scene.commit("billing", "orders", &[Some(1), None]);
    is_refused(
        &scene,
        &["orders:0 of group billing: the commit was no commit and is 1"],
    );
}

#[test]
fn a_topic_that_was_recreated_is_another_one_since_kafka_2_8() {
    let scene = saved();
    scene.delete_topic("orders");
    let look = || scene.offsets("billing", "orders");
    wait::until("the end of the commits", look, Vec::is_empty);
    is_refused(&scene, &["orders:0: the topic was recreated or deleted"]);
    scene.topic("orders", &[10, 10]);
    scene.commit("billing", "orders", &[Some(4), Some(7)]);
    let run = is_refused(
        &scene,
        &[
            "orders:0: the topic was recreated or deleted",
            "orders:1: the topic was recreated or deleted",
        ],
    );
    run.never_says("the commit was");
    stands_at(&scene, &BEFORE);
}

#[test]
fn a_commit_is_not_removed_from_a_topic_that_was_recreated_since_kafka_2_8() {
    let scene = saved_removal();
    scene.delete_topic("orders");
    let look = || scene.offsets("billing", "orders");
    wait::until("the end of the commits", look, Vec::is_empty);
    scene.topic("orders", &[10, 10]);
    scene.commit("billing", "orders", &[Some(4), Some(7)]);
    is_refused(&scene, &["orders:1: the topic was recreated or deleted"]);
    stands_at(&scene, &BEFORE);
}

/// A [`scene`] with a plan that removes the commit of its second partition.
fn saved_removal() -> Scene {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    scene
        .koffset("snapshot {}billing --output before.json")
        .exits(0);
    scene.commit("billing", "orders", &[None, Some(7)]);
    scene
        .koffset("reset {}billing --to-snapshot before.json --exact --save-plan plan.json")
        .exits(0);
    scene
}

#[test]
fn a_target_that_retention_has_passed_is_told() {
    let scene = scene();
    let save = SAVE.replace("--to-latest", "--to-offset 2");
    scene.koffset(&save).exits(0);
    scene.delete_records("orders", 1, 3);
    let run = is_refused(
        &scene,
        &["orders:1: the target 2 was deleted: the log starts at 3 now"],
    );
    run.never_says("orders:0");
    stands_at(&scene, &BEFORE);
}

#[test]
fn a_plan_of_another_cluster_is_told_with_both() {
    let there = guarded::scene();
    there.orders(&[10, 10], &[Some(4), Some(7)]);
    there.koffset(SAVE).exits(0);
    let here = scene();
    let file = there.file("plan.json").display().to_string();
    let (was, is) = (there.checker.cluster_id(), here.checker.cluster_id());
    here.koffset(&format!("apply {file} --yes"))
        .exits(3)
        .says(&format!(
            "the cluster is another one: it was {was} and is {is}\n"
        ));
    assert!(!here.knows_group(&there.name("{}billing")));
    there
        .koffset(&format!("apply plan.json --yes --cluster-id {was}"))
        .exits(0);
    stands_at(&there, &AFTER);
}
