use super::*;

const MORNING: &str = "--from 2026-11-20T08:00:00Z --to 2026-11-20T08:00:12Z --by 5s";

#[test]
fn buckets_sum_up_a_topic_and_the_last_may_be_shorter() {
    let found = count(&few_records(), &format!("orders pay {MORNING}"));
    let full = "█".repeat(40);
    let expected = format!(
        "\
TOPIC   FROM                         RECORDS
orders  2026-11-20 08:00:00.000 UTC        5  {full}
orders  2026-11-20 08:00:05.000 UTC        5  {full}
orders  2026-11-20 08:00:10.000 UTC        0
pay     2026-11-20 08:00:00.000 UTC        3  {}
pay     2026-11-20 08:00:05.000 UTC        0
pay     2026-11-20 08:00:10.000 UTC        0
",
        "█".repeat(24)
    );
    assert_eq!(found.out, expected);
    let csv = csv(&few_records(), &format!("pay {MORNING}"));
    assert_eq!(
        csv,
        "topic,from_time,to_time,records,unreadable\n\
         pay,2026-11-20T08:00:00.000Z,2026-11-20T08:00:05.000Z,3,0\n\
         pay,2026-11-20T08:00:05.000Z,2026-11-20T08:00:10.000Z,0,0\n\
         pay,2026-11-20T08:00:10.000Z,2026-11-20T08:00:12.000Z,0,0\n"
    );
}

#[test]
fn without_an_end_the_last_bucket_takes_in_all_up_to_the_end_of_the_log() {
    let cluster = few_records();
    cluster.produce("pay", 0, &[now(), now() + TimeDelta::hours(3)]);
    let found = csv(&cluster, "pay --from now-12h --by 6h");
    assert!(
        found.ends_with(
            "2026-11-20T08:00:00.000Z,2026-11-20T14:00:00.000Z,3,0\n\
             pay,2026-11-20T14:00:00.000Z,,2,0\n"
        ),
        "{found}"
    );
}

#[test]
fn partitions_can_be_kept_apart() {
    let table = count(&few_records(), &format!("orders {MORNING} --per-partition")).out;
    assert_eq!(table.lines().count(), 7, "{table}");
    let last = table.lines().last().unwrap();
    assert_eq!(
        last,
        "orders          1  2026-11-20 08:00:10.000 UTC        0"
    );
    let csv = csv(
        &few_records(),
        &format!("orders:0 {MORNING} --per-partition"),
    );
    assert!(
        csv.starts_with(
            "topic,partition,from_time,to_time,from,to,records,error\n\
             orders,0,2026-11-20T08:00:00.000Z,2026-11-20T08:00:05.000Z,100,105,5,\n"
        ),
        "{csv}"
    );
}

#[test]
fn a_bucket_of_which_a_partition_is_not_known_says_so() {
    let cluster = few_records();
    let code = ErrorCode::LEADER_NOT_AVAILABLE;
    cluster
        .at(Call::ListOffsets)
        .fail_partition("orders", 1, code);
    let found = count(&cluster, &format!("orders pay {MORNING}"));
    assert_eq!(found.status(), ExitStatus::Failed);
    let rows: Vec<&str> = found.out.lines().collect();
    assert!(rows[1].contains("UTC      5+?  █"), "{}", found.out);
    assert!(rows[4].contains("3  █"), "{}", found.out);
    let apart = csv(&cluster, &format!("orders {MORNING} --per-partition"));
    assert!(apart.contains(",100,105,5,\n"), "{apart}");
    assert!(
        apart.contains(",,,,the fake cluster answered error 5\n"),
        "{apart}"
    );
}

#[test]
fn records_out_of_order_count_where_they_lie_and_never_less_than_none() {
    let cluster = FakeCluster::new();
    cluster.create_topic("late", 1);
    let at = |second| now() - TimeDelta::hours(12) + TimeDelta::seconds(second);
    cluster.produce("late", 0, &[1, 11, 2, 6, 12].map(at));
    let found = csv(&cluster, &format!("late {MORNING} --per-partition"));
    let cuts: Vec<&str> = found.lines().skip(1).map(|line| &line[56..]).collect();
    assert_eq!(cuts, [",0,1,1,", ",1,1,0,", ",1,4,3,"], "{found}");
}

#[test]
fn json_tells_the_bounds_and_lists_both_partitions_and_buckets() {
    let found = count(
        &few_records(),
        "pay --from 2026-11-20T08:00:00Z --by 9h --format json",
    );
    let json: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    assert_eq!(json["schema"], "koffset.count");
    assert_eq!(json["version"], 1);
    assert_eq!(json["exact"], false);
    assert_eq!(json["from"], "2026-11-20T08:00:00.000Z");
    assert_eq!(json["to"], "latest");
    assert_eq!(
        json["partitions"][0],
        serde_json::json!({"topic": "pay", "partition": 0, "from": 0, "to": 3, "records": 3, "error": null})
    );
    assert_eq!(
        json["buckets"][1],
        serde_json::json!({
            "topic": "pay", "from_time": "2026-11-20T17:00:00.000Z", "to_time": null, "records": 0, "unreadable": 0
        })
    );
    assert!(json.get("topics").is_none());
}

#[test]
fn too_many_look_ups_are_refused_before_any_is_made() {
    let cluster = FakeCluster::new();
    cluster.create_topic("wide", 100);
    let found = count(&cluster, "wide --from now-1h --by 1s");
    assert_eq!(found.status(), ExitStatus::Refused);
    let error = found.error();
    assert_eq!(
        error.to_string(),
        "3,600 buckets of 100 partitions take 360,300 look-ups, more than 100,000"
    );
    assert!(error.hints[0].contains("longer buckets"));
    assert!(cluster.sizes(Call::ListOffsets).is_empty());
}
