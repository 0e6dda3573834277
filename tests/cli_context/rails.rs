//! What is to be kept to on a context's cluster: limits and protected groups.

use super::*;
use crate::support::scene::Scene;

/// A scene whose cluster is the current context, with these further lines.
fn on_context(lines: &str) -> (Scene, Home) {
    let scene = Scene::with_orders(&[10], &[Some(5)]);
    let config = format!("current = \"prod\"\n{}", on_cluster("prod", lines));
    (scene, Home::with(&config))
}

fn seek(scene: &Scene, target: &str) -> String {
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    format!("seek {group} {topic}:0={target}")
}

#[track_caller]
fn stands_at(scene: &Scene, offset: i64) {
    assert_eq!(scene.offsets("billing", "orders"), [(0, offset)]);
}

#[test]
fn a_limit_of_the_context_holds_and_only_a_flag_moves_it_which_is_said() {
    let (scene, home) = on_context("max_replay = 2\nmax_skip = 0");
    for (target, refused, allowed, said) in [
        (
            "1",
            "at most 4 records would be replayed",
            "--max-replay 4",
            "--max-replay 4 passes the max_replay 2 of context prod",
        ),
        (
            "6",
            "at most 5 records would be skipped",
            "--max-skip 5",
            "--max-skip 5 passes the max_skip 0 of context prod",
        ),
    ] {
        let seek = seek(&scene, target);
        let before = scene.offsets("billing", "orders");
        home.koffset(&format!("{seek} --yes"))
            .exits(3)
            .says(refused)
            .says(&format!("is the limit; {allowed} passes it\n"));
        assert_eq!(scene.offsets("billing", "orders"), before);
        home.koffset(&format!("{seek} --yes {allowed}"))
            .exits(0)
            .says(&format!("warning: {said}\n"));
        stands_at(&scene, target.parse().unwrap());
    }
    let stricter = format!("{} --yes --max-replay 1", seek(&scene, "4"));
    home.koffset(&stricter)
        .exits(3)
        .says("--max-replay allows 1")
        .never_says("passes the");
}

#[test]
fn a_protected_group_is_changed_only_where_it_is_named() {
    let (scene, home) = on_context("protected_groups = [\".*-billing\", \".*billing\"]");
    let seek = seek(&scene, "2");
    let run = home.koffset(&format!("{seek} --yes --format json"));
    let plan = run.exits(3).json();
    assert_eq!(plan["groups"][0]["blockers"][0]["code"], "protected");
    home.koffset(&format!("{seek} --yes"))
        .exits(3)
        .says("is protected by the context, and --yes does not name it\n")
        .says("hint: in the place of --yes, write --confirm GROUP for each group that is to be changed\n")
        .says("nothing was changed\n");
    home.koffset(&seek).exits(6).says("--confirm GROUP");
    stands_at(&scene, 5);
    home.koffset(&format!("{seek} --dry-run")).exits(0);
    home.koffset(&format!("{seek} --confirm {}", scene.name("billing")))
        .exits(0);
    stands_at(&scene, 2);
}

#[test]
fn a_group_is_protected_against_every_command_that_changes_it() {
    let (scene, home) = on_context("protected_groups = [\".*billing\"]");
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let plan = scene.file("plan.json");
    let plan = plan.display();
    home.koffset(&format!("{} --save-plan {plan}", seek(&scene, "2")))
        .exits(0);
    for command in [
        format!("apply {plan}"),
        format!("reset {group} -t {topic} --to-earliest"),
        format!("delete-offsets {group} -t {topic}"),
        format!("group delete {group}"),
    ] {
        home.koffset(&format!("{command} --yes"))
            .exits(3)
            .says("is protected by the context");
    }
    stands_at(&scene, 5);
    let other = format!(
        "copy {group} {}-copied --create-group --all-topics --yes",
        group
    );
    home.koffset(&other).exits(0);
}

#[test]
fn a_pattern_protects_a_group_with_a_line_break_in_its_name() {
    let (scene, home) = on_context("protected_groups = [\".*bill.ing\"]");
    scene.commit("bill\ning", "orders", &[Some(5)]);
    let (pattern, topic) = (scene.name("bill.ing"), scene.name("orders"));
    home.koffset(&format!(
        "reset --groups-matching {pattern} -t {topic} --to-earliest --yes"
    ))
    .exits(3)
    .says("bill\\ning is protected by the context");
    assert_eq!(scene.offsets("bill\ning", "orders"), [(0, 5)]);
}

#[test]
fn removed_commits_which_no_limit_can_count_are_agreed_to_by_name_since_kafka_2_4() {
    let (scene, home) = on_context("max_skip = 0");
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let delete = format!("delete-offsets {group} -t {topic}");
    home.koffset(&format!("{delete} --yes"))
        .exits(3)
        .says("--confirm GROUP in the place of --yes");
    home.koffset(&format!("{delete} --confirm {group} --max-skip 5"))
        .exits(3)
        .never_says("all the same");
    stands_at(&scene, 5);
    home.koffset(&format!("{delete} --confirm {group}"))
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), []);
}
