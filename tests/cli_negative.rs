//! A stored commit below zero, which brokers take and some clients send (kafkajs 2.2.4 stores -1 and -2).

use serde_json::json;

use crate::support::koffset::Run;
use crate::support::scene::Scene;

const NOTE: &str =
    "the stored commit is -1, which no consumer can start from: treated as no commit";

/// billing has 4 in the first of three partitions of orders, -1 in the second, and nothing in the third.
fn scene() -> Scene {
    let scene = Scene::with_orders(&[10, 10, 10], &[Some(4)]);
    scene
        .checker
        .commit_number(&scene.name("billing"), &scene.name("orders"), 1, -1);
    scene
}

fn rows(run: &Run) -> Vec<serde_json::Value> {
    let document = run.json();
    let partitions = &document["groups"][0];
    let rows = ["partitions", "offsets", "changes"]
        .into_iter()
        .find_map(|key| partitions[key].as_array().cloned());
    rows.unwrap()
}

#[test]
fn lag_shows_it_as_a_row_without_a_commit_and_with_a_note_in_every_format() {
    let scene = scene();
    scene
        .koffset("lag {}billing")
        .exits(0)
        .prints(&format!("billing orders 1 0 - 10 ? ? ? ? - {NOTE}\n"));
    let json = scene.koffset("lag {}billing --format json").with_status(0);
    let row = &rows(&json)[1];
    assert_eq!(
        (&row["committed"], &row["lag"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(row["error"], NOTE);
    assert_eq!(json.json()["incomplete"], json!([]));
    let metrics = scene
        .koffset("lag {}billing --format openmetrics")
        .with_status(0);
    let unknown = "koffset_group_lag_unknown{group=\"billing\",topic=\"orders\",partition=\"1\"} 1";
    assert!(metrics.stdout.contains(unknown), "{}", metrics.text());
    let csv = scene.koffset("lag {}billing --format csv").with_status(0);
    assert!(csv.stdout.contains(NOTE), "{}", csv.text());
    let only = scene.koffset("lag {}billing --only uncommitted --format csv");
    assert_eq!(only.with_status(0).stdout.lines().count(), 3);
}

#[test]
fn a_limit_cannot_be_judged_where_it_is_stored() {
    let scene = scene();
    scene
        .koffset("lag {}billing -t {}orders:1 --fail-if-lag 5")
        .exits(1)
        .says(&format!(
            "{NOTE}, and 10 offsets in the log: --fail-if-lag cannot be judged"
        ));
}

#[test]
fn a_snapshot_keeps_the_number_and_restores_no_commit_since_kafka_2_4() {
    let scene = scene();
    let taken = scene.koffset("snapshot {}billing").with_status(0);
    taken.says(&format!("warning: group billing orders:1: {NOTE}\n"));
    let saved = &rows(&taken)[1];
    assert_eq!(saved["committed"], json!(null));
    assert_eq!(saved["stored_negative"], json!(-1));
    assert!(rows(&taken)[2].get("stored_negative").is_none());
    scene
        .koffset("snapshot {}billing --output before.json")
        .exits(0);
    scene
        .koffset("snapshot show before.json")
        .exits(0)
        .prints(&format!("orders 1 0 - 10 10 {NOTE}\n"));
    scene.commit("billing", "orders", &[Some(5), Some(6)]);
    scene
        .koffset("diff before.json live -g {}billing")
        .exits(4)
        .prints(&format!("orders 1 - 6 - only in b, a: {NOTE}\n"));
    scene
        .koffset("reset {}billing --to-snapshot before.json --exact --yes")
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_change_says_what_it_replaces_and_undo_removes_the_commit_since_kafka_2_4() {
    let scene = scene();
    let saved =
        scene.koffset("reset {}billing -t {}orders:1 --to-earliest --dry-run --format json");
    let change = &rows(&saved.with_status(0))[0];
    assert_eq!(
        (&change["before"], &change["action"]),
        (&json!(null), &json!("create"))
    );
    assert_eq!(change["stored_negative"], json!(-1));
    let moved = scene
        .koffset("reset {}billing -t {}orders:1 --to-earliest --yes")
        .with_status(0);
    moved.says(&format!("+ orders 1 0 - 0 - - - 10 {NOTE}\n"));
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 0)]);
    let (_, undo) = moved
        .stderr
        .split_once("to take it back: koffset ")
        .unwrap();
    let undo = undo.lines().next().unwrap();
    scene.koffset(&format!("{undo} --yes")).exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
    scene
        .koffset("lag {}billing -t {}orders:1")
        .exits(0)
        .prints("billing orders 1 0 - 10 ? ? ? ? -\n");
}

#[test]
fn a_saved_plan_over_it_is_carried_out() {
    let scene = scene();
    scene
        .koffset("reset {}billing -t {}orders --to-latest --save-plan plan.json")
        .exits(0);
    scene.koffset("apply plan.json --yes").exits(0);
    assert_eq!(
        scene.offsets("billing", "orders"),
        [(0, 10), (1, 10), (2, 10)]
    );
}

#[test]
fn it_is_removed_like_a_commit_and_does_not_come_back_since_kafka_2_4() {
    let scene = scene();
    scene
        .koffset("delete-offsets {}billing -t {}orders:1 --yes")
        .exits(0)
        .says(&format!("x orders 1 0 - - - - - - {NOTE}\n"))
        .never_says("to take it back");
    scene
        .koffset("delete-offsets {}billing -t {}orders:1 --yes")
        .exits(0)
        .prints("nothing to do\n");
}

#[test]
fn a_group_that_is_copied_or_described_has_no_commit_there() {
    let scene = scene();
    scene
        .koffset("group describe {}billing")
        .exits(0)
        .prints(&format!("! orders:1: {NOTE}\n"));
    let described = scene.koffset("group describe {}billing --format json");
    let group = &described.with_status(0).json()["groups"][0];
    assert_eq!(group["committed_partitions"], json!(1));
    assert_eq!(group["negative_commits"][0]["stored_negative"], json!(-1));
    scene
        .koffset("copy {}billing {}shipping --all-topics --committed-only --create-group --yes")
        .exits(0);
    assert_eq!(scene.offsets("shipping", "orders"), [(0, 4)]);
}

#[test]
fn watch_warns_of_it() {
    let scene = scene();
    scene
        .koffset("watch {}billing --until moved --deadline 2s")
        .says(&format!("warning: group billing orders:1: {NOTE}\n"));
}
