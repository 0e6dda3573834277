use super::*;
use crate::model::is_hidden;

#[test]
fn a_group_is_shown_with_its_losses_its_room_and_its_members() {
    let cluster = cluster();
    cluster.join("billing", member("m-1", &[("orders", 0), ("orders", 1)]));
    let ended = lag(&cluster, "billing");
    assert!(ended.out.starts_with("GROUP "), "{}", ended.out);
    let rows: Vec<Vec<&str>> = ended
        .out
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        rows[1][..10],
        [
            "billing", "orders", "0", "100", "150", "200", "50", "0", "50", "50.0%"
        ]
    );
    assert_eq!(
        rows[2][..10],
        [
            "billing", "orders", "1", "100", "70", "200", "130", "30", "0", "0.0%"
        ]
    );
    assert_eq!(
        rows[3],
        [
            "billing", "orders", "2", "100", "-", "200", "?", "?", "?", "?", "-"
        ]
    );
    assert_eq!(
        ended.err,
        "warning: orders:1: 30 offsets were deleted before billing committed past them\n"
    );
    assert_eq!(ended.status(), ExitStatus::Done);
}

#[test]
fn a_partition_that_a_member_reads_is_shown_before_anything_is_committed() {
    let cluster = cluster();
    cluster.create_group("fresh", GroupType::Classic);
    cluster.join("fresh", member("m-1", &[("orders", 2)]));
    let named = lag(&cluster, "fresh --format csv");
    assert!(
        named
            .out
            .contains("\nfresh,classic,stable,orders,2,100,,200,200,,,,,"),
        "{}",
        named.out
    );
    let all = lag(&cluster, "--all-groups --format csv");
    assert!(!all.out.contains("fresh"), "{}", all.out);
    assert!(
        all.err
            .contains("1 group without a commit in what was asked for\n"),
        "{}",
        all.err
    );
    let with_members = lag(&cluster, "--all-groups --members --format csv");
    assert!(with_members.out.contains("fresh,classic,stable,orders,2,"));
}

#[test]
fn all_groups_are_the_consumer_groups_and_none_is_described() {
    let cluster = cluster();
    cluster.create_foreign_group("pool", "share");
    let ended = lag(&cluster, "--all-groups --format jsonl");
    assert_eq!(ended.out.lines().count(), 3);
    assert!(
        ended
            .err
            .starts_with("left out: pool (not a consumer group, and without commits)\n")
    );
    let named = lag(&cluster, "pool");
    assert_eq!(named.status(), ExitStatus::Refused);
}

#[test]
fn json_holds_null_where_nothing_is_known_and_a_reason_where_there_is_one() {
    let cluster = cluster();
    cluster.create_topic("gone", 1);
    cluster.commit_offset("billing", "gone", 0, 5);
    cluster.delete_topic("gone");
    cluster.commit_offset("billing", "gone", 0, 5);
    cluster.commit_offset("billing", "orders", 2, 999);
    let ended = lag(&cluster, "billing --format json");
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    let document = json(&ended);
    assert_eq!(document["schema"], "koffset.lag");
    let rows = document["groups"][0]["partitions"].as_array().unwrap();
    assert_eq!(rows[0]["committed"], 5);
    assert_eq!(rows[0]["error"], "the topic does not exist");
    assert!(rows[0]["lag"].is_null() && rows[0]["end"].is_null());
    assert_eq!(rows[1]["headroom_percent"], 50.0);
    assert_eq!(
        rows[3]["error"],
        "the commit 999 is beyond the end of the log (200)"
    );
    assert!(rows[3]["lag"].is_null());
}

#[test]
fn what_could_not_be_read_stays_in_view_and_in_the_exit_code() {
    let cluster = cluster();
    cluster.commit_offset("shipping", "orders", 0, 110);
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::Commits).fail_group("billing", code);
    for format in ["csv", "jsonl", "table", "json"] {
        let ended = lag(
            &cluster,
            &format!("--all-groups --only lagging --format {format}"),
        );
        assert_eq!(ended.status(), ExitStatus::Failed);
        assert!(
            ended.out.contains("billing") && ended.out.contains("error 30"),
            "{}",
            ended.out
        );
        assert!(ended.out.contains("shipping"), "{}", ended.out);
        assert_eq!(
            ended.err,
            "warning: group billing: the fake cluster answered error 30\n"
        );
    }
}

