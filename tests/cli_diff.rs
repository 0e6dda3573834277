//! `koffset diff` on real Kafka: what it finds after Kafka's own clients changed something.

mod counts;
mod files;
mod groups;
mod usage;

use koffset::model::{CommittedOffset, Offset};
use serde_json::{Value, json};

use crate::support::koffset::Run;
use crate::support::scene::Scene;

/// Two partitions of 10 records in which billing stands, with a snapshot of it.
fn saved() -> Scene {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(7)]);
    save(&scene, "before.json");
    scene
}

fn save(scene: &Scene, file: &str) {
    let line = format!("snapshot {{}}billing --output {file}");
    scene.koffset(&line).exits(0);
}

/// What differs in each partition, with both offsets and their distance.
fn rows(run: &Run) -> Vec<Value> {
    let document = run.json();
    let groups = document["groups"].as_array().unwrap().iter();
    let rows = groups.flat_map(|group| group["partitions"].as_array().unwrap());
    rows.map(|row| {
        json!([
            row["topic"],
            row["partition"],
            row["a"]["committed"]["offset"],
            row["b"]["committed"]["offset"],
            row["delta"],
            row["differences"],
        ])
    })
    .collect()
}

#[test]
fn a_group_is_equal_to_the_snapshot_that_was_just_taken_of_it_since_kafka_2_8() {
    let scene = saved();
    for line in [
        "diff before.json live",
        "diff live before.json",
        "diff before.json {}billing",
    ] {
        scene
            .koffset(line)
            .exits(0)
            .says_nothing()
            .prints("snapshot before.json")
            .prints("equal: the same commits in 2 partitions");
    }
}

#[test]
fn what_a_reset_moved_is_told_until_the_snapshot_is_restored_since_kafka_2_8() {
    let scene = saved();
    scene
        .koffset("reset {}billing -t {}orders:0 --to-latest --yes")
        .exits(0);
    scene
        .koffset("diff before.json live")
        .exits(4)
        .prints("orders 0 4 10 +6 offset, epoch - to 0\n")
        .prints("different: 1 partition different, 1 the same");
    let run = scene
        .koffset("diff live before.json --format json")
        .with_status(4);
    assert_eq!(
        rows(&run),
        [json!(["orders", 0, 10, 4, -6, ["offset", "leader-epoch"]])]
    );
    scene
        .koffset("reset {}billing --to-snapshot before.json --yes")
        .exits(0);
    scene.koffset("diff before.json live").exits(0);
}

#[test]
fn the_document_holds_both_sides_with_their_commits_and_topic_ids_since_kafka_2_8() {
    let scene = saved();
    let noted = CommittedOffset {
        offset: Offset::new(5).unwrap(),
        leader_epoch: Some(0),
        metadata: Some("since the deployment".to_owned()),
    };
    scene.commit_as("billing", "orders", 0, &noted);
    let document = scene
        .koffset("diff before.json live --format json")
        .with_status(4)
        .json();
    let topic_id = scene.checker.topic_id(&scene.name("orders"));
    let cluster_id = scene.checker.cluster_id();
    assert_eq!(document["schema"], "koffset.diff");
    assert_eq!(document["version"], 1);
    assert_eq!(document["result"], "different");
    assert_eq!(document["cluster_id"], json!(cluster_id));
    assert_eq!(document["incomplete"], json!([]));
    assert_eq!(document["a"]["source"], "snapshot");
    assert_eq!(document["a"]["file"], "before.json");
    assert_eq!(document["b"]["source"], "live");
    let counts = json!({
        "different": 1, "unknown": 0, "equal": 1, "not_compared": 0, "topic_id_unknown": 0,
    });
    assert_eq!(document["counts"], counts);
    let side = |committed: Value| json!({"group_id": "billing", "topic_id": topic_id, "committed": committed, "error": null});
    let row = json!({
        "topic": "orders",
        "partition": 0,
        "differences": ["offset", "leader-epoch", "metadata"],
        "delta": 1,
        "a": side(json!({"offset": 4, "leader_epoch": null, "metadata": null})),
        "b": side(json!({"offset": 5, "leader_epoch": 0, "metadata": "since the deployment"})),
    });
    assert_eq!(document["groups"][0]["partitions"], json!([row]));
    assert_eq!(document["groups"][0]["equal"], 1);
    assert_eq!(document["groups"][0]["a"]["state"], "empty");
}

