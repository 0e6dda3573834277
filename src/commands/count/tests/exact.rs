use super::*;

/// pay:0 holds 2 records and a marker; orders:0 as in [`cluster`].
fn transactional() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("pay", 2);
    let morning = now() - TimeDelta::hours(12);
    cluster.produce_in_transaction("pay", 0, &[morning, morning + TimeDelta::seconds(7)]);
    cluster.end_transaction("pay", 0, morning + TimeDelta::seconds(8));
    cluster
}

#[test]
fn records_are_counted_and_markers_are_not() {
    let cluster = transactional();
    assert!(csv(&cluster, "pay:0").ends_with("pay,0,0,3,3,\n"));
    let exact = count(&cluster, "pay --exact --format csv");
    assert!(
        exact.out.ends_with("pay,0,0,3,2,\npay,1,0,0,0,\n"),
        "{}",
        exact.out
    );
    assert!(!exact.err.contains("upper bound"), "{}", exact.err);
    assert!(exact.err.contains("read 2 records in "), "{}", exact.err);
    assert_eq!(
        cluster.sizes(Call::ReadRecords),
        [1],
        "nothing is read of an empty log"
    );
    let json = count(&cluster, "pay --exact --format json").out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["exact"], true);
}

#[test]
fn each_record_counts_in_the_bucket_in_which_it_lies() {
    let cluster = transactional();
    let by = "pay --exact --from 2026-11-20T08:00:00Z --to 2026-11-20T08:00:15Z --by 5s";
    let found = csv(&cluster, by);
    let records = found
        .lines()
        .skip(1)
        .map(|line| line.rsplit(',').nth(1).unwrap());
    assert_eq!(records.collect::<Vec<_>>(), ["1", "1", "0"], "{found}");
}

#[test]
fn an_open_transaction_ends_what_a_committed_reader_counts() {
    let cluster = few_records();
    cluster.produce_in_transaction("pay", 0, &[now()]);
    let all = csv(&cluster, "pay --exact");
    assert!(all.ends_with("pay,0,0,4,4,\n"), "{all}");
    let committed = csv(&cluster, "pay --exact --isolation read-committed");
    assert!(committed.ends_with("pay,0,0,3,3,\n"), "{committed}");
    assert!(parsed("pay --isolation read-committed").is_err());
}

#[test]
fn a_log_that_could_not_be_read_to_its_end_has_no_count() {
    let cluster = few_records();
    cluster
        .at(Call::ReadRecords)
        .fail_partition("orders", 0, ErrorCode::AUTO_OFFSET_RESET);
    let found = count(&cluster, "orders pay --exact");
    assert_eq!(found.status(), ExitStatus::Failed);
    let row = found.out.lines().nth(1).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells, ["orders", "0", "?", "?", "?"]);
    assert!(
        found.out.contains("pay             0     0   3        3"),
        "{}",
        found.out
    );
    assert!(
        found
            .err
            .contains("warning: orders:0: the fake cluster answered error -140"),
        "{}",
        found.err
    );
}