#[test]
fn a_partition_whose_log_cannot_be_read_keeps_its_commit() {
    let cluster = cluster();
    let code = ErrorCode::LEADER_NOT_AVAILABLE;
    cluster
        .at(Call::ListOffsets)
        .fail_partition("orders", 0, code);
    let ended = lag(&cluster, "billing -t orders:0 --format csv");
    assert!(
        ended
            .out
            .ends_with("orders,0,,150,,,,,,,,the fake cluster answered error 5,,false\n"),
        "{}",
        ended.out
    );
    assert_eq!(ended.status(), ExitStatus::Failed);
}

#[test]
fn rows_are_sorted_over_all_groups_and_cut() {
    let cluster = cluster();
    cluster.commit_offset("shipping", "orders", 0, 101);
    cluster.commit_offset("shipping", "orders", 1, 199);
    let order = |words: &str| -> Vec<String> {
        let ended = lag(&cluster, &format!("--all-groups --format csv {words}"));
        let rows = ended.out.lines().skip(1);
        rows.map(|row| {
            let cells: Vec<_> = row.split(',').collect();
            format!("{}:{}", cells[0], cells[4])
        })
        .collect()
    };
    assert_eq!(
        order("--sort lag --top 3"),
        ["billing:1", "shipping:0", "billing:0"]
    );
    assert_eq!(order("--sort lost --top 1"), ["billing:1"]);
    assert_eq!(
        order("--sort headroom --top 2"),
        ["billing:1", "shipping:0"]
    );
    let last = order("--sort lag");
    assert_eq!(last[4..], ["billing:2", "shipping:2"]);
    assert_eq!(order("--only lost"), ["billing:1"]);
    assert_eq!(order("--only uncommitted"), ["billing:2", "shipping:2"]);
}

#[test]
fn sums_count_apart_what_is_not_known() {
    let cluster = cluster();
    cluster.commit_offset("shipping", "orders", 0, 200);
    let groups = lag(&cluster, "--all-groups --summary group --format csv");
    assert_eq!(
        groups.out,
        "group,partitions,lagging,lag,largest_lag,lost,least_headroom_percent,uncommitted,unknown,unplaced\n\
         billing,3,2,180,130,30,0,1,0,0\n\
         shipping,3,0,0,0,0,,2,0,0\n"
    );
    let topics = lag(&cluster, "--all-groups --summary topic --format json");
    let totals = json(&topics)["totals"].clone();
    assert_eq!(totals[0]["topic"], "orders");
    assert_eq!(
        (&totals[0]["lag"], &totals[0]["partitions"]),
        (&180.into(), &6.into())
    );
}

#[test]
fn the_error_text_of_a_broker_cannot_write_lines_of_its_own() {
    let hostile = "no\n\u{1b}[35mnothing was changed\u{202e}\u{9b}";
    let shown = r"no\n\u{1b}[35mnothing was changed\u{202e}\u{9b}";
    let cluster = cluster();
    cluster.at(Call::Commits).say_of_group("billing", hostile);
    let run = |format: &str| lag(&cluster, &format!("--all-groups --format {format}"));
    let table = run("table");
    assert_eq!(table.err, format!("warning: group billing: {shown}\n"));
    assert!(table.out.contains(shown), "{}", table.out);
    assert!(!table.out.contains(|c| c != '\n' && is_hidden(c)));
    let document = json(&run("json"));
    assert_eq!(document["groups"][0]["error"], hostile);
}

#[test]
fn a_sum_without_a_part_that_is_not_known_says_so() {
    let cluster = cluster();
    cluster.create_group("idle", GroupType::Classic);
    let denied = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::Commits).fail_group("idle", denied);
    let rows = |words: &str| -> Vec<String> {
        let ended = lag(&cluster, &format!("--all-groups --summary {words}"));
        let rows = ended.out.lines().skip(1);
        rows.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    };
    assert_eq!(
        rows("group"),
        [
            "billing 3 2 180+? 130+? 30+? 0.0% 1 0",
            "idle ? 0 ? ? ? - 0 1"
        ]
    );
    cluster.commit_offset("billing", "orders", 2, 200);
    assert_eq!(
        rows("topic"),
        ["orders 3 2 180+? 130+? 30+? 0.0% 0 0"],
        "what idle has of the topic is not known"
    );
    let document = lag(&cluster, "--all-groups --summary topic --format json");
    let total = &json(&document)["totals"][0];
    assert_eq!(
        (&total["lag"], &total["unknown"], &total["unplaced"]),
        (&180.into(), &0.into(), &1.into())
    );
    let csv = lag(&cluster, "--all-groups --summary topic --format csv");
    assert!(csv.out.ends_with(",0,0,1\n"), "{}", csv.out);
    let whole = lag(&cluster, "billing --summary topic");
    assert!(whole.out.contains(" 180 "), "{}", whole.out);
}

