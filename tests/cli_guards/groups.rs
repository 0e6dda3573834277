//! `--cluster-id` and `--confirm`.

use super::*;
use crate::support::guarded;

#[test]
fn only_the_cluster_that_is_meant_is_changed() {
    let other = guarded::scene().checker.cluster_id();
    each(|scene, line| {
        let here = scene.checker.cluster_id();
        scene
            .koffset(&format!("{line} --yes --cluster-id {other}"))
            .exits(3)
            .prints_nothing()
            .says(&format!(
                "error: cluster {other} is meant, and this is {here}\n"
            ))
            .says("nothing was changed\n");
        let run = scene.koffset(&format!("{line} --yes --cluster-id {other} --format json"));
        assert_eq!(codes(run.exits(3)), ["not_the_cluster"]);
        stands_at(scene, &BEFORE);
        scene
            .koffset(&format!("{line} --yes --cluster-id {here}"))
            .exits(0);
        stands_at(scene, &AFTER);
    });
}

#[test]
fn a_group_that_is_confirmed_by_its_name_is_changed_without_a_question() {
    each(|scene, line| {
        scene
            .koffset(&format!("{line} --confirm {{}}shipping"))
            .exits(3)
            .prints_nothing()
            .says("error: group billing would be changed, and --confirm does not name it\n");
        let run = scene.koffset(&format!("{line} --confirm {{}}shipping --format json"));
        assert_eq!(codes(run.exits(3)), ["not_confirmed"]);
        scene.koffset(line).exits(6);
        stands_at(scene, &BEFORE);
        scene
            .koffset(&format!("{line} --confirm {{}}billing"))
            .exits(0);
        stands_at(scene, &AFTER);
    });
}

#[test]
fn every_group_that_is_changed_must_be_confirmed_and_no_other() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.commit("shipping", "orders", &[Some(6)]);
    scene.commit("done", "orders", &[Some(10)]);
    let line = "reset {}billing {}shipping {}done -t {}orders --to-latest";
    scene
        .koffset(&format!("{line} --confirm {{}}billing --confirm {{}}done"))
        .exits(3)
        .says("error: group shipping would be changed, and --confirm does not name it\n");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
    scene
        .koffset(&format!(
            "{line} --confirm {{}}billing --confirm {{}}shipping"
        ))
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10)]);
    assert_eq!(scene.offsets("shipping", "orders"), [(0, 10)]);
}

#[test]
fn a_confirmation_is_neither_a_blank_one_nor_part_of_a_dry_run() {
    each(|scene, line| {
        for other in ["--yes", "--dry-run"] {
            scene
                .koffset(&format!("{line} --confirm {{}}billing {other}"))
                .exits(2)
                .says("cannot be used with");
        }
        stands_at(scene, &BEFORE);
    });
}

#[test]
fn limits_are_about_what_is_moved_now_and_not_about_a_group_that_stands_there() {
    let scene = scene();
    scene.commit("billing", "orders", &[Some(1), Some(8)]);
    for line in &MOVES[..2] {
        scene
            .koffset(&format!("{line} --confirm {{}}shipping --max-replay 0"))
            .exits(0)
            .prints("nothing to do\n");
    }
    scene
        .koffset(&format!("{} --yes --cluster-id another", MOVES[0]))
        .exits(3)
        .says("cluster another is meant");
}
