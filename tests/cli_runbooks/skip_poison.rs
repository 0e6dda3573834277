use super::{PRETENDS, Service, files, journal_id, left_at, run};
use crate::support::koffset::Run;
use crate::support::scene::Scene;

const RUNBOOK: &str = "skip-poison-record.sh";

/// Two partitions of ten records, of which the group cannot get past the fifth of the first one.
fn scene() -> Scene {
    let scene = Scene::new();
    scene.topic("orders", &[10, 10]);
    left_at(&scene, "billing", &[4, 10]);
    scene
}

fn skip(service: &mut Service<'_>, offset: &str, more: &[&str]) -> Run {
    let args = ["{}billing", "{}orders", "0", offset];
    service.managed_by(RUNBOOK, &[&args[..], more].concat())
}

#[test]
fn a_dry_run_shows_the_one_record_and_changes_nothing() {
    let scene = scene();
    let mut service = Service::stopped(&scene, "billing");
    let before = (scene.describe("billing"), files(&scene));
    skip(&mut service, "4", &[])
        .exits(0)
        .prints("~ orders 0 0 4 5 +1 0 1 5")
        .prints("would run: koffset seek --wait-empty 10m --save-plan plan.json --max-skip 1 --max-replay 0 -- billing orders:0=5")
        .prints("a dry run: nothing was changed")
        .says_nothing();
    assert_eq!((scene.describe("billing"), files(&scene)), before);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 10)]);
}

#[test]
fn the_record_is_skipped_and_the_consumer_reads_on_behind_it() {
    let scene = scene();
    let mut service = Service::stopped(&scene, "billing");
    let done = skip(&mut service, "4", &["--execute"]);
    done.exits(0)
        .prints("applied; partitions read back and equal: 1")
        .prints("they do")
        .prints("done: record 4 of orders:0 is skipped");
    assert_eq!(service.first_read(), [(0, 5)]);
    service.await_end_of_log();
    let line = format!("journal show {}", journal_id(&done));
    scene.koffset(&line).exits(0).prints("orders 0");
}

#[test]
fn a_record_at_which_the_group_does_not_stand_is_refused_before_anything_is_stopped() {
    let scene = scene();
    let mut service = Service::stopped(&scene, "billing");
    for offset in ["3", "5", "9"] {
        skip(&mut service, offset, &["--execute", "--dir", offset])
            .exits(3)
            .says("group billing stands at 4 in orders:0, and not at")
            .says("group not changed")
            .says("consumers as they were")
            .never_says("stop the consumers");
    }
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 10)]);
}

#[test]
fn a_partition_without_a_commit_is_refused() {
    let scene = Scene::new();
    scene.topic("orders", &[10, 10]);
    scene.commit("billing", "orders", &[Some(4), None]);
    let args = ["{}billing", "{}orders", "1", "0", "--execute"];
    run(&scene, RUNBOOK, &args)
        .exits(3)
        .says("group billing stands at no commit in orders:1, and not at 0");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_consumer_that_gets_past_the_record_before_it_is_stopped_is_left_there() {
    let scene = scene();
    let mut service = Service::stopped(&scene, "billing");
    service.start();
    let stop = ["--stop-command", &*service.stop_command()];
    let args = ["{}billing", "{}orders", "0", "4", "--execute"];
    // It has just joined, and reads on, whether it is seen to or not.
    let ended = service.obeys(RUNBOOK, &[&args[..], &stop].concat());
    ended.exits(3).says("group not changed");
    service.await_end_of_log();
}

#[test]
fn a_move_between_the_look_and_the_plan_is_refused_by_the_limits() {
    let scene = scene();
    let koffset = env!("CARGO_BIN_EXE_koffset");
    let group = scene.name("billing");
    let topic = scene.name("orders");
    let stop = format!("{koffset} seek {group} {topic}:0=2 --yes");
    let args = ["{}billing", "{}orders", "0", "4", "--execute"];
    let commands = ["--stop-command", &stop, "--start-command", PRETENDS];
    run(&scene, RUNBOOK, &[&args[..], &commands].concat())
        .exits(3)
        .says("at most 3 records would be skipped, and --max-skip allows 1")
        .says("group not changed")
        .says("consumers stopped by:");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 2), (1, 10)]);
}

#[test]
fn a_record_that_is_not_written_yet_is_refused() {
    let scene = scene();
    let args = ["{}billing", "{}orders", "1", "10", "--execute"];
    run(&scene, RUNBOOK, &args)
        .exits(3)
        .says("offset 11 is beyond the end of the log")
        .says("group not changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 10)]);
}
