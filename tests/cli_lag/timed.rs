use std::collections::BTreeMap;

use super::*;
use crate::support::scene::time_of;
use crate::support::wait;

/// What `--time` says of each partition, with the moments between which it was asked.
fn timed(scene: &Scene, options: &str) -> (BTreeMap<i64, Value>, [i64; 2]) {
    let before = now();
    let line = format!("lag {{}}billing --time --format json {options}");
    let document = scene.koffset(&line).with_status(0).json();
    let rows = partitions(&document).iter();
    let rows = rows.map(|row| (row["partition"].as_i64().unwrap(), row.clone()));
    (rows.collect(), [before, now()])
}

fn now() -> i64 {
    chrono::Utc::now().timestamp_millis()
}

/// Expects the record of this time, and an age that it had between the two moments.
fn waits_since(row: &Value, time: i64, [before, after]: [i64; 2]) {
    let at = chrono::DateTime::from_timestamp_millis(time).unwrap();
    let read = row["oldest_unread_at"].as_str().map(|read| read.parse());
    assert_eq!(read, Some(Ok(at)), "{row:#}");
    let lag = row["time_lag_ms"].as_i64().unwrap();
    assert!((before - time..=after - time).contains(&lag), "{row:#}");
}

#[test]
fn each_partition_waits_since_the_record_at_its_commit_was_written() {
    let scene = Scene::with_orders(&[9, 9, 9, 9], &[Some(3), Some(9), Some(0), None]);
    scene.delete_records("orders", 2, 4);
    let (rows, asked) = timed(&scene, "");
    waits_since(&rows[&0], time_of(3), asked);
    assert_eq!(rows[&0]["timestamp_type"], "create-time");
    for quiet in [1, 3] {
        assert!(rows[&quiet]["time_lag_ms"].is_null() && rows[&quiet]["time_error"].is_null());
    }
    assert!(rows[&2]["time_lag_ms"].is_null());
    assert_eq!(
        rows[&2]["time_error"],
        "the record at the commit is deleted"
    );
    let table = scene.koffset("lag {}billing --time").with_status(0);
    let cells: Vec<Vec<&str>> = table
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(cells[0][10], "TIME-LAG");
    assert_eq!((cells[1][11], cells[2][10], cells[3][10]), ("d", "-", "?"));
}

#[test]
fn the_oldest_unread_record_of_hundreds_of_partitions_is_told_in_one_run() {
    let scene = Scene::new();
    let (partitions, records) = (240, 3);
    scene.topic("orders", &vec![records; partitions]);
    let commits: Vec<_> = (0..partitions)
        .map(|number| Some((number % 3) as i64))
        .collect();
    scene.commit("billing", "orders", &commits);
    let (rows, asked) = timed(&scene, "");
    assert_eq!(rows.len(), partitions);
    for (partition, row) in &rows {
        waits_since(row, time_of(partition % 3), asked);
    }
}

/// A broker sends one batch whole that is larger than what is asked for, and leaves the others for the next
/// answer.
#[test]
fn batches_larger_than_what_is_asked_for_are_read_all_the_same() {
    let scene = Scene::new();
    scene.empty_topic("orders", 12);
    let value = "x".repeat(60_000);
    let record = |offset| json!({"value": value, "timestamp": time_of(offset)});
    let records: Vec<Value> = (0..6).map(record).collect();
    for partition in 0..12 {
        let topic = scene.name("orders");
        let fields = json!({"topic": topic, "partition": partition, "records": records});
        scene.checker.ask("produce", fields);
    }
    let commits: Vec<_> = (0..12).map(|number| Some(number % 6)).collect();
    scene.commit("billing", "orders", &commits);
    let (rows, asked) = timed(&scene, "");
    assert_eq!(rows.len(), 12);
    for (partition, row) in &rows {
        waits_since(row, time_of(partition % 6), asked);
    }
}

#[test]
fn groups_that_stand_in_many_places_of_one_log_are_each_told_their_own() {
    let scene = Scene::with_orders(&[40], &[]);
    for group in 0..20 {
        scene.commit(&format!("g{group}"), "orders", &[Some(group * 2)]);
    }
    let pattern = format!("{}g[0-9]+", scene.name(""));
    let run = lag(&["--groups-matching", &pattern, "--time", "--format", "jsonl"]);
    let run = run.with_status(0);
    let mut seen = 0;
    for line in run.stdout.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        assert_eq!(row["oldest_unread_offset"], row["committed"], "{row:#}");
        seen += 1;
    }
    assert_eq!(seen, 20);
}

