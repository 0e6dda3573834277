//! Back to a saved snapshot, and what the world did since it was taken.

use std::fs;

use serde_json::{Value, json};

use crate::support::scene::Scene;

const RESTORE: &str = "reset {}billing --to-snapshot before.json --yes";

fn saved(records: &[usize], committed: &[Option<i64>]) -> Scene {
    let scene = Scene::with_orders(records, committed);
    save(&scene);
    scene
}

fn save(scene: &Scene) {
    scene
        .koffset("snapshot {}billing --output before.json --force")
        .exits(0);
}

fn edit(scene: &Scene, change: impl FnOnce(&mut Value)) {
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
fn from_file_is_another_word_for_to_snapshot() {
    let scene = saved(&[10], &[Some(4)]);
    scene.commit("billing", "orders", &[Some(9)]);
    scene
        .koffset("reset --group {}billing --from-file before.json --execute")
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
fn a_snapshot_of_another_cluster_is_refused() {
    let scene = saved(&[10], &[Some(4)]);
    scene.commit("billing", "orders", &[Some(9)]);
    edit(&scene, |snapshot| snapshot["cluster_id"] = json!("another"));
    scene
        .koffset(RESTORE)
        .exits(3)
        .says("error: the file was saved on cluster another, and this is ");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9)]);
}

#[test]
fn a_snapshot_without_a_cluster_id_is_warned_of() {
    let scene = saved(&[10], &[Some(4)]);
    scene.commit("billing", "orders", &[Some(9)]);
    edit(&scene, |snapshot| snapshot["cluster_id"] = Value::Null);
    scene
        .koffset(RESTORE)
        .exits(0)
        .says("warning cluster ids unknown");
}

#[test]
fn a_topic_that_was_recreated_is_refused_by_its_id() {
    let scene = saved(&[10], &[Some(4)]);
    let old = scene.checker.topic_id(&scene.name("orders"));
    scene.delete_topic("orders");
    scene.topic("orders", &[10]);
    scene.commit("billing", "orders", &[Some(9)]);
    let new = scene.checker.topic_id(&scene.name("orders"));
    scene.koffset(RESTORE).exits(3).says(&format!(
        "the topic was recreated: its id was {old} and is {new} now"
    ));
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9)]);
}

#[test]
fn an_epoch_is_not_restored_where_topic_ids_cannot_be_compared() {
    let scene = saved(&[10], &[Some(4)]);
    scene.commit("billing", "orders", &[Some(9)]);
    edit(&scene, |snapshot| {
        let row = &mut snapshot["groups"][0]["offsets"][0];
        row["topic_id"] = Value::Null;
        row["committed"]["leader_epoch"] = json!(0);
    });
    scene
        .koffset(RESTORE)
        .exits(0)
        .says("topic ids unknown: cannot tell if the topic was recreated")
        .says("without the saved leader epoch");
    let (_, restored) = &scene.committed("billing", "orders")[0];
    assert_eq!(restored.leader_epoch, None);
}

#[test]
fn an_epoch_above_the_logs_is_not_restored() {
    let scene = saved(&[10], &[Some(4)]);
    scene.commit("billing", "orders", &[Some(9)]);
    edit(&scene, |snapshot| {
        snapshot["groups"][0]["offsets"][0]["committed"]["leader_epoch"] = json!(99);
    });
    scene
        .koffset(RESTORE)
        .exits(0)
        .says("without the saved leader epoch");
    let (_, restored) = &scene.committed("billing", "orders")[0];
    assert_eq!((restored.offset.get(), restored.leader_epoch), (4, None));
}

#[test]
fn partitions_that_are_new_since_are_named_and_left_alone() {
    let scene = saved(&[10], &[Some(4)]);
    let fields = json!({"topic": scene.name("orders"), "count": 2});
    scene.checker.ask("create_partitions", fields);
    scene.commit("billing", "orders", &[Some(9), Some(0)]);
    scene.koffset(RESTORE).exits(0).says(
        "orders 1 0 0 0 - - - 0 not in the snapshot, since it is newer or was left out: left alone",
    );
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 0)]);
}

#[test]
fn a_topic_that_is_gone_is_refused_until_the_others_are_named() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.topic("payments", &[10]);
    scene.commit("billing", "payments", &[Some(4)]);
    save(&scene);
    scene.delete_topic("payments");
    scene.commit("billing", "orders", &[Some(9)]);
    scene
        .koffset(RESTORE)
        .exits(3)
        .says("error: payments:0 of group billing: the cluster has no such partition any more")
        .says("hint: name what is to be moved with --topic");
    scene.koffset(&format!("{RESTORE} -t {{}}orders")).exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_saved_offset_that_the_log_has_lost_is_refused_or_clamped() {
    let scene = saved(&[10], &[Some(4)]);
    scene.delete_records("orders", 0, 6);
    scene.commit("billing", "orders", &[Some(9)]);
    scene
        .koffset(RESTORE)
        .exits(3)
        .says("offset 4 is before the start of the log (6)");
    scene
        .koffset(&format!("{RESTORE} --out-of-range clamp"))
        .exits(0)
        .says("4 is before the start of the log: moved there");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 6)]);
}

#[test]
fn exact_deletes_what_the_snapshot_does_not_have_and_shows_it() {
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
        .prints("moved 3 of 3 partitions, read back and equal");
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
    scene.koffset(&format!("{RESTORE} --create-group")).exits(0);
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
