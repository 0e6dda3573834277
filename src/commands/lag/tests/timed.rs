use chrono::TimeDelta;

use super::*;
use crate::kafka::fake::Call;
use crate::model::Timestamp;

/// orders:0 holds 100 to 200, a record a second, the first an hour ago; billing stands at 160.
fn timed() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 2);
    for partition in 0..2 {
        let hour_ago = now() - TimeDelta::hours(1);
        cluster.fill("orders", partition, 100, 200, hour_ago);
    }
    cluster.create_group("billing", GroupType::Classic);
    cluster.commit_offset("billing", "orders", 0, 160);
    cluster
}

fn row(ended: &Captured, index: usize) -> serde_json::Value {
    json(ended)["groups"][0]["partitions"][index].clone()
}

#[test]
fn the_record_at_the_commit_tells_how_long_it_waits() {
    let cluster = timed();
    let ended = lag(&cluster, "billing -t orders:0 --time --format json");
    let row = row(&ended, 0);
    assert_eq!(row["time_lag_ms"], 3_540_000, "{row:#}");
    assert_eq!(row["oldest_unread_offset"], 160);
    assert_eq!(row["timestamp_type"], "create-time");
    assert_eq!(row["time_error"], serde_json::Value::Null);
    let table = lag(&cluster, "billing -t orders:0 --time");
    let words: Vec<_> = table.out.split_whitespace().collect();
    assert!(words.contains(&"TIME-LAG"), "{}", table.out);
    assert!(table.out.contains(" 60.0%    59 min  "), "{}", table.out);
    assert_eq!(ended.status(), ExitStatus::Done);
}

#[test]
fn a_timestamp_that_is_not_a_plausible_time_is_told_and_is_no_lag() {
    let cluster = timed();
    let millis = 1_700_000_000_000_000;
    let stamped = Timestamp::from_millis(millis).unwrap();
    cluster.produce("orders", 0, &[stamped]);
    cluster.commit_offset("billing", "orders", 0, 200);
    let line = "billing -t orders:0 --time --format";
    let ended = lag(&cluster, &format!("{line} json"));
    let row = row(&ended, 0);
    for key in ["time_lag_ms", "oldest_unread_at"] {
        assert_eq!(row[key], serde_json::Value::Null, "{row:#}");
    }
    assert_eq!(row["oldest_unread_offset"], 200);
    assert_eq!(row["oldest_unread_at_ms"], millis);
    let error =
        "the record at 200 is dated 1700000000000000 ms (not a plausible time; microseconds?)";
    assert_eq!(row["time_error"], error);
    let summary = json(&lag(
        &cluster,
        "billing -t orders:0 --time --summary group --format json",
    ));
    assert_eq!(summary["totals"][0]["time_lag_unknown"], 1, "{summary:#}");
    let table = lag(&cluster, &format!("{line} table")).out;
    assert!(table.contains(" ? ") && table.contains(error), "{table}");
    let csv = lag(&cluster, &format!("{line} csv")).out;
    let cells = format!(",,200,{millis},create-time,{error},,0,false\n");
    assert!(csv.ends_with(&cells), "{csv}");
    let metrics = lag(&cluster, &format!("{line} openmetrics")).out;
    assert!(!metrics.contains(&millis.to_string()), "{metrics}");
}

#[test]
fn without_the_option_nothing_is_read_and_nothing_is_added() {
    let cluster = timed();
    for format in ["table", "json", "csv", "openmetrics"] {
        let ended = lag(&cluster, &format!("billing --format {format}"));
        let out = ended.out.to_lowercase().replace('-', "_");
        assert!(!out.contains("time_lag"), "{out}");
        assert!(!out.contains("lag_seconds"), "{out}");
    }
    assert_eq!(cluster.sizes(Call::FirstRecords), Vec::<usize>::new());
}

#[test]
fn only_partitions_that_lag_are_read() {
    let cluster = timed();
    cluster.commit_offset("billing", "orders", 1, 200);
    cluster.create_group("audit", GroupType::Classic);
    cluster.commit_offset("audit", "orders", 0, 120);
    cluster.commit_offset("audit", "orders", 1, 120);
    let ended = lag(&cluster, "--all-groups --time --format csv");
    assert_eq!(cluster.sizes(Call::FirstRecords), [3]);
    let rows: Vec<_> = ended.out.lines().collect();
    assert!(rows[0].ends_with(
        ",error,time_lag_ms,oldest_unread_offset,oldest_unread_at,timestamp_type,time_error,open_since,above_last_stable,pending_commit"
    ));
    assert!(rows[1].contains(",3580000,120,"), "{}", ended.out);
    assert!(
        rows[4].ends_with(",,,,,,,0,false"),
        "caught up: {}",
        ended.out
    );
}

#[test]
fn a_group_that_lags_nowhere_costs_no_reading() {
    let cluster = timed();
    cluster.commit_offset("billing", "orders", 0, 200);
    let ended = lag(&cluster, "billing -t orders:0 --time");
    assert_eq!(cluster.sizes(Call::FirstRecords), Vec::<usize>::new());
    assert!(ended.out.contains("  -"), "{}", ended.out);
    assert_eq!(ended.status(), ExitStatus::Done);
}

#[test]
fn a_record_that_is_deleted_is_not_known_and_no_failure() {
    let cluster = timed();
    cluster.delete_records("orders", 0, 170);
    let ended = lag(&cluster, "billing -t orders:0 --time --format json");
    let lost = row(&ended, 0);
    assert_eq!(lost["time_lag_ms"], serde_json::Value::Null);
    assert_eq!(lost["time_error"], "the record at the commit is deleted");
    assert_eq!(cluster.sizes(Call::FirstRecords), Vec::<usize>::new());
    assert_eq!(ended.status(), ExitStatus::Done);
    let table = lag(&cluster, "billing -t orders:0 --time");
    assert!(table.out.contains(" ? "), "{}", table.out);
}