#[test]
fn what_a_transaction_aborted_waits_to_the_end_and_not_to_the_last_stable_offset() {
    let scene = Scene::with_orders(&[2], &[Some(2)]);
    let handle = unique("aborted");
    let orders = scene.name("orders");
    scene.checker.ask("txn_begin", json!({ "handle": handle }));
    scene
        .checker
        .produce_in_transaction(&handle, &orders, 0, &[time_of(10), time_of(11)]);
    scene.checker.ask("txn_abort", json!({ "handle": handle }));
    let (rows, asked) = timed(&scene, "");
    waits_since(&rows[&0], time_of(10), asked);
    let (rows, _) = timed(&scene, "--lag-basis last-stable");
    assert_eq!(rows[&0]["lag"], 3);
    assert_eq!(
        rows[&0]["time_error"],
        "no record from the commit to the end"
    );
    scene.produce("orders", 0, &[time_of(20)]);
    let (rows, asked) = timed(&scene, "--lag-basis last-stable");
    waits_since(&rows[&0], time_of(20), asked);
    assert_eq!(rows[&0]["oldest_unread_offset"], 5);
    let (rows, asked) = timed(&scene, "");
    waits_since(&rows[&0], time_of(10), asked);
}

/// The cleaner keeps only the last record of a key, and never touches the segment that is written to.
#[test]
fn a_record_that_compaction_removed_waits_no_longer_and_the_one_behind_it_does_since_kafka_2_3() {
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
    let write = |key: &str, offset| {
        let record = json!({"key": key, "value": "x", "timestamp": time_of(offset)});
        let fields = json!({"topic": orders, "partition": 0, "records": [record]});
        scene.checker.ask("produce", fields);
    };
    write("a", 0);
    write("a", 1);
    write("b", 2);
    scene.commit("billing", "orders", &[Some(0)]);
    let first = || {
        write("c", 3);
        timed(&scene, "").0[&0]["oldest_unread_offset"].clone()
    };
    wait::until("the log cleaner", first, |first| *first == 1);
    let (rows, asked) = timed(&scene, "");
    waits_since(&rows[&0], time_of(1), asked);
    assert_eq!(rows[&0]["committed"], 0);
    assert_eq!(
        (&rows[&0]["log_start"], &rows[&0]["lost"]),
        (&0.into(), &0.into())
    );
    let counted = scene.koffset("count {}orders --exact --to-offset 3 --format json");
    assert_eq!(counted.with_status(0).json()["partitions"][0]["records"], 2);
}

#[test]
fn a_brokers_own_timestamps_are_told_from_producers() {
    let scene = Scene::new();
    let configs = json!({"message.timestamp.type": "LogAppendTime"});
    let topic = json!([{"name": scene.name("orders"), "partitions": 1, "configs": configs}]);
    scene
        .checker
        .ask("create_topics", json!({ "topics": topic }));
    let produced = now();
    scene.produce("orders", 0, &[time_of(0)]);
    scene.commit("billing", "orders", &[Some(0)]);
    let (rows, [_, after]) = timed(&scene, "");
    assert_eq!(rows[&0]["timestamp_type"], "log-append-time");
    let lag = rows[&0]["time_lag_ms"].as_i64().unwrap();
    assert!((0..=after - produced).contains(&lag), "{lag}");
}

#[test]
fn a_timestamp_that_is_not_a_plausible_time_is_told_and_is_no_lag() {
    let scene = Scene::new();
    scene
        .checker
        .create_topic_for_any_time(&scene.name("orders"));
    let times = [1_700_000_000_000_000, 1_700_000_000_000_000_000];
    scene.produce("orders", 0, &times);
    for (committed, millis) in (0..).zip(times) {
        scene.commit("billing", "orders", &[Some(committed)]);
        let (rows, _) = timed(&scene, "");
        let row = &rows[&0];
        assert_eq!(row["oldest_unread_at_ms"], millis, "{row:#}");
        assert_eq!(row["oldest_unread_offset"], committed);
        assert!(row["time_lag_ms"].is_null() && row["oldest_unread_at"].is_null());
        let table = scene.koffset("lag {}billing --time").with_status(0);
        let note =
            format!("the record at {committed} is dated {millis} ms (not a plausible time; ");
        table.prints(&note);
        assert!(table.stdout.contains(" ? "), "{}", table.stdout);
        scene
            .koffset("lag {}billing --time --format csv")
            .with_status(0)
            .prints(&format!(",,{committed},{millis},create-time,{note}"));
    }
}

#[test]
fn reading_times_commits_nothing_and_joins_nothing() {
    let scene = Scene::with_orders(&[5], &[Some(2)]);
    timed(&scene, "");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 2)]);
    let group = scene
        .checker
        .ask("describe_group", json!({"group": "koffset"}));
    assert_eq!(group["found"], false, "{group}");
}
