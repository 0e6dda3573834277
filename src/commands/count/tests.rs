use chrono::TimeDelta;
use clap::Parser;

use super::*;
use crate::commands::captured::{Captured, captured, few_records, now};
use crate::exit::ExitStatus;
use crate::kafka::fake::{Call, FakeCluster};
use crate::model::ErrorCode;
use crate::ui::Answer;

mod buckets;
mod exact;
mod order;

#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    count: CountArgs,
}

fn parsed(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(std::iter::once("count").chain(line.split_whitespace()))
}

fn count(cluster: &FakeCluster, line: &str) -> Captured {
    let args = parsed(line).unwrap().count;
    captured(cluster, Answer::Nobody, |session| {
        let bounds = bounds(&args, &session.asking())?;
        run(&args, bounds, session, cluster)
    })
}

fn csv(cluster: &FakeCluster, line: &str) -> String {
    count(cluster, &format!("{line} --format csv")).out
}

#[test]
fn without_bounds_all_that_a_log_holds_is_counted() {
    let found = count(&few_records(), "orders pay");
    let expected = "\
TOPIC   PARTITION  FROM   TO  RECORDS
orders          0   100  110       10
orders          1     0    0        0
pay             0     0    3        3
";
    assert_eq!(found.out, expected);
    assert_eq!(found.err.matches("upper bound").count(), 1, "{}", found.err);
    assert_eq!(found.err.lines().count(), 1, "{}", found.err);
    assert_eq!(found.status(), ExitStatus::Done);
}

#[test]
fn the_first_moment_counts_and_the_last_does_not() {
    let between = "pay --from 2026-11-20T08:00:01Z --to 2026-11-20T08:00:02Z";
    let found = count(&few_records(), &format!("{between} --format csv"));
    assert_eq!(
        found.out,
        "topic,partition,from,to,records,error\npay,0,1,2,1,\n"
    );
    assert!(
        found
            .err
            .starts_with("--from 2026-11-20T08:00:01Z is 2026-11-20 08:00:01.000 UTC\n--to "),
        "{}",
        found.err
    );
}

#[test]
fn a_time_behind_the_last_record_is_the_end_of_the_log() {
    let behind = csv(&few_records(), "orders pay --from now-1h --to now");
    assert_eq!(
        behind,
        "topic,partition,from,to,records,error\n\
         orders,0,110,110,0,\norders,1,0,0,0,\npay,0,3,3,0,\n"
    );
}

#[test]
fn offsets_outside_the_log_are_its_ends() {
    let all = "topic,partition,from,to,records,error\norders,0,100,110,10,\n";
    assert_eq!(
        csv(&few_records(), "orders:0 --from-offset 90 --to-offset 200"),
        all
    );
    let some = csv(&few_records(), "orders:0 --from-offset 104 --to-offset 107");
    assert!(some.ends_with("orders,0,104,107,3,\n"), "{some}");
    let behind = csv(&few_records(), "orders:0 --from-offset 300");
    assert!(behind.ends_with("orders,0,110,110,0,\n"), "{behind}");
    let crossed = csv(
        &few_records(),
        "orders:0 --from 2026-11-20T08:00:05Z --to-offset 102",
    );
    assert!(crossed.ends_with("orders,0,105,105,0,\n"), "{crossed}");
}

#[test]
fn what_retention_took_from_the_count_is_told() {
    let told = |line: &str| count(&few_records(), line).err.contains("is not counted");
    assert!(told("orders --from-offset 99"));
    assert!(!told("orders --from-offset 100"));
    assert!(told("orders --from 2026-11-20T07:00:00Z"));
    assert!(!told("orders --from 2026-11-20T08:00:01Z"));
    assert!(!told("pay --from 2026-11-20T07:00:00Z"));
    assert!(!told("orders"));
}

#[test]
fn offsets_behind_the_end_of_a_log_are_told() {
    let cluster = few_records();
    for (line, told) in [
        (
            "--from-offset 300",
            Some("orders:0, orders:1: the log ends before offset 300"),
        ),
        (
            "--from-offset 110",
            Some("orders:1: the log ends before offset 110"),
        ),
        (
            "--to-offset 111",
            Some("orders:0, orders:1: the log ends before offset 111"),
        ),
        ("--from-offset 0", None),
    ] {
        let ended = count(&cluster, &format!("orders {line} --format json"));
        let document: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
        let notes = document["notes"].to_string();
        for text in [&ended.err, &notes] {
            match told {
                Some(told) => assert!(text.contains(told), "{line}: {text}"),
                None => assert!(!text.contains("ends before"), "{line}: {text}"),
            }
        }
        assert_eq!(ended.status(), ExitStatus::Done);
    }
}

