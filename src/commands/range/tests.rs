mod groups;

use clap::Parser;

use super::*;
use crate::commands::captured::{Captured, captured, few_records, now};
use crate::kafka::fake::{Call, FakeCluster};
use crate::model::{ErrorCode, Timestamp};
use crate::ui::Answer;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    range: RangeArgs,
}

fn range(cluster: &FakeCluster, line: &str) -> Captured {
    let words = std::iter::once("range").chain(line.split_whitespace());
    let args = Cli::try_parse_from(words).unwrap().range;
    captured(cluster, Answer::Nobody, |session| {
        let specs = specs(&args, &session.asking())?;
        run(&args, specs, session)
    })
}

#[test]
fn every_topic_that_is_not_internal_is_shown() {
    let found = range(&few_records(), "");
    let expected = "\
TOPIC   PARTITION  EARLIEST  LATEST  LAST-STABLE  RECORDS
orders          0       100     110          110       10
orders          1         0       0            0        0
pay             0         0       3            3        3
";
    assert_eq!(found.out, expected);
    assert_eq!(found.err, "");
    assert_eq!(found.status(), ExitStatus::Done);
}

#[test]
fn internal_topics_are_shown_on_demand_and_by_name() {
    for line in [
        "--internal",
        "__consumer_offsets",
        "--topics-matching __.* --internal",
    ] {
        assert!(
            range(&few_records(), line)
                .out
                .contains("__consumer_offsets"),
            "{line}"
        );
    }
}

#[test]
fn topics_and_partitions_can_be_named() {
    let found = range(&few_records(), "orders:1 -t pay --format offsets");
    assert_eq!(found.out, "orders:1:0\npay:0:3\n");
    assert_eq!(found.err, "");
}

#[test]
fn an_open_transaction_holds_the_last_stable_offset_back() {
    let cluster = few_records();
    cluster.produce_in_transaction("pay", 0, &[now(), now()]);
    let found = range(&cluster, "pay --format csv");
    assert_eq!(
        found.out,
        "topic,partition,earliest,latest,last_stable,records,error\npay,0,0,5,3,5,\n"
    );
}

#[test]
fn offsets_at_several_places_come_from_one_call() {
    let cluster = few_records();
    let found = range(
        &cluster,
        "orders --at earliest --at latest --at max-timestamp --at 2026-11-20T08:00:04Z --format csv",
    );
    let expected = "\
topic,partition,earliest,latest,last_stable,records,at_earliest,at_latest,at_max-timestamp,at_max-timestamp_timestamp,at_2026-11-20T08:00:04.000Z,at_2026-11-20T08:00:04.000Z_timestamp,error,note
orders,0,100,110,110,10,100,110,109,2026-11-20T08:00:09.000Z,104,2026-11-20T08:00:04.000Z,,
orders,1,0,0,0,0,0,0,,,,,,
";
    assert_eq!(found.out, expected);
    assert_eq!(
        found.err,
        "--at 2026-11-20T08:00:04Z is 2026-11-20 08:00:04.000 UTC\n"
    );
    assert_eq!(found.status(), ExitStatus::Done);
    assert_eq!(cluster.sizes(Call::ListOffsets), [14]);
}

#[test]
fn a_time_without_a_zone_needs_one() {
    let refused = range(&few_records(), "orders --at 2026-11-20T08:00:04");
    assert_eq!(refused.status(), ExitStatus::Usage);
    let read = range(
        &few_records(),
        "orders:0 --at 2026-11-20T16:00:04 --zone Asia/Shanghai --format offsets",
    );
    assert_eq!(read.out, "orders:0:104\n");
}

