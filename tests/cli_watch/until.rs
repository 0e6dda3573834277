//! `--until`, with which a script waits for a group.

use super::*;
use crate::support::koffset::Run;
use crate::support::process::Running;
use crate::support::version;

/// Begins to wait, and has read the group once.
fn waits(scene: &Scene, condition: &str) -> Running {
    let line = format!("watch {{}}billing --until {condition} --interval 200ms --deadline 50s");
    let running = scene.start(&line);
    running.await_out("billing state=");
    running
}

#[track_caller]
fn ends_well(scene: &Scene, mut running: Running, happen: impl FnOnce()) -> Run {
    assert!(!running.is_over());
    happen();
    let run = scene.ended(running);
    run.exits(0);
    run
}

#[test]
fn a_script_waits_until_a_consumer_has_read_everything() {
    let scene = scene();
    let running = waits(&scene, "caught-up");
    let mut member = None;
    let run = ends_well(&scene, running, || member = Some(reads(&scene)));
    let last = run.stdout.lines().last().unwrap();
    assert!(
        last.contains(" lag=0 ") && last.contains("catch-up=-"),
        "{last}"
    );
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 10)]);
}

#[test]
fn a_script_waits_until_a_group_is_empty() {
    let scene = scene();
    let member = joins(&scene);
    let running = waits(&scene, "empty");
    ends_well(&scene, running, || drop(member));
    assert_eq!(scene.describe("billing")["state"], "empty");
}

#[test]
fn a_script_waits_until_a_group_is_active() {
    for &protocol in version::consumer_protocols() {
        let scene = scene();
        let running = waits(&scene, "active");
        let mut member = None;
        ends_well(&scene, running, || {
            member = Some(starts(
                &scene,
                json!({"protocol": protocol, "await_partitions": 2}),
            ));
        });
        assert_eq!(scene.describe("billing")["state"], "stable");
    }
}

#[test]
fn a_script_waits_until_a_commit_is_made() {
    let scene = scene();
    let member = joins(&scene);
    let running = waits(&scene, "moved");
    ends_well(&scene, running, || commits(&scene, &member, 1, 5));
}

#[test]
fn a_deadline_that_passes_first_ends_with_4_and_says_which_group() {
    let scene = scene();
    let _member = joins(&scene);
    for (condition, word) in [
        ("caught-up", "caught up"),
        ("empty", "empty"),
        ("moved", "moved"),
    ] {
        let line = format!("watch {{}}billing --until {condition} --interval 200ms --deadline 2s");
        let says = format!("--deadline has passed, and this is not {word}: billing\n");
        scene.koffset(&line).exits(4).says(&says);
    }
    scene.commit("idle", "orders", &[Some(1), None]);
    let line = "watch {}idle --until active --interval 200ms --deadline 1s";
    scene
        .koffset(line)
        .exits(4)
        .says("this is not active: idle\n");
}

#[test]
fn what_is_so_already_needs_no_wait() {
    let scene = scene();
    let run = scene.koffset("watch {}billing --until empty");
    run.exits(0)
        .says("consumers with assign() never show as members");
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
}
