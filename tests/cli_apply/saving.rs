//! What `--save-plan` writes, and that it writes nothing else.

use koffset::model::{CommittedOffset, Offset};

use super::*;
use crate::support::koffset::journal;
use crate::support::member::{Member, await_state};

#[test]
fn a_plan_is_saved_reviewed_and_applied_as_it_was_reviewed() {
    let scene = scene();
    scene
        .koffset(SAVE)
        .exits(0)
        .prints_nothing()
        .says("~ orders 0 0 4 10 +6 0 6 0\n")
        .says(" written to plan.json; nothing was changed. To carry it out: koffset apply plan.json\n");
    stands_at(&scene, &BEFORE);
    assert!(!journal().exists());
    let reviewed = scene.koffset("plan show plan.json").with_status(0);
    // The target of the plan is a position, not the end that is there later.
    scene.produce("orders", 0, &[1_700_000_000_000]);
    scene
        .koffset("apply plan.json --yes")
        .exits(0)
        .says("plan of ")
        .says(reviewed.stdout.split_once("\n\n").unwrap().1)
        .says("to take it back: koffset undo ")
        .prints("moved 2 of 2 partitions, read back and equal\n");
    stands_at(&scene, &AFTER);
}

#[test]
fn the_outcome_names_the_plan_and_the_change_in_the_journal() {
    let scene = saved();
    let plan = document(&scene);
    let run = scene.koffset("apply plan.json --yes --format json");
    let outcome = run.exits(0).json();
    assert_eq!(outcome["schema"], "koffset.outcome");
    assert_eq!(outcome["plan_id"], plan["id"]);
    assert_eq!(outcome["result"], "applied");
    let id = outcome["journal_id"].as_str().unwrap();
    let shown = scene.koffset(&format!("journal show {id} --format json"));
    let journalled = shown.exits(0).json();
    assert_eq!(journalled["plan"]["digest"], plan["digest"]);
}

#[test]
fn a_plan_in_json_is_printed_too_as_it_was_saved() {
    let scene = scene();
    let run = scene.koffset(&format!("{SAVE} --format json"));
    assert_eq!(run.exits(0).json()["id"], document(&scene)["id"]);
    stands_at(&scene, &BEFORE);
}

#[test]
fn a_plan_is_not_written_over_another_file() {
    let scene = scene();
    fs::write(scene.file("plan.json"), "of another").unwrap();
    scene
        .koffset(SAVE)
        .exits(3)
        .says("error: plan.json: exists already\n")
        .says("hint: choose another name: a plan is not overwritten\nnothing was changed\n")
        .never_says("--force");
    assert_eq!(fs::read(scene.file("plan.json")).unwrap(), b"of another");
}

#[test]
fn a_plan_is_not_saved_on_stdout() {
    scene()
        .koffset(&SAVE.replace("plan.json", "-"))
        .exits(2)
        .says("error: a plan is saved in a file, and - is none\n")
        .says("hint: --dry-run --format json prints it\n");
}

#[test]
fn a_plan_that_cannot_be_written_is_a_failure() {
    let scene = scene();
    let save = SAVE.replace("plan.json", "missing/plan.json");
    scene
        .koffset(&save)
        .exits(1)
        .says("error: missing/plan.json: the folder ")
        .says("does not exist\n");
}

#[test]
fn to_save_is_neither_to_change_nor_to_try() {
    let scene = scene();
    for other in ["--yes", "--execute", "--dry-run", "--confirm {}billing"] {
        scene
            .koffset(&format!("{SAVE} {other}"))
            .exits(2)
            .says("cannot be used with");
    }
    assert!(!scene.file("plan.json").exists());
}

#[test]
fn a_plan_that_may_not_be_carried_out_is_not_saved() {
    let scene = scene();
    let beyond = SAVE.replace("--to-latest", "--to-offset 11");
    scene.koffset(&beyond).exits(3).says("beyond the end");
    let limited = format!("{SAVE} --max-skip 8");
    scene.koffset(&limited).exits(3).says("--max-skip allows 8");
    let member = Member::joins(&scene, "billing", "orders", json!({}));
    await_state(&scene, "billing", "stable");
    scene.koffset(SAVE).exits(3).says("has active members");
    drop(member);
    let left: Vec<_> = fs::read_dir(scene.file(".")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_plan_may_be_packed() {
    let scene = scene();
    let file = scene.file("plan.json.gz").display().to_string();
    scene.koffset(&SAVE.replace("plan.json", &file)).exits(0);
    assert!(fs::read(&file).unwrap().starts_with(&[0x1f, 0x8b]));
    scene.koffset(&format!("plan show {file}")).exits(0);
    scene.koffset(&format!("apply {file} --yes")).exits(0);
    stands_at(&scene, &AFTER);
}

#[test]
fn what_a_dry_run_printed_is_a_plan() {
    let scene = scene();
    let run = printed_plan(&scene, "--to-latest");
    fs::write(scene.file("plan.json"), &run.exits(0).stdout).unwrap();
    scene.koffset("apply plan.json --yes").exits(0);
    stands_at(&scene, &AFTER);
}

#[test]
fn every_row_is_written_as_it_was_saved_with_metadata_and_epoch_and_without_a_commit_since_kafka_2_8()
 {
    let scene = Scene::with_orders(&[10, 10, 10], &[None, None, Some(5)]);
    let there = CommittedOffset {
        leader_epoch: Some(0),
        metadata: Some("mark".to_owned()),
        ..CommittedOffset::at(Offset::new(3).unwrap())
    };
    scene.commit_as("billing", "orders", 0, &there);
    scene
        .koffset("snapshot {}billing --output before.json")
        .exits(0);
    scene.commit("billing", "orders", &[Some(9), Some(9), None]);
    scene
        .koffset("reset {}billing --to-snapshot before.json --exact --save-plan plan.json")
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9), (1, 9), (2, 5)]);
    scene.koffset("apply plan.json --yes").exits(0);
    assert_eq!(scene.committed("billing", "orders")[0], (0, there));
    assert_eq!(scene.offsets("billing", "orders"), [(0, 3), (2, 5)]);
    scene.koffset("diff before.json live").exits(0);
}
