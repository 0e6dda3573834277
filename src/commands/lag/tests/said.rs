use super::*;

#[test]
fn losses_of_rows_that_are_not_shown_are_counted_apart() {
    let cluster = cluster();
    cluster.commit_offset("shipping", "orders", 1, 90);
    let warnings = |place: &str, words: &str| {
        let ended = lag(&cluster, &format!("--all-groups {words}"));
        assert!(ended.err.contains(place), "{words}: {}", ended.err);
        ended.err.matches("warning").count()
    };
    let both = "2 partitions not shown: offsets were deleted there before they were committed";
    let one = "1 partition not shown: offsets were deleted there before they were committed";
    for format in ["table", "json", "jsonl", "csv", "openmetrics"] {
        let told =
            |place: &str, words: &str| warnings(place, &format!("{words} --format {format}"));
        assert_eq!(told(both, "--only uncommitted"), 1);
        assert_eq!(told(one, "--sort lost --top 1"), 2);
        assert_eq!(told("billing committed", "--only lost"), 2);
        assert_eq!(told("shipping committed", "--sort lag"), 2);
    }
    assert_eq!(warnings("orders:1: 30", "--summary group"), 2);
}

#[test]
fn losses_beyond_the_tenth_are_only_counted() {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 12);
    cluster.create_group("billing", GroupType::Classic);
    for partition in 0..12 {
        cluster.fill("orders", partition, 100, 200, now());
        cluster.commit_offset("billing", "orders", partition, 70);
    }
    let ended = lag(&cluster, "billing");
    assert_eq!(ended.err.matches("were deleted").count(), 10);
    let more = "warning: and 2 more of this sort\n";
    assert!(ended.err.ends_with(more), "{}", ended.err);
}

#[test]
fn the_end_that_lag_is_counted_to_is_said_where_it_is_another() {
    let cluster = cluster();
    let said = "lag is counted to the last stable offset";
    for words in ["", "--summary group"] {
        let usual = lag(&cluster, &format!("billing --format json {words}"));
        assert_eq!(json(&usual)["lag_basis"], "end");
        assert!(!usual.err.contains(said), "{}", usual.err);
        let other = "billing --format json --lag-basis last-stable";
        let other = lag(&cluster, &format!("{other} {words}"));
        assert_eq!(json(&other)["lag_basis"], "last-stable");
        assert!(other.err.contains(said), "{}", other.err);
        for (basis, title) in [("end", " LAG "), ("last-stable", " STABLE-LAG ")] {
            let table = lag(&cluster, &format!("billing --lag-basis {basis} {words}"));
            assert!(table.out.contains(title), "{}", table.out);
        }
    }
    for (basis, help) in [
        ("end", "to the end of"),
        ("last-stable", "to the last stable offset of"),
    ] {
        let words = format!("billing --lag-basis {basis} --format openmetrics");
        let metrics = lag(&cluster, &words);
        assert!(metrics.out.contains(help), "{}", metrics.out);
    }
}