#[test]
fn a_record_that_is_deleted_meanwhile_is_not_known_and_no_failure() {
    let cluster = timed();
    let read = cluster.at(Call::FirstRecords);
    read.before(|cluster| cluster.delete_records("orders", 0, 170));
    let ended = lag(&cluster, "billing -t orders:0 --time --format json");
    let error = row(&ended, 0)["time_error"].clone();
    assert_eq!(error, "the record at the commit is deleted");
    assert_eq!(ended.status(), ExitStatus::Done);
}

#[test]
fn a_record_that_could_not_be_read_is_a_failure_with_the_rest_shown() {
    let cluster = timed();
    cluster.commit_offset("billing", "orders", 1, 120);
    let read = cluster.at(Call::FirstRecords);
    read.fail_partition("orders", 0, ErrorCode::TIMED_OUT);
    let ended = lag(&cluster, "billing --time --format json");
    assert_eq!(row(&ended, 0)["lag"], 40, "what is known stays");
    assert!(row(&ended, 0)["time_lag_ms"].is_null());
    assert_eq!(row(&ended, 1)["time_lag_ms"], 3_580_000);
    assert!(json(&ended)["incomplete"][0].is_string());
    assert!(
        ended.err.contains("group billing orders:0"),
        "{}",
        ended.err
    );
    assert_eq!(ended.status(), ExitStatus::Failed);
}

#[test]
fn a_reader_that_cannot_be_made_leaves_every_time_untold() {
    let cluster = timed();
    cluster.at(Call::FirstRecords).fail(ErrorCode::FAILED);
    let ended = lag(&cluster, "billing -t orders:0 --time --format json");
    assert!(row(&ended, 0)["time_error"].is_string());
    assert_eq!(ended.status(), ExitStatus::Failed);
}

#[test]
fn an_interruption_ends_the_command() {
    let cluster = timed();
    cluster.at(Call::FirstRecords).fail(ErrorCode::INTERRUPTED);
    let ended = lag(&cluster, "billing --time");
    assert_eq!(ended.error().kind.status(), ExitStatus::Interrupted);
    assert_eq!(ended.out, "");
}

#[test]
fn a_clock_that_is_ahead_makes_the_time_negative() {
    let cluster = timed();
    let ahead = now() + TimeDelta::seconds(90);
    cluster.fill("orders", 0, 0, 10, ahead);
    cluster.commit_offset("billing", "orders", 0, 0);
    let table = lag(&cluster, "billing -t orders:0 --time");
    assert!(table.out.contains("  -1 min 30 s  "), "{}", table.out);
}

#[test]
fn offsets_without_a_record_lag_by_no_time() {
    let cluster = timed();
    let times = [now() - TimeDelta::minutes(9)];
    cluster.produce_in_transaction("orders", 0, &times);
    cluster.end_transaction("orders", 0, now());
    cluster.commit_offset("billing", "orders", 0, 201);
    let ended = lag(&cluster, "billing -t orders:0 --time --format json");
    let row = row(&ended, 0);
    assert_eq!(
        (row["lag"].as_u64(), &row["time_lag_ms"]),
        (Some(1), &().into())
    );
    assert_eq!(row["time_error"], "no record from the commit to the end");
    assert_eq!(ended.status(), ExitStatus::Done);
}

#[test]
fn the_basis_says_whether_an_open_transaction_waits() {
    let cluster = timed();
    cluster.commit_offset("billing", "orders", 0, 200);
    let times = [now() - TimeDelta::minutes(9)];
    cluster.produce_in_transaction("orders", 0, &times);
    let time = |options: &str| {
        let words = format!("billing -t orders:0 --time --format json {options}");
        row(&lag(&cluster, &words), 0)["time_lag_ms"].as_i64()
    };
    assert_eq!(time(""), Some(540_000));
    assert_eq!(time("--lag-basis last-stable"), None);
}

#[test]
fn a_summary_has_the_longest_and_how_many_are_not_known() {
    let cluster = timed();
    cluster.commit_offset("billing", "orders", 1, 50);
    let ended = lag(&cluster, "billing --time --summary group --format csv");
    assert!(
        ended.out.starts_with("group,partitions,") && ended.out.contains(",largest_time_lag_ms,"),
        "{}",
        ended.out
    );
    assert!(ended.out.ends_with(",3540000,1,0\n"), "{}", ended.out);
    let table = lag(&cluster, "billing --time --summary topic");
    assert!(table.out.contains("59 min"), "{}", table.out);
    let document = json(&lag(
        &cluster,
        "billing --time --summary group --format json",
    ));
    assert_eq!(document["totals"][0]["largest_time_lag_ms"], 3_540_000);
    assert_eq!(document["totals"][0]["time_lag_unknown"], 1);
}

#[test]
fn metrics_are_in_seconds() {
    let cluster = timed();
    let ended = lag(&cluster, "billing --time --format openmetrics");
    let expected =
        "# TYPE koffset_group_lag_seconds gauge\n# UNIT koffset_group_lag_seconds seconds\n";
    assert!(ended.out.contains(expected), "{}", ended.out);
    let sample =
        "koffset_group_lag_seconds{group=\"billing\",topic=\"orders\",partition=\"0\"} 3540\n";
    assert!(ended.out.contains(sample), "{}", ended.out);
    assert_eq!(ended.out.matches("koffset_group_lag_seconds{").count(), 1);
}