#[test]
fn totals_sum_up_each_topic() {
    let expected = "topic,partitions,records,unreadable\norders,2,10,0\npay,1,3,0\n";
    assert_eq!(csv(&few_records(), "orders pay --totals"), expected);
    let table = count(&few_records(), "--topics-matching pa. --totals").out;
    let expected = "\
TOPIC  PARTITIONS  RECORDS  UNREADABLE
pay             1        3           0
";
    assert_eq!(table, expected);
}

#[test]
fn all_times_are_looked_up_in_one_call_after_the_ends() {
    let cluster = few_records();
    count(
        &cluster,
        "orders --from 2026-11-20T08:00:00Z --to 2026-11-20T08:00:09Z --by 1s",
    );
    assert_eq!(cluster.sizes(Call::ListOffsets), [6, 20]);
}

#[test]
fn a_record_that_arrives_after_the_end_was_read_is_not_counted() {
    let cluster = few_records();
    let late = now() - TimeDelta::minutes(1);
    cluster
        .at(Call::ListOffsets)
        .nth(1)
        .after(move |cluster| cluster.produce("pay", 0, &[late]));
    let found = csv(&cluster, "pay --from 2026-11-20T08:00:00Z --to now");
    assert!(found.ends_with("pay,0,0,3,3,\n"), "{found}");
}

#[test]
fn a_partition_that_cannot_be_read_stays_in_view_and_in_the_exit_code() {
    let cluster = few_records();
    let code = ErrorCode::LEADER_NOT_AVAILABLE;
    cluster
        .at(Call::ListOffsets)
        .fail_partition("orders", 1, code);
    let found = count(&cluster, "orders");
    assert!(
        found
            .out
            .ends_with("orders          1     ?    ?        ?\n"),
        "{}",
        found.out
    );
    let reason = "orders:1: the fake cluster answered error 5";
    assert!(
        found.err.starts_with(&format!("warning: {reason}\n")),
        "{}",
        found.err
    );
    assert_eq!(found.status(), ExitStatus::Failed);
    let json = count(&cluster, "orders --totals --format json");
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["incomplete"][0], reason);
    assert_eq!(json["partitions"][0]["records"], 10);
    assert_eq!(json["partitions"][1]["records"], serde_json::Value::Null);
    assert_eq!(json["topics"][0]["records"], serde_json::Value::Null);
    assert_eq!(json["topics"][0]["unreadable"], 1);
    let totals = count(&cluster, "orders --totals").out;
    assert!(
        totals.ends_with("orders           2     10+?           1\n"),
        "{totals}"
    );
    let buckets = count(&cluster, "orders --from now-1d --by 1d").out;
    assert!(buckets.contains("+?"), "{buckets}");
    let csv = count(&cluster, "orders --totals --format csv").out;
    assert!(csv.ends_with("orders,2,,1\n"), "{csv}");
}

#[test]
fn what_makes_no_sense_is_a_usage_error() {
    let refused = |line: &str| {
        let refused = count(&few_records(), line);
        assert_eq!(refused.status(), ExitStatus::Usage, "{line}");
        assert_eq!(refused.out, "");
        let hints = refused.error().hints.join("; ");
        format!("{}; {hints}", refused.error())
    };
    assert!(refused("orders --from now --to now-1h").contains("nothing lies between"));
    assert!(refused("orders --from-offset 5 --to-offset 5").contains("nothing lies between"));
    assert!(refused("orders --from 120").contains("for an offset, write --from-offset 120"));
    assert!(refused("orders --from begin").contains("or write earliest"));
    assert!(refused("orders --to earliest").contains("or write latest"));
    assert!(refused("orders --by 1h").contains("--from now-1d"));
    assert!(refused("orders --from now-1d --by 1y").contains("no fixed length"));
    assert!(refused("orders --from now-1d --by 1ms").contains("86400000 buckets are more than"));
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    for line in [
        "",
        "--internal",
        "orders --from now-1h --from-offset 3",
        "orders --to now --to-offset 3",
        "orders --from-offset -3",
        "orders --from-offset 3 --by 1h",
        "orders --by 1h --totals",
        "orders --per-partition",
    ] {
        assert!(parsed(line).is_err(), "{line}");
    }
}

#[test]
fn what_is_not_there_is_refused() {
    for line in ["order", "orders:7", "--topics-matching order"] {
        assert_eq!(
            count(&few_records(), line).status(),
            ExitStatus::Refused,
            "{line}"
        );
    }
}
