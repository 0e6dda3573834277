use chrono::{TimeDelta, Utc};

use super::*;

const SECOND: i64 = 1_000;
const HALF_AN_HOUR: i64 = 1_800 * SECOND;

/// 200 records a second apart from `start` on, of which the one at 100 is half an hour ahead.
fn one_ahead(start: i64) -> Scene {
    let scene = Scene::new();
    scene.empty_topic("orders", 1);
    let ahead = |offset| if offset == 100 { HALF_AN_HOUR } else { 0 };
    let times: Vec<i64> = (0..200)
        .map(|offset| start + offset * SECOND + ahead(offset))
        .collect();
    scene.produce("orders", 0, &times);
    scene
}

fn kafkas_offset(scene: &Scene, time: i64) -> Option<i64> {
    let fields = json!({"topics": [scene.name("orders")], "spec": time.to_string(), "isolation": "read_uncommitted"});
    scene.checker.ask("list_offsets", fields)[0]["offset"].as_i64()
}

#[test]
fn a_clock_that_was_ahead_is_noted_where_a_count_by_time_ends_before_it() {
    let start = time_of(0);
    let (scene, end) = (one_ahead(start), start + 200 * SECOND);
    assert_eq!(
        kafkas_offset(&scene, end),
        Some(100),
        "Kafka's own client finds it"
    );
    assert_eq!(kafkas_offset(&scene, end + HALF_AN_HOUR), None);
    for exact in ["", "--exact"] {
        let line = format!("count {{}}orders --from {start} --to {end} --format json {exact}");
        let run = scene.koffset(&line);
        let document = run.exits(0).json();
        assert_eq!(column(&document["partitions"], "records"), [100]);
        let note = document["notes"][0].as_str().unwrap();
        let found = "orders:0: the first record at or after 2023-11-14 22:16:40.000 UTC is at 100 and dated \
                     2023-11-14 22:45:00.000 UTC, so a clock was ahead or the log was quiet until then: of the 99 \
                     offsets above it,";
        assert!(note.starts_with(found), "{note}");
        run.says(note).never_says("upper bound");
    }
}

#[test]
fn a_record_that_is_dated_after_now_is_warned_of() {
    let start = (Utc::now() - TimeDelta::seconds(200)).timestamp_millis();
    let scene = one_ahead(start);
    let line = format!("count {{}}orders --from {start} --to now --by 50s");
    let run = scene.koffset(&line).with_status(0);
    run.says("warning: orders:0: the first record at or after ");
    run.says(" is at 100 and dated ")
        .says("later than now, so a clock was ahead");
}

#[test]
fn records_in_order_are_not_doubted() {
    let scene = Scene::new();
    scene.topic("orders", &[60, 60]);
    for options in ["", "--by 5m", "--exact"] {
        let (from, to) = (time_of(10), time_of(50));
        let line = format!("count {{}}orders --from {from} --to {to} --format json {options}");
        let run = scene.koffset(&line).with_status(0);
        assert_eq!(run.json()["notes"], json!([]), "{options}");
        run.never_says("dated");
    }
}
