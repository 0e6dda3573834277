//! `koffset count` on real Kafka, compared with the offsets that Kafka's own tool finds.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::kafka;
use crate::support::scene::{Scene, time_of};

mod buckets;
mod exact;
mod order;
mod stopped;

/// orders:0 holds 0 to 9, a minute apart, of which the first 4 are deleted; orders:1 holds 0 to 5;
/// orders:2 is empty.
fn scene() -> Scene {
    let scene = Scene::new();
    scene.topic("orders", &[10, 6, 0]);
    scene.delete_records("orders", 0, 4);
    scene
}

/// What Kafka's tool finds in each partition of a topic: at a time, the end where no record is so late.
fn kafkas(scene: &Scene, topic: &str, time: &str) -> Vec<i64> {
    let topic = scene.name(topic);
    let found = |time: &str| -> BTreeMap<i32, i64> {
        let args = [
            "--bootstrap-server",
            kafka::bootstrap(),
            "--topic",
            &topic,
            "--time",
            time,
        ];
        let told = kafka::tool("get-offsets", &args);
        let words = told.lines().map(|line| line.split(':').collect::<Vec<_>>());
        // A partition without such a record has an empty offset, or no line.
        words
            .filter_map(|words| Some((words[1].parse().ok()?, words[2].parse().ok()?)))
            .collect()
    };
    let mut offsets = found("latest");
    offsets.extend(found(time));
    offsets.into_values().collect()
}

fn column(rows: &Value, name: &str) -> Vec<i64> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row[name].as_i64().unwrap()).collect()
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn what_lies_between_two_times_is_what_kafkas_tool_finds_at_both() {
    let scene = scene();
    let times = [-1, 0, 3, 5, 7].map(time_of).map(|time| time.to_string());
    let kafkas: Vec<_> = times
        .iter()
        .map(|time| kafkas(&scene, "orders", time))
        .collect();
    let neighbours = times.windows(2).zip(kafkas.windows(2));
    for (times, found) in neighbours {
        let line = format!(
            "count {{}}orders --from {} --to {} --format json",
            times[0], times[1]
        );
        let counted = scene.koffset(&line).with_status(0).json();
        let partitions = &counted["partitions"];
        assert_eq!(column(partitions, "from"), found[0], "{times:?}");
        assert_eq!(column(partitions, "to"), found[1], "{times:?}");
        let between = found[0].iter().zip(&found[1]).map(|(from, to)| to - from);
        assert_eq!(column(partitions, "records"), between.collect::<Vec<_>>());
    }
}

#[test]
fn a_table_has_a_row_for_each_partition_and_tells_of_the_upper_bound_once() {
    let scene = scene();
    let found = scene.koffset("count {}orders").with_status(0);
    let expected = [
        "TOPIC PARTITION FROM TO RECORDS",
        "orders 0 4 10 6",
        "orders 1 0 6 6",
        "orders 2 0 0 0",
    ];
    assert_eq!(lines(&found.stdout), expected);
    assert_eq!(found.stderr.matches("upper bound").count(), 1);
    assert_eq!(lines(&found.stderr).len(), 1, "{}", found.stderr);
}

#[test]
fn the_record_at_a_bound_counts_from_it_on_and_not_up_to_it() {
    let scene = scene();
    let (third, fifth) = (time_of(3), time_of(5));
    let counted = |from: i64, to: i64| {
        let line = format!("count {{}}orders:1 --from {from} --to {to} --format csv");
        let csv = scene.koffset(&line).with_status(0).stdout;
        csv.lines().last().unwrap().to_owned()
    };
    assert_eq!(counted(third, fifth), "orders,1,3,5,2,");
    assert_eq!(counted(third + 1, fifth), "orders,1,4,5,1,");
    assert_eq!(counted(third, fifth + 1), "orders,1,3,6,3,");
}

