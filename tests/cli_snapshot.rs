//! `koffset snapshot` on real Kafka: what is saved, where it is written, and what is made of a file again.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::checker::offset_row;
use crate::support::kafka;
use crate::support::koffset::{Run, command};
use crate::support::member::{Member, await_state};
use crate::support::names::unique;
use crate::support::process::koffset;
use crate::support::scene::Scene;

mod damaged;
mod files;
mod groups;

/// `koffset snapshot` with these arguments.
fn snapshot(args: &[&str]) -> Run {
    koffset(kafka::bootstrap(), &[&["snapshot"], args].concat())
}

/// `koffset snapshot show`, without a cluster.
fn show(file: &Path, options: &[&str]) -> Run {
    Run::of(
        ["snapshot", "show", file.to_str().unwrap()]
            .into_iter()
            .chain(options.iter().copied()),
    )
}

/// 10 records in each of the topic's partitions, and a commit in the first only.
fn scene() -> Scene {
    Scene::with_orders(&[10, 10], &[Some(5), None])
}

/// The rows of the only group in a snapshot.
fn offsets(document: &Value) -> &Vec<Value> {
    document["groups"][0]["offsets"].as_array().unwrap()
}

#[test]
fn a_snapshot_holds_what_is_needed_to_trust_it_later_since_kafka_2_8() {
    let scene = scene();
    let committed = koffset::model::CommittedOffset {
        offset: koffset::model::Offset::new(7).unwrap(),
        leader_epoch: Some(0),
        metadata: Some("since the deployment".to_owned()),
    };
    scene.commit_as("billing", "orders", 0, &committed);
    scene.delete_records("orders", 0, 3);
    let document = snapshot(&[&scene.name("billing")]).with_status(0).json();
    assert_eq!(document["schema"], "koffset.snapshot");
    assert_eq!(document["version"], 1);
    assert_eq!(document["incomplete"], json!([]));
    assert_eq!(document["cluster_id"], json!(scene.checker.cluster_id()));
    let group = &document["groups"][0];
    assert_eq!(group["group_id"], json!(scene.name("billing")));
    assert_eq!(group["state"], "empty");
    let topic = scene.name("orders");
    let topic_id = scene.checker.topic_id(&topic);
    let with_commit = json!({
        "topic": topic,
        "topic_id": topic_id,
        "partition": 0,
        "committed": {"offset": 7, "leader_epoch": 0, "metadata": "since the deployment"},
        "log_start": 3,
        "end": 10,
        "last_stable": 10,
    });
    let without = json!({
        "topic": topic,
        "topic_id": topic_id,
        "partition": 1,
        "committed": null,
        "log_start": 0,
        "end": 10,
        "last_stable": 10,
    });
    assert_eq!(offsets(&document), &[with_commit, without]);
}

#[test]
fn an_open_transaction_shows_as_a_last_stable_offset_below_the_end() {
    let (scene, handle) = (scene(), unique("open"));
    let checker = &scene.checker;
    checker.ask("txn_begin", json!({ "handle": handle }));
    checker.produce_in_transaction(&handle, &scene.name("orders"), 1, &[1, 2, 3]);
    let document = snapshot(&[&scene.name("billing")]).with_status(0).json();
    checker.ask("txn_abort", json!({ "handle": handle }));
    assert_eq!(offsets(&document)[1]["last_stable"], 10);
    assert_eq!(offsets(&document)[1]["end"], 13);
}

#[test]
fn a_pending_commit_fails_the_snapshot_with_nothing_written_unless_a_partial_one_will_do_since_kafka_2_5()
 {
    let (scene, handle) = (scene(), unique("pending"));
    let checker = &scene.checker;
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    checker.ask("txn_begin", json!({ "handle": handle }));
    let position = koffset::model::CommittedOffset::at(koffset::model::Offset::new(9).unwrap());
    let pending = [offset_row(&topic, 0, &position)];
    let fields = json!({"handle": handle, "group": group, "offsets": pending});
    checker.ask("txn_send_offsets", fields);
    let file = scene.file("pending.json");
    let output = ["--output", file.to_str().unwrap()];

    let refused = snapshot(&[&[&*group], &output[..]].concat());
    let written = file.exists();
    let partial = snapshot(&[&[&*group, "--allow-partial"], &output[..]].concat());
    let shown = show(&file, &[]);
    checker.ask("txn_abort", json!({ "handle": handle }));

    refused
        .exits(1)
        .says(&format!("{topic}:0"))
        .says("nothing was written")
        .says("hint: write --allow-partial");
    assert!(!written);
    partial.exits(0).says(&format!("{topic}:0"));
    let document: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert!(offsets(&document)[0]["committed"].is_null());
    assert!(offsets(&document)[0]["error"].is_string(), "{document:#}");
    assert_eq!(document["incomplete"].as_array().unwrap().len(), 1);
    shown.exits(0).prints(&format!(
        "! {}",
        document["incomplete"][0].as_str().unwrap()
    ));

    let restore = [
        "reset",
        &group,
        "--to-snapshot",
        output[1],
        "--exact",
        "--yes",
    ];
    koffset(kafka::bootstrap(), &restore)
        .exits(3)
        .says("the snapshot is partial");
}
