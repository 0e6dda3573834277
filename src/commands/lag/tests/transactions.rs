use chrono::TimeDelta;
use serde_json::{Value, json};

use super::*;

fn partition(ended: &Captured, index: usize) -> Value {
    json(ended)["groups"][0]["partitions"][index].clone()
}

/// As [`cluster`], with 3 records of an open transaction in orders:0, of which the first was written so long ago.
fn open_for(age: TimeDelta) -> FakeCluster {
    let cluster = cluster();
    let times = [now() - age, now(), now()];
    cluster.produce_in_transaction("orders", 0, &times);
    cluster
}

#[test]
fn what_lies_above_the_last_stable_offset_is_told_in_the_row() {
    let cluster = open_for(TimeDelta::minutes(1));
    let ended = lag(&cluster, "billing --format json");
    let above = |index| partition(&ended, index)["above_last_stable"].clone();
    assert_eq!(
        (above(0), above(1), above(2)),
        (json!(3), json!(0), json!(0))
    );
    let table = lag(&cluster, "billing").out;
    assert_eq!(
        table.matches("3 above the last stable offset").count(),
        1,
        "{table}"
    );
    let csv = lag(&cluster, "billing -t orders:0 --format csv").out;
    assert!(
        csv.lines()
            .next()
            .unwrap()
            .ends_with(",above_last_stable,pending_commit"),
        "{csv}"
    );
    assert!(csv.lines().nth(1).unwrap().ends_with(",3,false"), "{csv}");
}

#[test]
fn a_transaction_that_ends_while_the_ends_are_read_is_not_open() {
    let cluster = open_for(TimeDelta::minutes(1));
    let end = |cluster: &FakeCluster| cluster.end_transaction("orders", 0, now());
    cluster.at(Call::ListOffsets).nth(2).before(end);
    let table = lag(&cluster, "billing -t orders:0").out;
    assert!(!table.contains("above the last stable offset"), "{table}");
    assert_eq!(cluster.sizes(Call::ListOffsets), [3, 1]);
}

#[test]
fn a_commit_pending_in_a_transaction_is_told_beside_the_one_that_counts() {
    let cluster = cluster();
    cluster.commit_in_transaction("billing", "orders", 0, 180);
    let ended = lag(&cluster, "billing --format json");
    let row = partition(&ended, 0);
    assert_eq!((&row["committed"], &row["lag"]), (&json!(150), &json!(50)));
    assert_eq!(row["pending_commit"], true);
    assert_eq!(partition(&ended, 1)["pending_commit"], false);
    assert_eq!(ended.status(), ExitStatus::Done);
    let table = lag(&cluster, "billing").out;
    assert!(
        table.contains("a commit is pending in a transaction\n"),
        "{table}"
    );
    let metrics = lag(&cluster, "billing --format openmetrics").out;
    let sample =
        "koffset_group_pending_commit{group=\"billing\",topic=\"orders\",partition=\"0\"} 1";
    assert!(metrics.contains(sample), "{metrics}");
}

#[test]
fn the_only_commit_that_is_pending_is_told_for_groups_that_are_named() {
    let cluster = cluster();
    cluster.commit_in_transaction("billing", "orders", 2, 180);
    let row = partition(&lag(&cluster, "billing --format json"), 2);
    assert_eq!(
        (&row["committed"], &row["pending_commit"]),
        (&json!(null), &json!(true))
    );
    let row = partition(&lag(&cluster, "--all-groups --format json"), 2);
    assert_eq!(
        (&row["committed"], &row["pending_commit"]),
        (&json!(null), &json!(null))
    );
}

#[test]
fn pending_commits_cost_nothing_where_there_are_none() {
    let cluster = cluster();
    lag(&cluster, "--all-groups");
    assert_eq!(
        cluster.sizes(Call::Commits).len(),
        2,
        "a loss is read again"
    );
    cluster.commit_in_transaction("billing", "orders", 0, 180);
    lag(&cluster, "--all-groups");
    assert_eq!(cluster.sizes(Call::Commits).len(), 2 + 3);
}

#[test]
fn whether_a_commit_is_pending_is_unknown_where_brokers_hide_it() {
    let cluster = cluster();
    cluster.hide_pending();
    let row = partition(&lag(&cluster, "billing --format json"), 0);
    assert_eq!(row["pending_commit"], json!(null));
}

#[test]
fn a_second_look_at_the_ends_that_fails_leaves_them_as_they_were() {
    let cluster = open_for(TimeDelta::minutes(1));
    cluster
        .at(Call::ListOffsets)
        .nth(2)
        .fail(ErrorCode::NETWORK_EXCEPTION);
    let ended = lag(&cluster, "billing -t orders:0 --format json");
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(partition(&ended, 0)["above_last_stable"], 3);
}

#[test]
fn a_commit_that_cannot_be_read_below_a_pending_one_spoils_no_other() {
    let cluster = cluster();
    cluster.commit_in_transaction("billing", "orders", 0, 180);
    cluster
        .at(Call::Commits)
        .nth(2)
        .fail(ErrorCode::NETWORK_EXCEPTION);
    let ended = lag(&cluster, "billing --format json");
    let (unread, other) = (partition(&ended, 0), partition(&ended, 1));
    assert_eq!(unread["committed"], json!(null));
    let error = unread["error"].as_str().unwrap();
    assert!(error.starts_with("commit: "), "{error}");
    assert_eq!(unread["pending_commit"], true);
    assert_eq!(
        (&other["committed"], &other["pending_commit"]),
        (&json!(70), &json!(false))
    );
}

