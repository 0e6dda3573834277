//! Groups, topics, files and folders whose names look like options of koffset.

use serde_json::json;

use super::{PRETENDS, files, run};
use crate::support::koffset::Run;
use crate::support::scene::{Scene, time_of};

const GROUP: &str = "-Xclient.id={}";
const OTHER: &str = "--confirm={}";
const TOPIC: &str = "-b{}";

fn scene() -> Scene {
    let scene = Scene::new();
    scene.topic(TOPIC, &[10, 10]);
    scene.commit_as_member("classic", GROUP, TOPIC, &[4, 10]);
    scene
}

/// Runs a runbook that starts nothing, on names that begin with `-`.
fn done(scene: &Scene, runbook: &str, options: &[&str], names: &[&str]) -> Run {
    let options = [options, &["--stop-command", PRETENDS, "--execute"]].concat();
    let run = run(scene, runbook, &[&options[..], &["--"], names].concat());
    run.exits(0);
    run
}

#[test]
fn a_rewound_group_may_look_like_an_option() {
    let scene = scene();
    let time = time_of(2).to_string();
    let scope = format!("{TOPIC}:0");
    let options = ["--deploy-time", &time, "--topic", &scope];
    done(&scene, "after-bad-deploy.sh", &options, &[GROUP])
        .prints("applied; partitions read back and equal: 1");
    assert_eq!(scene.offsets(GROUP, TOPIC), [(0, 2), (1, 10)]);
}

#[test]
fn a_skipped_record_may_lie_in_a_topic_that_looks_like_an_option() {
    let scene = scene();
    let names = [GROUP, TOPIC, "0", "4"];
    done(&scene, "skip-poison-record.sh", &[], &names);
    assert_eq!(scene.offsets(GROUP, TOPIC), [(0, 5), (1, 10)]);
}

#[test]
fn both_groups_of_a_takeover_may_look_like_options() {
    let scene = scene();
    done(
        &scene,
        "blue-green.sh",
        &["--create-group"],
        &[GROUP, OTHER],
    );
    assert_eq!(scene.offsets(OTHER, TOPIC), [(0, 4), (1, 10)]);
}

#[test]
fn stopped_groups_may_look_like_options_and_so_may_the_file() {
    let scene = scene();
    scene.commit_as_member("classic", OTHER, TOPIC, &[1, 1]);
    let file = ["--file", "-q.zst", "--dir", "-before"];
    done(&scene, "planned-stop.sh", &file, &["before", GROUP, OTHER])
        .prints("groups: 2, commits: 4");
    let names = json!({ "groups": [scene.name(GROUP)] });
    scene.checker.ask("delete_groups", names);
    let after = ["after", "--file", "-q.zst", "--dir", "-after", "--execute"];
    run(&scene, "planned-stop.sh", &after).exits(0);
    assert_eq!(scene.offsets(GROUP, TOPIC), [(0, 4), (1, 10)]);
    assert_eq!(files(&scene), ["-after", "-before", "-q.zst"]);
}

#[test]
fn a_restored_group_may_look_like_an_option() {
    let scene = scene();
    let line = format!("snapshot --output before.json --group={GROUP}");
    scene.koffset(&line).exits(0);
    let seek = format!("seek --yes --group={GROUP} -- {TOPIC}:0=1");
    scene.koffset(&seek).exits(0);
    run(&scene, "restore-after-wrong-reset.sh", &["--", GROUP])
        .exits(2)
        .prints("seek -Xclient.id=");
    let from = ["--snapshot", "before.json"];
    done(&scene, "restore-after-wrong-reset.sh", &from, &[GROUP]);
    assert_eq!(scene.offsets(GROUP, TOPIC), [(0, 4), (1, 10)]);
}

#[test]
fn a_group_that_is_saved_at_a_time_may_look_like_an_option_and_so_may_the_folder() {
    let scene = scene();
    let words = ["--group", GROUP, "--", "-q"];
    run(&scene, "scheduled-snapshot.sh", &words)
        .exits(0)
        .says("1 kept, 0 removed");
    assert_eq!(files(&scene), ["-q"]);
}
