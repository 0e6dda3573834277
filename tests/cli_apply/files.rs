//! Files that are no plan, or not the plan that was reviewed.

use super::*;
use crate::support::koffset::entry_file;

#[track_caller]
fn is_no_plan(scene: &Scene, status: i32, because: &str) {
    scene
        .koffset("apply plan.json --yes")
        .exits(status)
        .prints_nothing()
        .says("error: plan.json: ")
        .says(because)
        .says("nothing was changed\n");
    stands_at(scene, &BEFORE);
}

#[test]
fn a_plan_that_was_edited_anywhere_is_refused_since_kafka_2_8() {
    let edits = [
        ("/groups/0/changes/0/after/offset", json!(9)),
        ("/groups/0/changes/0/before/offset", json!(5)),
        ("/groups/0/changes/0/topic_id", json!(null)),
        ("/groups/0/changes/0/notes", json!(["looks good"])),
        ("/groups/0/group_id", json!("another")),
        ("/cluster_id", json!("another")),
        ("/observed_at", json!("2026-01-01T00:00:00.000Z")),
        ("/description", json!("to the start")),
        ("/undoes", json!("20260101T000000Z-0000")),
        ("/digest", json!("00")),
        ("/id", json!("20260101T000000Z-00000000")),
    ];
    let scene = saved();
    let whole = document(&scene);
    for (place, value) in edits {
        scene.edit("plan.json", |plan| {
            *plan = whole.clone();
            *plan.pointer_mut(place).unwrap() = value;
        });
        is_no_plan(&scene, 3, "the plan was edited");
    }
    scene.edit("plan.json", |plan| {
        *plan = whole.clone();
        plan["approved_by"] = json!("nobody");
    });
    is_no_plan(&scene, 3, "the plan was edited");
    // Written anew by another program, with all that it says, it is the same plan.
    scene.edit("plan.json", |plan| *plan = whole);
    scene.koffset("apply plan.json --yes").exits(0);
    stands_at(&scene, &AFTER);
}

#[test]
fn a_plan_that_was_cut_off_is_no_plan() {
    let scene = saved();
    let text = fs::read_to_string(scene.file("plan.json")).unwrap();
    fs::write(scene.file("plan.json"), &text[..text.len() / 2]).unwrap();
    is_no_plan(&scene, 1, "is cut off at line ");
    fs::write(scene.file("plan.json"), "").unwrap();
    is_no_plan(&scene, 1, "is empty");
}

#[test]
fn a_plan_of_a_newer_version_is_left_to_a_newer_koffset() {
    let scene = saved();
    scene.edit("plan.json", |plan| plan["version"] = json!(2));
    is_no_plan(&scene, 1, "version 2");
}

#[test]
fn a_document_of_another_kind_is_named() {
    let scene = scene();
    scene
        .koffset("snapshot {}billing --output plan.json")
        .exits(0);
    is_no_plan(&scene, 1, "koffset.snapshot");
    scene.commit("billing", "orders", &[Some(3), None]);
    let run = scene.koffset("reset {}billing -t {}orders:0 --to-offset 4 --yes --format json");
    let id = run.exits(0).json()["journal_id"]
        .as_str()
        .unwrap()
        .to_owned();
    fs::copy(entry_file(&id), scene.file("plan.json")).unwrap();
    is_no_plan(&scene, 1, "koffset.journal");
}

#[test]
fn a_file_that_is_not_there_and_a_plan_of_what_was_refused_are_told() {
    let scene = scene();
    is_no_plan(&scene, 1, "does not exist");
    let run = printed_plan(&scene, "--to-offset=11");
    fs::write(scene.file("plan.json"), &run.exits(3).stdout).unwrap();
    is_no_plan(&scene, 3, "the plan cannot be carried out: ");
}

#[test]
fn to_apply_in_a_dry_run_only_shows() {
    let scene = saved();
    scene
        .koffset("apply plan.json --dry-run")
        .exits(0)
        .prints("~ orders 0 0 4 10 +6 0 6 0\n");
    let run = scene.koffset("apply plan.json --dry-run --format json");
    assert_eq!(run.exits(0).json()["id"], document(&scene)["id"]);
    stands_at(&scene, &BEFORE);
    scene
        .koffset("apply plan.json")
        .exits(6)
        .says("nobody can be asked");
    stands_at(&scene, &BEFORE);
}

#[test]
fn a_plan_holds_what_it_replaces_and_keeps_limits() {
    let scene = saved();
    scene
        .koffset("apply plan.json --yes --max-skip 8")
        .exits(3)
        .says("error: at most 9 records would be skipped, and --max-skip allows 8; the number is counted by offsets, an upper bound of the records\n");
    scene
        .koffset("apply plan.json --confirm {}shipping")
        .exits(3)
        .says("error: group billing would be changed, and --confirm does not name it\n");
    stands_at(&scene, &BEFORE);
    scene
        .koffset("apply plan.json --confirm {}billing --max-skip 9 --max-replay 0")
        .exits(0);
    stands_at(&scene, &AFTER);
}
