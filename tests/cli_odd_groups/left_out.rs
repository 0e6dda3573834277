//! What is shown like any other group, what is left out, and that this is no gap.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{BARE_STREAMS, BROKEN, CONNECT, POPULATION, SHARE, STREAMS, TABBED, ids, scene};

/// The groups that have commits, in the order of their names.
const SHOWN: [&str; 5] = ["", TABBED, "billing", BROKEN, STREAMS];

/// Every group without commits that is not a consumer's, with its type.
fn left_out(document: &Value) -> Vec<(&str, &str)> {
    let groups = document["left_out"].as_array().unwrap().iter();
    groups
        .map(|group| {
            let reason = "not a consumer group, and without commits";
            assert_eq!(group["reason"], reason);
            (
                group["group_id"].as_str().unwrap(),
                group["type"].as_str().unwrap(),
            )
        })
        .collect()
}

const LEFT_OUT: [(&str, &str); 3] = [
    (CONNECT, "connect"),
    (SHARE, "unknown"),
    (BARE_STREAMS, "unknown"),
];

#[test]
fn lag_shows_groups_of_unknown_type_that_have_commits_and_names_the_others_since_kafka_4_1() {
    let scene = scene();
    let run = scene.koffset("lag --all-groups --format json");
    run.exits(0)
        .says("left out: connect-cluster, share, streams-without-commits");
    let document = run.json();
    assert_eq!(document["incomplete"].as_array().unwrap().len(), 0);
    assert_eq!(ids(&document["groups"]), SHOWN);
    assert_eq!(left_out(&document), LEFT_OUT);
    let streams = document["groups"].as_array().unwrap().iter();
    let streams = streams
        .clone()
        .find(|group| group["group_id"] == STREAMS)
        .unwrap();
    assert_eq!(streams["type"], "unknown");
    assert_eq!(streams["partitions"][0]["committed"], 2);
    assert_eq!(streams["partitions"][0]["lag"], 1);
}

#[test]
fn the_metrics_count_what_is_left_out_by_type_and_are_not_incomplete_since_kafka_4_1() {
    let run = scene().koffset("lag --all-groups --format openmetrics");
    run.exits(0)
        .prints("koffset_lag_incomplete 0\n")
        .prints("koffset_lag_left_out_groups{type=\"connect\"} 1\n")
        .prints("koffset_lag_left_out_groups{type=\"unknown\"} 2\n")
        .prints("koffset_group_committed_offset{group=\"streams-with-commits\",topic=\"orders\",partition=\"0\"} 2\n")
        .prints("koffset_group_committed_offset{group=\"\",topic=\"orders\",partition=\"0\"} ");
}

#[test]
fn a_snapshot_holds_every_group_with_commits_and_is_read_back_since_kafka_4_1() {
    let scene = scene();
    scene
        .koffset("snapshot --all-groups --output all.json")
        .exits(0)
        .says("left out: connect-cluster, share, streams-without-commits");
    let document = super::read(&scene, "all.json");
    assert_eq!(ids(&document["groups"]), SHOWN);
    assert_eq!(left_out(&document), LEFT_OUT);
    scene
        .koffset("snapshot show all.json")
        .exits(0)
        .prints("\"\" (simple, empty)\n")
        .prints("left out: connect-cluster, share, streams-without-commits");
    let run = scene.koffset("diff all.json live --format json");
    run.exits(0)
        .says("left out: connect-cluster, share, streams-without-commits");
    assert_eq!(left_out(&run.json()), LEFT_OUT);
}

#[test]
fn a_named_group_without_commits_that_is_not_a_consumers_is_refused_in_true_words_since_kafka_4_1()
{
    let scene = scene();
    for command in ["lag", "snapshot"] {
        scene
            .koffset(&format!("{command} {SHARE}"))
            .exits(3)
            .says("error: group share is not a consumer group, and has no commits\n");
        scene
            .koffset(&format!("{command} {CONNECT}"))
            .exits(3)
            .says("error: group connect-cluster is not a consumer group (protocol connect), and has no commits\n");
        scene.koffset(&format!("{command} {STREAMS}")).exits(0);
    }
}

#[test]
fn watch_names_what_it_leaves_out_once_since_kafka_4_1() {
    let run = scene()
        .koffset("watch --all-groups --until active --deadline 2s --interval 500ms --format jsonl");
    let lines = run.stdout.lines();
    let lines: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of_kind = |kind: &str| -> BTreeSet<&str> {
        let lines = lines.iter().filter(|line| line["kind"] == kind);
        let ids = lines.map(|line| line["group_id"].as_str().unwrap());
        ids.filter(|id| POPULATION.contains(id)).collect()
    };
    assert_eq!(of_kind("left_out"), LEFT_OUT.map(|(id, _)| id).into());
    assert_eq!(of_kind("group"), SHOWN.into());
    run.says("left out: connect-cluster, share, streams-without-commits");
}