#[test]
fn metadata_alone_is_a_difference() {
    let scene = saved();
    let noted = CommittedOffset {
        metadata: Some("by hand".to_owned()),
        ..CommittedOffset::at(Offset::new(4).unwrap())
    };
    scene.commit_as("billing", "orders", 0, &noted);
    scene
        .koffset("diff before.json live")
        .exits(4)
        .prints("orders 0 4 4 0 metadata - to \"by hand\"");
}

#[test]
fn a_topic_that_was_created_again_is_told_from_the_one_before_since_kafka_2_8() {
    let scene = saved();
    scene.delete_topic("orders");
    scene.topic("orders", &[10, 10]);
    scene
        .koffset("diff before.json live")
        .exits(4)
        .prints("orders 0 4 - - only in a, topic recreated");
    scene.commit("billing", "orders", &[Some(4), Some(7)]);
    scene
        .koffset("diff before.json live")
        .exits(4)
        .prints("orders 0 4 4 0 topic recreated")
        .prints("orders 1 7 7 0 topic recreated")
        .prints("different: 2 partitions different, 0 the same");
}

#[test]
fn a_partition_that_a_topic_gains_is_no_difference_until_it_has_a_commit() {
    let scene = saved();
    let fields = json!({"topic": scene.name("orders"), "count": 3});
    scene.checker.ask("create_partitions", fields);
    scene.koffset("diff before.json live").exits(0);
    scene.commit("billing", "orders", &[None, None, Some(0)]);
    scene
        .koffset("diff before.json live")
        .exits(4)
        .prints("orders 2 - 0 - only in b");
}

#[test]
fn a_pending_commit_is_unknown_and_is_not_called_equal_since_kafka_2_5() {
    let scene = saved();
    let handle = scene.name("pending");
    let checker = &scene.checker;
    checker.ask("txn_begin", json!({ "handle": handle }));
    let position = json!({"topic": scene.name("orders"), "partition": 0, "offset": 4});
    let fields = json!({"handle": handle, "group": scene.name("billing"), "offsets": [position]});
    checker.ask("txn_send_offsets", fields);
    let run = scene.koffset("diff before.json live --timeout 2s");
    let json = scene.koffset("diff before.json live --timeout 2s --format json");
    checker.ask("txn_abort", json!({ "handle": handle }));
    run.exits(1)
        .says("warning: b: group billing: orders:0: ")
        .prints("orders 0 4 ? - b: ")
        .prints("not known, since something could not be read");
    let document = json.with_status(1).json();
    assert_eq!(document["result"], "unknown");
    assert_eq!(document["incomplete"].as_array().unwrap().len(), 1);
    assert_eq!(document["counts"]["unknown"], 1);
    scene.koffset("diff before.json live").exits(0);
}

#[test]
fn rows_can_be_had_one_on_a_line_and_as_csv_since_kafka_2_8() {
    let scene = saved();
    scene.commit("billing", "orders", &[Some(5), Some(7)]);
    let lines = scene
        .koffset("diff before.json live --format jsonl")
        .with_status(4);
    let rows: Vec<Value> = lines
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["delta"], 1);
    assert_eq!(rows[0]["b"]["group_id"], "billing");
    let id = scene.checker.topic_id(&scene.name("orders"));
    scene
        .koffset("diff before.json live --format csv")
        .exits(4)
        .prints("a_group,b_group,topic,partition,differences,delta,a_offset,b_offset,")
        .prints(&format!(
            "billing,billing,orders,0,offset,1,4,5,,,,,{id},{id},\n"
        ));
}