#[test]
fn a_look_up_that_makes_no_sense_is_a_usage_error() {
    let future = range(&few_records(), "--at 2027-01-01T00:00:00Z");
    assert_eq!(future.status(), ExitStatus::Usage);
    assert!(
        future.error().to_string().contains("in the future"),
        "{future:?}"
    );
    let twice = range(&few_records(), "--at now --at 2026-11-20T20:00:00Z");
    assert!(
        twice.error().to_string().contains("asked for twice"),
        "{twice:?}"
    );
    let word = range(&few_records(), "--at start").result.unwrap_err();
    assert_eq!(word.to_string(), "--at: \"start\" is no time");
    assert!(word.hints[1].contains("max-timestamp"));
    assert_eq!(future.out + &twice.out, "");
}

#[test]
fn a_partition_without_a_record_is_told_where_its_line_is_missing() {
    let found = range(
        &few_records(),
        "orders --at 2026-11-20T08:00:04Z --format offsets",
    );
    assert_eq!(found.out, "orders:0:104\n");
    assert!(
        found.err.ends_with(
            "warning: orders:1: no record at or after 2026-11-20 08:00:04.000 UTC, and so no line\n"
        ),
        "{}",
        found.err
    );
    assert_eq!(found.status(), ExitStatus::Done);
}

#[test]
fn offsets_hold_one_number_for_each_partition() {
    let two = range(&few_records(), "--at earliest --at latest --format offsets");
    assert_eq!(two.status(), ExitStatus::Usage);
    let totals = range(&few_records(), "--totals --format offsets");
    assert_eq!(totals.status(), ExitStatus::Usage);
}

#[test]
fn a_partition_that_cannot_be_read_stays_in_view_and_in_the_exit_code() {
    let cluster = few_records();
    let code = ErrorCode::LEADER_NOT_AVAILABLE;
    cluster
        .at(Call::ListOffsets)
        .fail_partition("orders", 1, code);
    let found = range(&cluster, "orders");
    assert!(
        found
            .out
            .contains("orders          1         ?       ?            ?        ?\n"),
        "{}",
        found.out
    );
    assert_eq!(
        found.err,
        "warning: orders:1: the fake cluster answered error 5\n"
    );
    assert_eq!(found.status(), ExitStatus::Failed);
    let offsets = range(&cluster, "orders --format offsets");
    assert_eq!(offsets.out, "orders:0:110\n");
    assert_eq!(offsets.err, found.err);
    assert_eq!(offsets.status(), ExitStatus::Failed);
    let json: serde_json::Value =
        serde_json::from_str(&range(&cluster, "orders --format json").out).unwrap();
    assert_eq!(
        json["incomplete"][0],
        "orders:1: the fake cluster answered error 5"
    );
    assert_eq!(json["partitions"][1]["latest"], serde_json::Value::Null);
    assert_eq!(
        json["partitions"][1]["error"],
        "the fake cluster answered error 5"
    );
}

#[test]
fn one_reason_for_many_partitions_is_one_line() {
    let cluster = FakeCluster::new();
    cluster.create_topic("wide", 12);
    cluster.forget_max_timestamp();
    let found = range(&cluster, "--at max-timestamp");
    assert_eq!(found.status(), ExitStatus::Failed);
    assert_eq!(found.err.lines().count(), 1, "{}", found.err);
    assert!(
        found.err.contains("wide:4 and 7 more: at max-timestamp: "),
        "{}",
        found.err
    );
}

/// Of three records, the second is in nanoseconds.
fn nanoseconds() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("nano", 1);
    let times = [
        1_700_000_000_000,
        1_700_000_000_000_000_000,
        1_700_000_060_000,
    ];
    let times = times.map(|millis| Timestamp::from_millis(millis).unwrap());
    cluster.produce("nano", 0, &times);
    cluster
}