#[test]
fn whether_the_only_commit_is_pending_is_unknown_where_that_cannot_be_read() {
    let cluster = cluster();
    cluster
        .at(Call::Commits)
        .nth(2)
        .fail(ErrorCode::NETWORK_EXCEPTION);
    let ended = lag(&cluster, "billing --format json");
    assert_eq!(partition(&ended, 0)["committed"], 150);
    assert_eq!(partition(&ended, 0)["pending_commit"], false);
    assert_eq!(partition(&ended, 2)["pending_commit"], json!(null));
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    let cluster = self::cluster();
    cluster
        .at(Call::HidesPending)
        .fail(ErrorCode::NETWORK_EXCEPTION);
    let ended = lag(&cluster, "billing --format json");
    assert_eq!(partition(&ended, 0)["committed"], 150);
    assert_eq!(partition(&ended, 0)["pending_commit"], json!(null));
}

#[test]
fn ctrl_c_ends_a_second_look() {
    for call in [Call::ListOffsets, Call::Commits] {
        let cluster = open_for(TimeDelta::minutes(1));
        cluster.at(call).nth(2).fail(ErrorCode::INTERRUPTED);
        let ended = lag(&cluster, "billing");
        assert_eq!(ended.status(), ExitStatus::Interrupted, "{}", ended.err);
    }
}

const FINDS: &str = "hint: to find a transaction that hangs: kafka-transactions.sh --bootstrap-server HOST:PORT \
                     find-hanging --topic orders --partition 0 --max-transaction-timeout 15\n\
                     hint: to see who has one open: kafka-transactions.sh --bootstrap-server HOST:PORT \
                     describe-producers --topic orders --partition 0\n";

#[test]
fn a_transaction_that_is_open_for_longer_than_any_may_be_is_to_be_looked_at() {
    let cluster = open_for(TimeDelta::minutes(16));
    let ended = lag(&cluster, "billing --time");
    assert!(
        ended.err.contains("orders:0: the record at the last stable offset 200 is dated 2026-11-20T19:44:00.000Z by the producer's clock, 16 min ago: longer than transaction.max.timeout.ms (900000) lets a transaction be open"),
        "{}",
        ended.err
    );
    let hints: String = ended
        .err
        .split_inclusive('\n')
        .map(str::trim_start)
        .collect();
    assert!(hints.contains(FINDS), "{}", ended.err);
    for untrue in ["abort", "not moved"] {
        assert!(!ended.err.contains(untrue), "{}", ended.err);
    }
    assert!(
        ended
            .out
            .contains("3 above the last stable offset; the record at the last stable offset 200 is dated 2026-11-20T19:44:00.000Z by the producer's clock, 16 min ago\n"),
        "{}",
        ended.out
    );
    assert_eq!(ended.status(), ExitStatus::Done);
    let row = partition(&lag(&cluster, "billing --time --format json"), 0);
    assert_eq!(row["open_since"], "2026-11-20T19:44:00.000Z");
}

#[test]
fn one_that_may_still_be_open_needs_no_look() {
    for age in [TimeDelta::zero(), TimeDelta::minutes(15)] {
        let ended = lag(&open_for(age), "billing --time");
        assert!(!ended.err.contains("kafka-transactions"), "{}", ended.err);
    }
    // Without the record's time nothing is known of its age.
    let ended = lag(&open_for(TimeDelta::days(1)), "billing");
    assert!(!ended.err.contains("kafka-transactions"), "{}", ended.err);
}

#[test]
fn a_record_of_a_clock_that_is_ahead_is_dated_ahead() {
    let ended = lag(&open_for(TimeDelta::minutes(-5)), "billing --time");
    let dated = "is dated 2026-11-20T20:05:00.000Z by the producer's clock, 5 min ahead\n";
    assert!(ended.out.contains(dated), "{}", ended.out);
    assert!(!ended.err.contains("kafka-transactions"), "{}", ended.err);
}

#[test]
fn the_oldest_of_many_is_told_first() {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 30);
    cluster.create_group("billing", GroupType::Classic);
    for partition in 0..30 {
        cluster.commit_offset("billing", "orders", partition, 0);
        let age = TimeDelta::hours(1 + i64::from(partition));
        cluster.produce_in_transaction("orders", partition, &[now() - age]);
    }
    let ended = lag(&cluster, "billing --time");
    let first = ended
        .err
        .lines()
        .find(|line| line.contains("dated"))
        .unwrap();
    assert!(first.contains("orders:29: "), "{}", ended.err);
    let told = ended.err.matches("lets a transaction be open").count();
    let more = format!("and {} more of this sort", 30 - told);
    assert!(ended.err.contains(&more), "{}", ended.err);
    assert!(
        ended
            .err
            .contains("describe-producers --topic orders --partition 29\n"),
        "{}",
        ended.err
    );
}

#[test]
fn kafkas_default_stands_in_for_a_limit_that_cannot_be_read() {
    let cluster = open_for(TimeDelta::minutes(16));
    cluster.hide_settings();
    let told = "longer than transaction.max.timeout.ms (900000, Kafka's default: what the brokers are set to cannot be read)";
    let ended = lag(&cluster, "billing --time");
    assert!(ended.err.contains(told), "{}", ended.err);
}

#[test]
fn the_cluster_is_asked_for_its_limit_where_a_transaction_is_open_alone() {
    let cluster = cluster();
    // Where topics are named, nobody asks whether others are hidden.
    lag(&cluster, "billing -t orders --time");
    assert_eq!(cluster.sizes(Call::BrokerSettings), [0; 0]);
    let cluster = open_for(TimeDelta::zero());
    lag(&cluster, "billing -t orders --time");
    assert_eq!(cluster.sizes(Call::BrokerSettings), [1]);
}
