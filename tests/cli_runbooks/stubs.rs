//! Codes and answers of koffset that a healthy cluster does not give, played by a stub before the real one.

use std::env;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use super::{left_at, path};
use crate::support::koffset::Run;
use crate::support::scene::{Scene, time_of};

fn scene() -> Scene {
    let scene = Scene::new();
    scene.topic("orders", &[10, 10]);
    left_at(&scene, "billing", &[10, 10]);
    scene
}

/// Rewinds the group with a koffset that does this, and then what the real one does. `$real` is that one.
fn rewind_with(scene: &Scene, stub: &str) -> Run {
    let bin = scene.file("bin");
    fs::create_dir(&bin).unwrap();
    let real = env!("CARGO_BIN_EXE_koffset");
    let script = format!("#!/bin/sh\nreal='{real}'\n{stub}\nexec \"$real\" \"$@\"\n");
    fs::write(bin.join("koffset"), script).unwrap();
    fs::set_permissions(bin.join("koffset"), fs::Permissions::from_mode(0o755)).unwrap();
    let time = time_of(4).to_string();
    let started = scene.file("started");
    let start = format!("touch '{}'", started.display());
    let args = [
        "{}billing",
        "--deploy-time",
        &time,
        "--stop-command",
        "true",
        "--execute",
    ];
    let start = ["--start-command", &start, "--wait-moving", "1s"];
    let args = [&args[..], &start].concat();
    let running = scene.start_runbook("after-bad-deploy.sh", &args, &path(Some(&bin)));
    let ended = scene.ended(running);
    assert!(!started.exists(), "{}", ended.text());
    ended
}

fn is_untouched(scene: &Scene) {
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 10)]);
}

#[test]
fn a_partial_change_ends_it_with_the_way_back() {
    let scene = scene();
    let stub = r#"[ "$1" = apply ] && { echo '{"journal_id": "20261120T200411Z-7f3a"}'; exit 5; }"#;
    rewind_with(&scene, stub)
        .exits(5)
        .says("koffset changed a part only, or cannot know")
        .says("it is not known whether all, some or nothing of it was changed")
        .says("way back koffset undo 20261120T200411Z-7f3a")
        .says("consumers stopped by: true")
        .says("to start touch");
}

#[test]
fn a_plan_that_is_refused_when_it_is_carried_out_changed_nothing() {
    let scene = scene();
    rewind_with(&scene, r#"[ "$1" = apply ] && exit 3"#)
        .exits(3)
        .says("koffset refused")
        .says("group not changed")
        .never_says("way back");
    is_untouched(&scene);
}

#[test]
fn a_koffset_that_was_killed_leaves_it_unknown() {
    let scene = scene();
    rewind_with(&scene, r#"[ "$1" = apply ] && kill -9 $$"#)
        .exits(5)
        .says("koffset ended with 137")
        .says("it is not known")
        .says("koffset journal list shows the change");
}

#[test]
fn an_outcome_that_does_not_say_that_all_was_done_is_not_taken_for_success() {
    for said in ["", "{}", "moved 2 of 2 partitions"] {
        let scene = scene();
        let stub = format!(r#"[ "$1" = apply ] && {{ echo '{said}'; exit 0; }}"#);
        rewind_with(&scene, &stub)
            .exits(5)
            .says("is no koffset.outcome of version 1");
    }
}

#[test]
fn an_outcome_with_something_else_in_it_is_not_taken_for_success() {
    for (stub, message) in [
        ("cat", "does not say that all was done"),
        ("sed p", "is no koffset.outcome of version 1"),
    ] {
        let scene = scene();
        let edit = r#"sed 's/"status": "applied"/"status": "unknown"/'"#;
        let stub = format!(r#"[ "$1" = apply ] && {{ "$real" "$@" | {edit} | {stub}; exit 0; }}"#);
        rewind_with(&scene, &stub).exits(5).says(message);
    }
}

#[test]
fn a_move_by_somebody_else_after_the_change_is_found() {
    let scene = scene();
    let group = scene.name("billing");
    let topic = scene.name("orders");
    let stub =
        format!(r#"[ "$1" = diff ] && "$real" seek {group} {topic}:1=6 --yes >/dev/null 2>&1"#);
    rewind_with(&scene, &stub)
        .exits(5)
        .says("is not what was changed")
        .says("group changed")
        .says("way back koffset undo");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 6)]);
}

#[test]
fn a_cluster_that_cannot_be_asked_ends_it_at_the_first_look() {
    let scene = scene();
    rewind_with(
        &scene,
        r#"echo "error: broker transport failure" >&2; exit 1"#,
    )
    .exits(1)
    .says("broker transport failure")
    .says("koffset failed")
    .says("consumers as they were");
    is_untouched(&scene);
}

#[test]
fn what_is_not_installed_is_named_at_the_start() {
    let scene = scene();
    let bin = scene.file("bin");
    fs::create_dir(&bin).unwrap();
    for tool in ["bash", "dirname"] {
        symlink(found(tool), bin.join(tool)).unwrap();
    }
    let run = || {
        let args = ["{}billing", "--deploy-time", "1700000000000", "--execute"];
        scene.ended(scene.start_runbook("after-bad-deploy.sh", &args, bin.as_os_str()))
    };
    run()
        .exits(1)
        .says("koffset is not installed, or not in PATH");
    symlink(env!("CARGO_BIN_EXE_koffset"), bin.join("koffset")).unwrap();
    run().exits(1).says("jq is not installed, or not in PATH");
}

fn found(tool: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap();
    let mut places = env::split_paths(&path).map(|folder| folder.join(tool));
    places.find(|place| place.exists()).unwrap()
}