#[test]
fn offsets_bound_a_count_as_times_do() {
    let scene = scene();
    let found = scene.koffset("count {}orders:0,1 --from-offset 2 --to-offset 8 --format csv");
    let rows = [
        "topic,partition,from,to,records,error",
        "orders,0,4,8,4,",
        "orders,1,2,6,4,",
    ];
    assert_eq!(lines(&found.exits(0).stdout), rows);
    found.says(
        "warning: orders:0: the log starts at or after 2: what was deleted before is not counted",
    );
    found.never_says("orders:1: the log starts");
}

#[test]
fn a_deleted_head_is_not_counted_and_that_is_said() {
    let scene = scene();
    let whole = scene.koffset(&format!("count {{}}orders --from {} --totals", time_of(0)));
    whole.exits(0).prints("orders 3 12 0\n");
    whole.says("warning: orders:0: the log starts at or after 2023-11-14T22:13:20.000Z");
    scene
        .koffset(&format!("count {{}}orders --from {}", time_of(5)))
        .with_status(0)
        .never_says("warning");
}

#[test]
fn a_transactions_marker_counts_which_is_why_the_number_is_an_upper_bound() {
    let scene = Scene::new();
    scene.empty_topic("orders", 1);
    let (topic, handle) = (scene.name("orders"), scene.name("txn"));
    scene.checker.ask("txn_begin", json!({ "handle": handle }));
    scene
        .checker
        .produce_in_transaction(&handle, &topic, 0, &[time_of(0), time_of(1)]);
    scene.checker.ask("txn_commit", json!({ "handle": handle }));
    scene
        .koffset("count {}orders")
        .with_status(0)
        .prints("orders 0 0 3 3\n");
}

#[test]
fn several_topics_are_counted_by_name_and_by_pattern() {
    let scene = scene();
    scene.topic("orders-eu", &[2]);
    let named = scene
        .koffset("count {}orders:1 -t {}orders-eu --format jsonl")
        .with_status(0);
    let rows: Vec<Value> = lines(&named.stdout)
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(column(&json!(rows), "records"), [6, 2]);
    let totals = scene.koffset("count --topics-matching {}orders.* --totals --format csv");
    let rows = [
        "topic,partitions,records,unreadable",
        "orders,3,12,0",
        "orders-eu,1,2,0",
    ];
    assert_eq!(lines(&totals.with_status(0).stdout), rows);
}

#[test]
fn the_document_names_its_bounds() {
    let scene = scene();
    let document = scene
        .koffset("count {}orders --from now-1h --format json --totals")
        .with_status(0)
        .json();
    assert_eq!(document["schema"], "koffset.count");
    assert_eq!(document["version"], 1);
    assert_eq!(document["cluster_id"], json!(scene.checker.cluster_id()));
    assert_eq!(document["to"], "latest");
    assert_eq!(document["exact"], false);
    assert_eq!(document["incomplete"], json!([]));
    assert_eq!(document["topics"][0]["records"], 0);
}

#[test]
fn what_is_not_there_is_refused() {
    let scene = scene();
    for line in [
        "count {}order",
        "count {}orders:7",
        "count --topics-matching {}order",
    ] {
        scene.koffset(line).with_status(3).prints_nothing();
    }
    scene
        .koffset("count {}order")
        .says("hint: did you mean orders?");
}

#[test]
fn bad_input_is_a_usage_error_with_what_may_be_meant() {
    let scene = scene();
    let refused = |rest: &str| scene.koffset(&format!("count {rest}")).with_status(2);
    refused("{}orders --from 120").says("for an offset, write --from-offset 120");
    refused("{}orders --from 2023-11-14T22:13:20").says("--zone");
    refused("{}orders --from now --to now-1h").says("nothing lies between");
    refused("{}orders --by 1h").says("--from now-1d");
    refused("{}orders --by 1h --from now-1d --totals").says("--totals");
    refused("{}orders --from-offset -1").says("-1");
    refused("").says("<TOPIC[:PARTITIONS]|");
    refused("{}orders {}orders:1").says("named twice");
}
