use std::fs;

use super::*;
use crate::support::koffset::command;

/// `koffset diff` of two files of the scene, without a cluster.
fn diff(scene: &Scene, a: &str, b: &str, options: &[&str]) -> Run {
    let (a, b) = (scene.file(a), scene.file(b));
    let sides = [a.to_str().unwrap(), b.to_str().unwrap()];
    Run::of(["diff"].iter().chain(&sides).chain(options).copied())
}

#[test]
fn two_files_are_compared_without_a_cluster_since_kafka_2_8() {
    let scene = saved();
    scene.commit("billing", "orders", &[Some(9)]);
    save(&scene, "after.json");
    diff(&scene, "before.json", "before.json", &[])
        .exits(0)
        .says_nothing();
    let run = diff(&scene, "before.json", "after.json", &["--format", "json"]).with_status(4);
    let topic = scene.name("orders");
    assert_eq!(rows(&run), [json!([topic, 0, 4, 9, 5, ["offset"]])]);
}

#[test]
fn a_packed_file_is_a_file_like_any_other() {
    let scene = saved();
    for name in ["packed.json.gz", "packed.json.zst"] {
        let file = scene.file(name);
        let line = format!("snapshot {{}}billing --output {}", file.display());
        scene.koffset(&line).exits(0);
        diff(&scene, "before.json", name, &[]).exits(0);
    }
}

#[test]
fn an_existing_file_wins_over_a_group_of_its_name_and_group_says_otherwise() {
    let scene = saved();
    fs::copy(scene.file("before.json"), scene.file("billing")).unwrap();
    let run = |side: &str| {
        let mut koffset = command();
        koffset
            .current_dir(scene.file("."))
            .args(["diff", "before.json", side]);
        Run::from(koffset.output().unwrap())
    };
    run("billing").exits(0).prints("b  snapshot billing of ");
    run("file:billing")
        .exits(0)
        .prints("b  snapshot billing of ");
    run("group:billing")
        .exits(2)
        .says("which cluster is not said");
    run("other").exits(2).says("which cluster is not said");
}

#[test]
fn groups_of_one_file_only_are_differences_and_a_filter_leaves_them_out() {
    let scene = saved();
    scene.commit("green", "orders", &[Some(1)]);
    scene
        .koffset("snapshot {}billing {}green --output after.json")
        .exits(0);
    scene
        .koffset("diff before.json after.json")
        .exits(4)
        .prints("group green (simple, empty) only in b")
        .prints("GROUP TOPIC PARTITION A B DELTA WHAT\ngreen orders 0 - 1 - only in b\n");
    scene
        .koffset("diff before.json after.json -g {}billing")
        .exits(0);
    scene
        .koffset("diff before.json after.json -g {}green")
        .exits(4);
    scene
        .koffset("diff before.json after.json -g {}red")
        .exits(3)
        .says("neither snapshot holds group red")
        .says("hint: there are billing, green");
}

#[test]
fn what_a_snapshot_of_some_topics_did_not_look_at_is_not_compared() {
    let scene = saved();
    scene
        .koffset("snapshot {}billing -t {}orders:0 --output some.json")
        .exits(0);
    scene.commit("billing", "orders", &[None, Some(9)]);
    scene
        .koffset("diff some.json live")
        .exits(0)
        .says("warning: a is of some topics only: what lies outside them is not compared")
        .prints("equal: the same commits in 1 partition, 1 not compared");
    scene.koffset("diff before.json live").exits(4);
}

#[test]
fn snapshots_of_two_clusters_are_compared_with_a_warning() {
    let scene = saved();
    save(&scene, "after.json");
    scene.edit("after.json", |document| {
        document["cluster_id"] = json!("elsewhere")
    });
    scene
        .koffset("diff before.json after.json")
        .exits(0)
        .says(&format!(
            "a is of cluster {} and b of cluster elsewhere",
            scene.checker.cluster_id()
        ));
    scene
        .koffset("diff after.json live")
        .exits(3)
        .says("the snapshot is of cluster elsewhere, and this is cluster ")
        .prints_nothing();
}

#[test]
fn a_partial_snapshot_is_never_equal() {
    let scene = saved();
    scene.edit("before.json", |document| {
        let row = &mut document["groups"][0]["offsets"][1];
        row["committed"] = Value::Null;
        row["error"] = json!("not authorized");
    });
    scene
        .koffset("diff before.json live")
        .exits(1)
        .says("warning: a: group billing: orders:1: not authorized")
        .prints("orders 1 ? 7 - a: not authorized");
    scene
        .koffset("diff before.json live -t {}orders:0")
        .exits(0);
}