#[test]
fn a_topic_that_is_named_is_not_every_groups() {
    let cluster = cluster();
    cluster.create_topic("pay", 1);
    cluster.commit_offset("shipping", "pay", 0, 0);
    let all = lag(&cluster, "--all-groups -t pay --format csv");
    assert!(!all.out.contains("billing"), "{}", all.out);
    let named = lag(&cluster, "billing -t pay --format csv");
    assert!(
        named.out.contains("billing,classic,empty,pay,0,0,,0,"),
        "{}",
        named.out
    );
    let none = lag(&cluster, "--all-groups --topics-matching no.*");
    assert_eq!(none.status(), ExitStatus::Refused);
}

#[test]
fn what_has_no_meaning_together_is_a_usage_error() {
    for words in [
        "",
        "billing --summary group --only lost",
        "billing --summary topic --format openmetrics",
    ] {
        assert_eq!(
            lag(&cluster(), words).status(),
            ExitStatus::Usage,
            "{words}"
        );
    }
    let top = Cli::try_parse_from(["lag", "billing", "--top", "3"]);
    assert!(top.is_err(), "the first of what?");
}

#[test]
fn a_group_that_is_not_there_is_refused_with_a_suggestion() {
    let ended = lag(&cluster(), "biling");
    assert_eq!(ended.status(), ExitStatus::Refused);
    assert_eq!(
        ended.err,
        "error: group biling is not known to this cluster\n  hint: did you mean billing?\n"
    );
    assert_eq!(ended.out, "");
}

#[test]
fn metrics_are_read_by_a_parser_of_prometheus() {
    let cluster = cluster();
    cluster.create_group("odd \"name\" \\ of", GroupType::Classic);
    cluster.commit_offset("odd \"name\" \\ of", "orders", 0, 200);
    let ended = lag(&cluster, "--all-groups --format openmetrics");
    let lines = ended.out.lines().map(|line| Ok(line.to_owned()));
    let samples = prometheus_parse::Scrape::parse(lines).unwrap().samples;
    let of = |metric: &str| -> Vec<_> {
        let samples = samples.iter().filter(|sample| sample.metric == metric);
        samples
            .map(|sample| (&sample.labels["group"], &sample.value))
            .collect()
    };
    let gauge = prometheus_parse::Value::Gauge;
    let lags = of("koffset_group_lag_offsets");
    let numbers: Vec<_> = lags.iter().map(|(_, lag)| (*lag).clone()).collect();
    assert_eq!(numbers, [gauge(50.0), gauge(130.0), gauge(0.0)]);
    assert!(lags[2].0.starts_with("odd "), "{lags:?}");
    assert_eq!(of("koffset_group_lag_unknown").len(), 3);
    assert!(ended.out.contains(
        "koffset_group_lost_offsets{group=\"billing\",topic=\"orders\",partition=\"1\"} 30\n"
    ));
    assert!(ended.out.contains(
        "koffset_group_headroom_ratio{group=\"billing\",topic=\"orders\",partition=\"0\"} 0.5\n"
    ));
    assert!(ended.out.contains("\nkoffset_lag_incomplete 0\n"));
}

/// The rules of OpenMetrics 1.0 beyond Prometheus's own: the unit ends the name, the head of a family stands
/// before its samples, once, and nothing stands behind the end.
#[test]
fn metrics_keep_the_rules_of_openmetrics() {
    let ended = lag(&cluster(), "billing --format openmetrics");
    let mut families = Vec::new();
    for line in ended.out.lines() {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        match words[..] {
            ["#", "TYPE", name, "gauge"] => {
                assert!(!families.contains(&name), "{name} comes twice");
                families.push(name);
            }
            ["#", "UNIT", name, unit] => assert!(name.ends_with(&format!("_{unit}"))),
            ["#", "HELP", name, _] => assert_eq!(families.last(), Some(&name)),
            ["#", "EOF"] => assert!(ended.out.ends_with("# EOF\n")),
            _ => {
                let name = line.split(['{', ' ']).next();
                assert_eq!(families.last().copied(), name, "{line}");
            }
        }
    }
    assert_eq!(families.len(), 11);
    assert_eq!(ended.out.matches("# EOF").count(), 1);
}

#[test]
fn one_offset_was_deleted_and_not_were() {
    let cluster = cluster();
    cluster.commit_offset("billing", "orders", 1, 99);
    let ended = lag(&cluster, "billing -t orders:1");
    let line = "orders:1: 1 offset was deleted before billing committed past it\n";
    assert!(ended.err.contains(line), "{}", ended.err);
}
