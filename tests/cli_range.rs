//! `koffset range` on real Kafka, compared with what Kafka's own clients and tool say.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::checker::{Checker, offset_row};
use crate::support::kafka::{self, Kafka};
use crate::support::koffset::Run;
use crate::support::names::unique;
use crate::support::process::Call;
use crate::support::process::koffset;

mod formats;
mod implausible;
mod scope;
mod unreadable;

/// 2023-11-14T22:13:20Z in epoch milliseconds.
const MORNING: i64 = 1_700_000_000_000;

fn range(args: &[&str]) -> Run {
    koffset(kafka::bootstrap(), &[&["range"], args].concat())
}

fn checker() -> Checker {
    Checker::of(kafka::bootstrap())
}

/// A topic of two partitions: 5 records a second apart, of which the first 2 are deleted, and none.
fn topic(name: &str) -> String {
    let topic = unique(name);
    checker().create_topic(&topic, 2);
    let times: Vec<i64> = (0..5).map(|second| MORNING + second * 1000).collect();
    checker().produce(&topic, 0, &times);
    let deleted = json!({"topic": topic, "partition": 0, "before": 2});
    checker().ask("delete_records", deleted);
    topic
}

/// The offsets that Kafka's own client finds in the partitions of a topic.
fn listed(topic: &str, spec: &str, isolation: &str) -> Vec<Value> {
    let fields = json!({"topics": [topic], "spec": spec, "isolation": isolation});
    let rows = checker().ask("list_offsets", fields);
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["offset"].clone()).collect()
}

fn column(document: &Value, name: &str) -> Vec<Value> {
    let rows = document["partitions"].as_array().unwrap().iter();
    rows.map(|row| row[name].clone()).collect()
}

#[test]
fn both_ends_and_the_last_stable_offset_are_those_that_kafkas_client_finds() {
    let topic = topic("ends");
    let handle = unique("open");
    checker().ask("txn_begin", json!({ "handle": handle }));
    checker().produce_in_transaction(&handle, &topic, 1, &[MORNING, MORNING]);

    let found = range(&[&topic, "--format", "json"]).with_status(0).json();
    assert_eq!(found["cluster_id"], json!(checker().cluster_id()));
    assert_eq!(
        column(&found, "earliest"),
        listed(&topic, "earliest", "read_uncommitted")
    );
    assert_eq!(
        column(&found, "latest"),
        listed(&topic, "latest", "read_uncommitted")
    );
    assert_eq!(
        column(&found, "last_stable"),
        listed(&topic, "latest", "read_committed")
    );
    assert_eq!(column(&found, "earliest"), [2, 0]);
    assert_eq!(column(&found, "latest"), [5, 2]);
    assert_eq!(column(&found, "last_stable"), [5, 0]);
    assert_eq!(column(&found, "records"), [3, 2]);

    checker().ask("txn_abort", json!({ "handle": handle }));
    let found = range(&[&topic, "--format", "json"]).with_status(0).json();
    assert_eq!(column(&found, "last_stable"), [5, 3], "the marker counts");
}

#[test]
fn offsets_are_the_lines_that_kafkas_own_tool_prints() {
    let topic = topic("lines");
    let tool = |time| {
        let bootstrap = kafka::bootstrap();
        let args = [
            "--bootstrap-server",
            bootstrap,
            "--topic",
            &topic,
            "--time",
            time,
        ];
        kafka::tool("get-offsets", &args)
    };
    let ours =
        |args: &[&str]| range(&[&[&*topic, "--format", "offsets"], args].concat()).with_status(0);
    assert_eq!(ours(&[]).stdout, tool("latest"));
    assert_eq!(ours(&["--at", "earliest"]).stdout, tool("earliest"));
    let time = (MORNING + 2500).to_string();
    let at = ours(&["--at", &time]);
    // The tool prints the partition without such a record with an empty offset.
    assert_eq!(
        at.stdout,
        tool(&time).lines().next().unwrap().to_owned() + "\n"
    );
    at.says(&format!("{topic}:1: no record at or after"));
}

#[test]
fn records_out_of_order_are_found_as_kafkas_client_finds_them_since_kafka_3_0() {
    let topic = unique("order");
    checker().create_topic(&topic, 1);
    let times = [5, 1, 9, 3, 9, 7].map(|second| MORNING + second * 1000);
    checker().produce(&topic, 0, &times);
    for second in [0, 4, 6, 8, 9, 10] {
        let time = (MORNING + second * 1000).to_string();
        let found = range(&[&topic, "--at", &time, "--format", "json"]).with_status(0);
        let at = found.json()["partitions"][0]["at"][0]["offset"].clone();
        assert_eq!(
            vec![at],
            listed(&topic, &time, "read_uncommitted"),
            "{second}"
        );
    }
    let newest = range(&[&topic, "--at", "max-timestamp", "--format", "json"]).with_status(0);
    let newest = newest.json()["partitions"][0]["at"][0].clone();
    assert_eq!(
        vec![newest["offset"].clone()],
        listed(&topic, "max_timestamp", "read_uncommitted")
    );
    assert_eq!(newest["timestamp"], "2023-11-14T22:13:29.000Z");
}

#[test]
fn a_group_stands_for_the_topics_in_which_it_has_commits() {
    let (here, elsewhere, group) = (topic("here"), topic("elsewhere"), unique("group"));
    commit(&group, &here, 0, 3);
    let found = range(&["--group", &group, "--format", "offsets"]).with_status(0);
    assert_eq!(found.stdout, format!("{here}:0:5\n{here}:1:0\n"));
    assert!(!found.stdout.contains(&elsewhere));
}

#[test]
fn a_group_that_is_not_there_is_refused_and_a_similar_one_is_named() {
    let (topic, group) = (topic("group"), unique("billing"));
    commit(&group, &topic, 0, 3);
    let mistyped = format!("{group}s");
    range(&["--group", &mistyped])
        .with_status(3)
        .says(&format!("error: group {mistyped} is not known"))
        .says(&format!("hint: did you mean {group}?"));
}

fn commit(group: &str, topic: &str, partition: i32, offset: i64) {
    let committed = koffset::model::CommittedOffset {
        offset: koffset::model::Offset::new(offset).unwrap(),
        leader_epoch: None,
        metadata: None,
    };
    let offsets = [offset_row(topic, partition, &committed)];
    checker().ask("commit", json!({"group": group, "offsets": offsets}));
}

#[test]
fn a_local_time_in_a_zone_that_the_machine_does_not_know_is_refused() {
    let topic = topic("zones");
    let args = [&*topic, "--at", "2023-11-14T16:00:00", "--zone", "local"];
    let args = [&["range"], &args[..]].concat();
    let read = |zone| Call::on(kafka::bootstrap(), &args).env("TZ", zone).run();
    let refused = read("Mars/Olympus");
    refused.exits(2).prints_nothing();
    refused.says("--zone local: this machine has no zone TZ=Mars/Olympus");
    let at_eight = "AT-2023-11-14T08:00:00.000Z";
    for zone in ["Asia/Shanghai", ":Asia/Shanghai", "CST-8"] {
        read(zone).exits(0).prints(at_eight);
    }
    read("").exits(0).prints("AT-2023-11-14T16:00:00.000Z");
}
