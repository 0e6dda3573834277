//! `scheduled-snapshot.sh`: what a night's run leaves behind.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use super::{path, run};
use crate::support::koffset::Run;
use crate::support::scene::Scene;

const RUNBOOK: &str = "scheduled-snapshot.sh";

/// A snapshot of the scene's group into the folder `saved`.
fn save(scene: &Scene, more: &[&str]) -> Run {
    let args = ["saved", "--group", "{}billing"];
    run(scene, RUNBOOK, &[&args[..], more].concat())
}

/// The files in the folder that are not hidden.
fn saved(scene: &Scene) -> Vec<String> {
    let Ok(entries) = fs::read_dir(scene.file("saved")) else {
        return Vec::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}

fn put(scene: &Scene, name: &str) {
    fs::create_dir_all(scene.file("saved")).unwrap();
    fs::write(scene.file("saved").join(name), "old").unwrap();
}

fn scene() -> Scene {
    Scene::with_orders(&[5, 5], &[Some(2), Some(3)])
}

#[test]
fn a_run_leaves_one_whole_snapshot_that_a_group_can_go_back_to() {
    let scene = scene();
    save(&scene, &[])
        .exits(0)
        .prints_nothing()
        .says("1 kept, 0 removed");
    let files = saved(&scene);
    let named = regex::Regex::new(r"^koffset-\d{8}T\d{6}Z\.json\.zst$").unwrap();
    assert!(files.len() == 1 && named.is_match(&files[0]), "{files:?}");
    scene.commit("billing", "orders", &[Some(5), Some(5)]);
    let file = scene.file("saved").join(&files[0]);
    let line = format!("reset {{}}billing --to-snapshot {} --yes", file.display());
    scene.koffset(&line).exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 2), (1, 3)]);
}

#[test]
fn all_groups_are_saved_where_none_is_named() {
    let scene = scene();
    let stub = r#"[ "$2" = snapshot ] && { echo "$*" >"$0.args"; set -- snapshot "$group" --output "$5"; }"#;
    with_stub(&scene, stub, &["saved"]).exits(0);
    let told = fs::read_to_string(scene.file("bin").join("koffset.args")).unwrap();
    assert!(
        told.starts_with("--quiet snapshot --all-groups --output saved/koffset-"),
        "{told}"
    );
}

#[test]
fn old_ones_of_the_same_name_are_removed_by_the_time_in_their_names() {
    let scene = scene();
    let old = [
        "koffset-20200101T000000Z.json.zst",
        "koffset-20200102T000000Z.json.zst",
    ];
    let others = [
        "koffset-20200101T000000Z.json",
        "koffset-eu-20200101T000000Z.json.zst",
        "koffset-notes.json.zst",
        "other-20200101T000000Z.json.zst",
    ];
    for name in old.iter().chain(&others) {
        put(&scene, name);
    }
    put(&scene, "koffset-29990101T000000Z.json.zst");
    save(&scene, &["--keep-at-least", "1"])
        .exits(0)
        .says("2 kept, 2 removed");
    let left = saved(&scene);
    assert_eq!(left.len(), others.len() + 2, "{left:?}");
    for name in others {
        assert!(
            left.iter().any(|left| left == name),
            "{name} is gone: {left:?}"
        );
    }
}

#[test]
fn so_many_of_the_newest_stay_however_old() {
    let scene = scene();
    for day in 1..=5 {
        put(&scene, &format!("koffset-2020010{day}T000000Z.json.zst"));
    }
    save(&scene, &["--keep-at-least", "3"])
        .exits(0)
        .says("3 kept, 3 removed");
    let left = saved(&scene);
    assert_eq!(
        left[..2],
        [
            "koffset-20200104T000000Z.json.zst",
            "koffset-20200105T000000Z.json.zst"
        ]
    );
}

#[test]
fn what_is_not_too_old_stays_however_many_there_are() {
    let scene = scene();
    put(&scene, "koffset-20200101T000000Z.json.zst");
    let ages = ["--keep-at-least", "1", "--keep-days", "999999"];
    save(&scene, &ages).exits(0).says("2 kept, 0 removed");
    assert_eq!(saved(&scene).len(), 2);
}

#[test]
fn a_name_of_its_own_keeps_two_clusters_in_one_folder_apart() {
    let scene = scene();
    put(&scene, "koffset-20200101T000000Z.json.zst");
    save(&scene, &["--name", "eu", "--keep-at-least", "1"]).exits(0);
    let left = saved(&scene);
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left[0].starts_with("eu-2"), "{left:?}");
}

