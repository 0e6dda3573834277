//! Numbers by offset where a log holds far fewer records: preview, question, plan and guard rail call them bounds.

use std::ops::Range;

use serde_json::json;

use super::*;
use crate::support::member::Member;
use crate::support::names::unique;
use crate::support::scene::time_of;
use crate::support::wait;

/// How many records Kafka's own consumer is given of `orders` by the time that it has got this offset.
fn read_by_kafka(scene: &Scene, isolation: &str, last: i64) -> i64 {
    let fields = json!({"isolation": isolation});
    let judge = Member::joins(scene, "judge", "orders", fields);
    let look = || judge.ask("consumer_status", json!({}))["records"][0].clone();
    let read = wait::until("a consumer", look, |read| read["last"] == last);
    read["count"].as_i64().unwrap()
}

/// The bound of what a reset of `billing` to the end skips, wherever it is said.
#[track_caller]
fn calls_it_a_bound(scene: &Scene, skipped: usize) {
    let reset = "reset {}billing -t {}orders --to-latest";
    let says = format!(
        "0 records will be replayed and at most {skipped} skipped, in 1 partition of 1 topic.\n"
    );
    scene
        .koffset(&format!("{reset} --dry-run"))
        .exits(0)
        .prints(&says);
    scene
        .koffset(&format!("{reset} --save-plan plan.json"))
        .exits(0)
        .says(&says);
    scene.koffset("plan show plan.json").exits(0).prints(&says);
    let below = skipped - 1;
    scene
        .koffset(&format!("{reset} --yes --max-skip {below}"))
        .exits(3)
        .says(&format!(
            "error: at most {skipped} records would be skipped, and --max-skip allows {below}; the number is counted \
             by offsets, an upper bound of the records\n"
        ));
    let mut terminal = scene.on_terminal(200, reset);
    terminal.await_text(&format!("(0 replayed, at most {skipped} skipped)? [y/N]"));
    terminal.type_in("n\r");
    assert_eq!(terminal.exit_code(), 6, "{}", terminal.text());
}

#[test]
fn what_compaction_removed_is_within_the_bound_since_kafka_2_3() {
    let scene = Scene::new();
    let configs = json!({
        "cleanup.policy": "compact",
        "segment.bytes": "1048576",
        "min.cleanable.dirty.ratio": "0.01",
        "min.compaction.lag.ms": "0",
        "max.compaction.lag.ms": "100",
        "segment.ms": "100",
    });
    let orders = scene.name("orders");
    let topic = json!([{"name": orders, "partitions": 1, "configs": configs}]);
    scene
        .checker
        .ask("create_topics", json!({ "topics": topic }));
    let write = |times: Range<i64>| {
        let record = |at| json!({"key": "a", "value": "x", "timestamp": time_of(at)});
        let records: Vec<Value> = times.map(record).collect();
        let fields = json!({"topic": orders, "partition": 0, "records": records});
        scene.checker.ask("produce", fields);
    };
    // A record that is so much younger begins a segment, and the cleaner touches only those before it.
    write(0..900);
    write(900..901);
    let left = || {
        let count = scene.koffset("count {}orders --exact --format json");
        let count = count.with_status(0).json()["partitions"][0].clone();
        (
            count["records"].as_i64().unwrap(),
            count["to"].as_i64().unwrap(),
        )
    };
    let (_, end) = wait::until("the log cleaner", left, |(records, _)| *records < 10);
    scene.commit("billing", "orders", &[Some(0)]);
    assert!(read_by_kafka(&scene, "read_uncommitted", end - 1) < 10);
    calls_it_a_bound(&scene, end.try_into().unwrap());
}

#[test]
fn markers_and_what_was_aborted_are_within_the_bound() {
    let scene = Scene::with_orders(&[1], &[Some(0)]);
    let orders = scene.name("orders");
    for end in ["txn_abort", "txn_commit"] {
        let handle = unique("transaction");
        scene.checker.ask("txn_begin", json!({ "handle": handle }));
        let records = if end == "txn_abort" { 40 } else { 1 };
        let times: Vec<i64> = (0..records).map(time_of).collect();
        scene
            .checker
            .produce_in_transaction(&handle, &orders, 0, &times);
        scene.checker.ask(end, json!({ "handle": handle }));
    }
    assert_eq!(read_by_kafka(&scene, "read_committed", 42), 2);
    calls_it_a_bound(&scene, 44);
}

#[test]
fn of_a_partition_without_a_commit_it_is_said_that_nothing_is_known() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    let reset = "reset {}billing -t {}orders --to-earliest";
    scene.koffset(&format!("{reset} --dry-run")).exits(0).prints(
        "At most 4 records will be replayed and 0 skipped, in 2 partitions of 1 topic.\n\
         1 partition had no commit before: how many records are replayed or skipped there is not known.\n",
    );
    let mut terminal = scene.on_terminal(200, reset);
    terminal
        .await_text("(at most 4 replayed, 0 skipped, 1 partition without a commit before)? [y/N]");
    terminal.type_in("n\r");
    assert_eq!(terminal.exit_code(), 6, "{}", terminal.text());
}