#[test]
fn a_timestamp_that_is_not_a_plausible_time_is_shown_as_its_number_in_every_format() {
    let cluster = nanoseconds();
    let found = |format: &str| {
        let line = format!("nano --at 2023-11-14T22:14:00Z --format {format}");
        range(&cluster, &line)
    };
    let table = found("table").out;
    let row = table.lines().nth(1).unwrap();
    let cells = "1  1700000000000000000 ms  at 2023-11-14T22:14:00.000Z: the record at 1 is dated \
                 1700000000000000000 ms (not a plausible time; nanoseconds?)";
    assert!(row.ends_with(cells), "{table}");
    let csv = found("csv").out;
    assert!(csv.contains(",1,1700000000000000000,,at 2023"), "{csv}");
    let json: serde_json::Value = serde_json::from_str(&found("json").out).unwrap();
    let at = &json["partitions"][0]["at"][0];
    assert_eq!(at["timestamp"], serde_json::Value::Null);
    assert_eq!(at["timestamp_ms"], 1_700_000_000_000_000_000_i64);
    let line: serde_json::Value = serde_json::from_str(&found("jsonl").out).unwrap();
    assert_eq!(&line["at"][0], at);
    let offsets = found("offsets");
    assert_eq!(offsets.out, "nano:0:1\n");
    assert!(offsets.err.contains("nanoseconds?"), "{}", offsets.err);
}

#[test]
fn a_record_below_the_log_start_is_said_to_be_there() {
    let cluster = few_records();
    cluster.delete_records("orders", 0, 110);
    let found = |format: &str| {
        let line = format!("orders:0 --at max-timestamp --format {format}");
        range(&cluster, &line)
    };
    let note = "at max-timestamp: the record at 109 is below the log start and cannot be read";
    for format in ["table", "csv"] {
        assert!(
            found(format).out.ends_with(&format!("{note}\n")),
            "{}",
            found(format).out
        );
    }
    assert_eq!(found("offsets").err, format!("warning: orders:0: {note}\n"));
    for format in ["json", "jsonl"] {
        assert!(
            found(format).out.contains("\"below_log_start\""),
            "{format}"
        );
    }
    cluster.produce("orders", 0, &[now()]);
    for format in ["table", "csv", "json", "jsonl", "offsets"] {
        let found = found(format);
        assert!(!(found.out + &found.err).contains("below"), "{format}");
    }
}

#[test]
fn a_cluster_without_topics_has_an_empty_range() {
    let found = range(&FakeCluster::new(), "--format json");
    assert_eq!(found.status(), ExitStatus::Done);
    let json: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    assert_eq!(json["partitions"], serde_json::json!([]));
    assert_eq!(json["cluster_id"], "fakeClusterId000000001");
    assert_eq!(json["observed_at"], "2026-11-20T20:00:00.000Z");
    assert!(found.err.contains("no topic"), "{}", found.err);
}

#[test]
fn what_is_not_there_is_refused() {
    let lines = [
        "order",
        "orders:7",
        "--topics-matching order",
        "--group billing",
    ];
    for line in lines {
        let refused = range(&few_records(), line);
        assert_eq!(refused.status(), ExitStatus::Refused, "{line}");
        assert_eq!(refused.out, "");
    }
}

#[test]
fn totals_sum_up_each_topic() {
    let found = range(&few_records(), "--totals");
    let expected = "\
TOPIC   PARTITIONS  RECORDS  UNREADABLE
orders           2       10           0
pay              1        3           0
";
    assert_eq!(found.out, expected);
}

#[test]
fn a_cluster_that_cannot_be_asked_is_an_error() {
    let cluster = few_records();
    cluster
        .at(Call::ListOffsets)
        .fail(ErrorCode::ALL_BROKERS_DOWN);
    let found = range(&cluster, "orders");
    assert_eq!(found.status(), ExitStatus::Failed);
    assert!(found.result.is_err());
    assert_eq!(found.out, "");
}

#[test]
fn a_group_and_topics_contradict_each_other() {
    for line in [
        "orders -g billing",
        "-t orders -g billing",
        "--totals --at now",
    ] {
        let words = std::iter::once("range").chain(line.split_whitespace());
        assert!(Cli::try_parse_from(words).is_err(), "{line}");
    }
}
