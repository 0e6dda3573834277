//! Back to a saved snapshot.

use std::fs;

use serde_json::{Value, json};

use crate::support::scene::Scene;

pub(super) const RESTORE: &str = "reset {}billing --to-snapshot before.json --yes";

pub(super) fn saved(records: &[usize], committed: &[Option<i64>]) -> Scene {
    let scene = Scene::with_orders(records, committed);
    save(&scene);
    scene
}

pub(super) fn save(scene: &Scene) {
    scene
        .koffset("snapshot {}billing --output before.json --force")
        .exits(0);
}

pub(super) fn edit(scene: &Scene, change: impl FnOnce(&mut Value)) {
    scene.edit("before.json", change);
}

#[test]
fn a_snapshot_brings_a_group_back_and_again_is_a_no_op() {
    let scene = saved(&[10, 10], &[Some(4), Some(7)]);
    scene
        .koffset("reset {}billing --all-topics --to-latest --yes")
        .exits(0);
    scene
        .koffset(RESTORE)
        .exits(0)
        .says("target as in the snapshot before.json of ")
        .says("~ orders 0 0 10 4 -6 6 0 6")
        .prints("moved 2 of 2 partitions, read back and equal");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 7)]);
    scene.koffset(RESTORE).exits(0).prints("nothing to do");
}

#[test]
fn from_file_and_to_file_take_a_snapshot_for_what_it_is() {
    let scene = saved(&[10], &[Some(4)]);
    scene.commit("billing", "orders", &[Some(9)]);
    scene
        .koffset("reset --group {}billing --from-file before.json --execute")
        .exits(0)
        .says("target as in the snapshot before.json of ");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_snapshot_may_be_exact_by_either_word_since_kafka_2_4() {
    let scene = saved(&[10, 10], &[Some(4), None]);
    scene.commit("billing", "orders", &[Some(9), Some(9)]);
    scene
        .koffset("reset {}billing --to-file before.json --exact --yes")
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn without_a_group_all_groups_of_the_snapshot_are_restored() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.commit("audit", "orders", &[Some(2)]);
    scene
        .koffset("snapshot {}billing {}audit --output before.json")
        .exits(0);
    scene
        .koffset("reset {}billing {}audit -t {}orders --to-latest --yes")
        .exits(0);
    scene
        .koffset("reset --to-snapshot before.json --yes")
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
    assert_eq!(scene.offsets("audit", "orders"), [(0, 2)]);
}

#[test]
fn only_the_topics_that_are_named_are_restored() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    scene.topic("payments", &[10]);
    scene.commit("billing", "payments", &[Some(4)]);
    save(&scene);
    scene
        .koffset("reset {}billing --all-topics --to-latest --yes")
        .exits(0);
    scene
        .koffset(&format!("{RESTORE} -t {{}}orders:1"))
        .exits(0)
        .prints("moved 1 of 1 partition,");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 4)]);
    assert_eq!(scene.offsets("billing", "payments"), [(0, 10)]);
}

#[test]
fn a_group_that_the_snapshot_does_not_hold_is_refused() {
    let scene = saved(&[10], &[Some(4)]);
    scene
        .koffset("reset {}audit --to-snapshot before.json --yes")
        .exits(3)
        .says("error: the snapshot does not hold group audit")
        .says("hint: it holds billing");
}

#[test]
fn exact_deletes_what_the_snapshot_does_not_have_and_shows_it_since_kafka_2_4() {
    let scene = saved(&[10, 10], &[Some(4), None]);
    scene.topic("payments", &[10]);
    scene.commit("billing", "orders", &[Some(9), Some(9)]);
    scene.commit("billing", "payments", &[Some(3)]);
    scene
        .koffset(&format!("{RESTORE} --exact"))
        .exits(0)
        .says("~ orders 0 0 9 4 -5 5 0 6")
        .says("x orders 1 0 9 -")
        .says("x payments 0 0 3 -")
        .says("2 commits will be deleted.")
        .prints("moved 1 and deleted 2 of 3 commits, read back and equal");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
    assert_eq!(scene.offsets("billing", "payments"), []);
    scene
        .koffset(&format!("{RESTORE} --exact"))
        .exits(0)
        .prints("nothing to do");
}

#[test]
fn without_exact_what_the_snapshot_does_not_have_stays() {
    let scene = saved(&[10, 10], &[Some(4), None]);
    scene.commit("billing", "orders", &[Some(9), Some(9)]);
    scene
        .koffset(RESTORE)
        .exits(0)
        .says("no commit was saved: left alone");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 9)]);
}