#[test]
fn koffsets_failure_is_the_runs_and_nothing_is_left_or_removed() {
    let scene = scene();
    put(&scene, "koffset-20200101T000000Z.json.zst");
    let unreachable = ["-b", "127.0.0.1:1", "--keep-at-least", "1"];
    save(&scene, &unreachable).exits(1).says("127.0.0.1:1");
    let unknown = ["saved", "-g", "{}nobody", "--keep-at-least", "1"];
    run(&scene, RUNBOOK, &unknown).exits(3).says("nobody");
    assert_eq!(saved(&scene), ["koffset-20200101T000000Z.json.zst"]);
    let hidden = fs::read_dir(scene.file("saved")).unwrap().count();
    assert_eq!(hidden, 2, "more than the lock and the old one");
}

/// Runs it with a koffset that does this; `$real` is the built one, `$group` the scene's.
fn with_stub(scene: &Scene, stub: &str, args: &[&str]) -> Run {
    let bin = scene.file("bin");
    fs::create_dir(&bin).unwrap();
    let (real, group) = (env!("CARGO_BIN_EXE_koffset"), scene.name("billing"));
    let script =
        format!("#!/bin/sh\nreal='{real}' group='{group}'\n{stub}\nexec \"$real\" \"$@\"\n");
    fs::write(bin.join("koffset"), script).unwrap();
    fs::set_permissions(bin.join("koffset"), fs::Permissions::from_mode(0o755)).unwrap();
    scene.ended(scene.start_runbook(RUNBOOK, args, &path(Some(&bin))))
}

#[test]
fn what_could_not_all_be_seen_is_kept_and_told_and_nothing_old_is_removed() {
    let scene = scene();
    put(&scene, "koffset-20200101T000000Z.json.zst");
    let stub = r#"[ "$2" = show ] && { echo '{"incomplete": ["a broker is down"]}'; exit 0; }"#;
    let args = ["saved", "-g", "{}billing", "--keep-at-least", "1"];
    with_stub(&scene, stub, &args)
        .exits(5)
        .says("not all could be seen");
    assert_eq!(saved(&scene).len(), 2);
}

#[test]
fn a_snapshot_that_cannot_be_read_back_is_no_success() {
    let scene = scene();
    let stub = r#"[ "$2" = show ] && { echo "error: is cut off" >&2; exit 1; }"#;
    let args = ["saved", "-g", "{}billing"];
    with_stub(&scene, stub, &args)
        .exits(1)
        .says("cannot be read back");
}

#[test]
fn a_run_beside_another_one_is_refused() {
    let scene = scene();
    fs::create_dir(scene.file("saved")).unwrap();
    let lock = scene.file("saved").join(".koffset.lock");
    let mut other = Command::new("flock")
        .arg(&lock)
        .args(["sh", "-c", "echo held; cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut held = [0; 5];
    std::io::Read::read_exact(other.stdout.as_mut().unwrap(), &mut held).unwrap();
    save(&scene, &[]).exits(3).says("another run is at it");
    assert_eq!(saved(&scene), Vec::<String>::new());
    drop(other.stdin.take());
    assert!(other.wait().unwrap().success());
    save(&scene, &[]).exits(0);
}

#[test]
fn what_makes_no_sense_is_told_before_anything_is_done() {
    let scene = scene();
    for (args, message) in [
        (&[][..], "one folder is needed"),
        (&["saved", "more"], "one folder is needed"),
        (
            &["saved", "--keep-days"],
            "--keep-days: its value is missing",
        ),
        (
            &["saved", "--keep-days", "0"],
            "a number from 1 to 999999 is needed",
        ),
        (
            &["saved", "--keep-at-least", "all"],
            "a number from 1 to 999999 is needed",
        ),
        (&["saved", "--name", "../x"], "--name ../x"),
        (
            &["saved", "--execute"],
            "--execute: there is no such option",
        ),
    ] {
        run(&scene, RUNBOOK, args)
            .exits(2)
            .says(message)
            .prints_nothing();
    }
    assert!(!scene.file("saved").exists());
    run(&scene, RUNBOOK, &["--help"])
        .exits(0)
        .says_nothing()
        .prints("Usage: scheduled-snapshot.sh FOLDER")
        .prints("Example: ")
        .prints("Exit codes");
}
