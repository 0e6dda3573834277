use rustix::process::Signal;

use super::{PRETENDS, Service, files, journal_id, left_at, path, run};
use crate::support::koffset::Run;
use crate::support::scene::{Scene, time_of};
use crate::support::wait;

const RUNBOOK: &str = "after-bad-deploy.sh";

/// Two partitions of ten records, one a minute.
fn scene() -> Scene {
    let scene = Scene::new();
    scene.topic("orders", &[10, 10]);
    scene
}

/// The deploy was when this record was written.
fn deployed(offset: i64) -> String {
    time_of(offset).to_string()
}

fn rewind(service: &mut Service<'_>, to: i64, more: &[&str]) -> Run {
    let time = deployed(to);
    let args = ["{}billing", "--deploy-time", &time];
    service.managed_by(RUNBOOK, &[&args[..], more].concat())
}

#[test]
fn a_dry_run_shows_the_replay_and_changes_nothing() {
    let scene = scene();
    let mut service = Service::running(&scene, "billing");
    let before = (scene.describe("billing"), files(&scene));
    rewind(&mut service, 4, &[])
        .exits(0)
        .prints("~ orders 0 0 10 4 -6 6 0 6")
        .prints("group billing has active members")
        .prints("would run: touch")
        .prints("--all-topics --committed-only --to-timestamp=")
        .prints("would run: koffset apply plan.json --yes")
        .prints("a dry run: nothing was changed; to do it, add --execute")
        .says_nothing();
    assert_eq!((scene.describe("billing"), files(&scene)), before);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 10)]);
}

#[test]
fn the_group_is_rewound_and_its_consumer_reads_on_from_the_deploy() {
    let scene = scene();
    let mut service = Service::running(&scene, "billing");
    let done = rewind(&mut service, 4, &["--execute", "--dir", "files.json"]);
    done.exits(0)
        .prints("applied; partitions read back and equal: 2")
        .prints("so it is")
        .prints("they do")
        .prints("done: group billing is back at")
        .prints("group changed")
        .prints("consumers started by: touch");
    assert_eq!(service.first_read(), [(0, 4), (1, 4)]);
    service.await_end_of_log();
    let kept = ["before.json", "diff.json", "outcome.json", "plan.json"];
    for file in kept {
        assert!(scene.file("files.json").join(file).exists(), "{file}");
    }
    scene
        .koffset(&format!("journal show {}", journal_id(&done)))
        .exits(0);
}

#[test]
fn a_partition_without_a_record_since_the_deploy_is_left_alone() {
    let scene = Scene::new();
    scene.topic("orders", &[10, 3]);
    left_at(&scene, "billing", &[10, 2]);
    let time = deployed(6);
    let args = ["{}billing", "--deploy-time", &time, "--execute"];
    run(&scene, RUNBOOK, &args)
        .exits(0)
        .prints("applied; partitions read back and equal: 1");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 6), (1, 2)]);
}

#[test]
fn a_group_that_had_not_come_as_far_as_the_deploy_is_refused_before_anything_is_stopped() {
    let scene = scene();
    left_at(&scene, "billing", &[10, 2]);
    let mut service = Service::stopped(&scene, "billing");
    rewind(&mut service, 4, &["--execute"])
        .exits(3)
        .says("at most 2 records would be skipped, and --max-skip allows 0")
        .says("koffset would refuse this")
        .says("group not changed")
        .says("consumers as they were")
        .never_says("stop the consumers");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 2)]);
}

#[test]
fn a_replay_of_more_than_was_allowed_is_refused() {
    let scene = scene();
    left_at(&scene, "billing", &[10, 10]);
    let mut service = Service::stopped(&scene, "billing");
    rewind(&mut service, 4, &["--max-replay", "11", "--execute"])
        .exits(3)
        .says("at most 12 records would be replayed, and --max-replay allows 11");
    rewind(&mut service, 4, &["--max-replay", "12"]).exits(0);
}

#[test]
fn a_group_that_does_not_get_empty_in_time_is_left_as_it_is() {
    let scene = scene();
    let _service = Service::running(&scene, "billing");
    let time = deployed(4);
    let stop = ["--stop-command", PRETENDS, "--start-command", PRETENDS];
    let args = [
        "{}billing",
        "--deploy-time",
        &time,
        "--wait-empty",
        "1s",
        "--execute",
    ];
    run(&scene, RUNBOOK, &[&args[..], &stop].concat())
        .exits(3)
        .says("(client checker, host 127.0.0.1)")
        .says("koffset refused")
        .says("group not changed")
        .says("consumers stopped by: true")
        .says("to start true");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 10)]);
    assert_eq!(scene.describe("billing")["state"], "stable");
}

#[test]
fn a_consumer_that_does_not_come_back_is_told_with_the_way_back() {
    let scene = scene();
    left_at(&scene, "billing", &[10, 10]);
    let time = deployed(4);
    let args = [
        "{}billing",
        "--deploy-time",
        &time,
        "--start-command",
        PRETENDS,
    ];
    let more = ["--wait-moving", "1s", "--execute"];
    let ended = run(&scene, RUNBOOK, &[&args[..], &more].concat());
    ended
        .exits(5)
        .says("orders:0 of group billing is where it was put, at 4")
        .says("group billing is empty")
        .says("group changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
    scene
        .koffset(&format!("undo {} --yes", journal_id(&ended)))
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 10)]);
}

#[test]
fn commands_that_fail_end_it_before_and_after_the_change() {
    let scene = scene();
    left_at(&scene, "billing", &[10, 10]);
    let time = deployed(4);
    let args = ["{}billing", "--deploy-time", &time, "--execute"];
    let run = |more: &[&str]| run(&scene, RUNBOOK, &[&args[..], more].concat());
    run(&["--stop-command", "exit 7"])
        .exits(1)
        .says("the stop command failed with 7")
        .says("group not changed")
        .says("consumers stopping, perhaps in part, by: exit 7");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 10)]);
    run(&["--start-command", "exit 7", "--dir", "second"])
        .exits(5)
        .says("the start command failed with 7")
        .says("way back koffset undo");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
}

#[test]
fn a_runbook_that_is_ended_after_the_change_says_the_way_back() {
    let scene = scene();
    left_at(&scene, "billing", &[10, 10]);
    let time = deployed(4);
    let args = ["{}billing", "--deploy-time", &time, "--execute"];
    let args = [&args[..], &["--start-command", PRETENDS]].concat();
    let running = scene.start_runbook(RUNBOOK, &args, &path(None));
    let look = || scene.offsets("billing", "orders");
    wait::until("the change", look, |offsets| *offsets == [(0, 4), (1, 4)]);
    running.signal(Signal::TERM);
    scene.ended(running).exits(5).says("way back koffset undo");
}