#[test]
fn exact_is_refused_for_a_partial_snapshot() {
    let scene = saved(&[10], &[Some(4)]);
    scene.commit("billing", "orders", &[Some(9)]);
    edit(&scene, |snapshot| {
        snapshot["incomplete"] = json!(["broker 2 did not answer"]);
    });
    scene
        .koffset(&format!("{RESTORE} --exact"))
        .exits(3)
        .says("error: the snapshot is partial: what it lacks may have had a commit")
        .says("hint: without --exact, only what the snapshot has is restored");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9)]);
    scene.koffset(RESTORE).exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn exact_keeps_a_commit_of_which_the_snapshot_does_not_show_that_it_was_absent() {
    let scene = saved(&[10], &[Some(4)]);
    scene.topic("payments", &[10]);
    scene.commit("billing", "payments", &[Some(7)]);
    scene
        .koffset("snapshot {}billing -t {}orders --output before.json --force")
        .exits(0);
    scene.koffset(&format!("{RESTORE} --exact")).exits(0).says(
        "payments 0 0 7 7 - - - 3 the snapshot does not show that there was no commit: left alone",
    );
    assert_eq!(scene.offsets("billing", "payments"), [(0, 7)]);
    // The first snapshots said that they were of all topics without knowing it.
    scene
        .koffset("snapshot {}billing --output old.json")
        .exits(0);
    scene.edit("old.json", |snapshot| {
        let snapshot = snapshot.as_object_mut().unwrap();
        snapshot.remove("nothing_hidden").unwrap();
        snapshot["groups"][0]["offsets"]
            .as_array_mut()
            .unwrap()
            .retain(|row| row["committed"]["offset"] != 7);
    });
    scene
        .koffset("reset --to-snapshot old.json --exact --yes")
        .exits(0)
        .says("the snapshot does not show that there was no commit");
    assert_eq!(scene.offsets("billing", "payments"), [(0, 7)]);
}

#[test]
fn exact_deletes_nothing_in_a_topic_that_was_recreated() {
    let scene = saved(&[10, 10], &[Some(4), None]);
    edit(&scene, |snapshot| {
        snapshot["groups"][0]["offsets"][1]["topic_id"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
    });
    scene.commit("billing", "orders", &[Some(4), Some(9)]);
    scene
        .koffset(&format!("{RESTORE} --exact"))
        .exits(3)
        .says("the topic was recreated");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 9)]);
}

#[test]
fn a_commit_that_could_not_be_saved_is_refused() {
    let scene = saved(&[10], &[Some(4)]);
    edit(&scene, |snapshot| {
        let row = &mut snapshot["groups"][0]["offsets"][0];
        row["committed"] = Value::Null;
        row["error"] = json!("a transaction holds it");
    });
    scene
        .koffset(RESTORE)
        .exits(3)
        .says("the commit to go to could not be read: a transaction holds it");
}

#[test]
fn a_group_that_was_deleted_is_only_restored_where_it_may_be_created() {
    let scene = saved(&[10], &[Some(4)]);
    let groups = [scene.name("billing")];
    scene
        .checker
        .ask("delete_groups", json!({ "groups": groups }));
    scene
        .koffset(RESTORE)
        .exits(3)
        .says("error: group billing is not known to this cluster");
    scene
        .koffset(&format!("{RESTORE} --create-group"))
        .exits(0)
        .says("note the group is gone: it comes back as a simple group, whose commits expire one by one: Kafka forgets each 7 days after it was made, unless a consumer joins");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_file_that_is_no_whole_snapshot_is_a_failure_that_names_the_place() {
    let scene = saved(&[10], &[Some(4)]);
    let whole = fs::read_to_string(scene.file("before.json")).unwrap();
    let newer = whole.replace("\"version\": 1", "\"version\": 2");
    let damaged = whole.replace("\"partition\": 0", "\"partition\": -1");
    let foreign = whole.replace("koffset.snapshot", "koffset.range");
    let half = whole[..whole.len() / 2].to_owned();
    let cases = [
        (newer, "version 2"),
        (damaged, "groups[0].offsets[0].partition"),
        (foreign, "koffset.range"),
        (half, "line "),
        (String::new(), "empty"),
    ];
    for (text, why) in cases {
        fs::write(scene.file("before.json"), &text).unwrap();
        let run = scene.koffset(RESTORE);
        run.exits(1)
            .says("before.json")
            .says(why)
            .says("nothing was changed");
    }
    scene
        .koffset("reset {}billing --to-snapshot nowhere.json --yes")
        .exits(1)
        .says("nowhere.json");
}

#[test]
fn a_group_that_the_file_names_and_that_is_gone_is_not_taken_for_a_misspelt_one() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.commit("bill-b", "orders", &[Some(2)]);
    scene.commit("bill-c", "orders", &[Some(3)]);
    scene
        .koffset("snapshot {}bill-b --output gone.json")
        .exits(0);
    scene.koffset("group delete {}bill-b --yes").exits(0);
    scene
        .koffset("reset --to-snapshot gone.json --yes")
        .exits(3)
        .says("error: group bill-b is not known to this cluster")
        .says("--create-group")
        .never_says("did you mean");
    scene
        .koffset("reset {}bill-d -t {}orders --to-latest --yes")
        .exits(3)
        .says("hint: did you mean bill-");
}
