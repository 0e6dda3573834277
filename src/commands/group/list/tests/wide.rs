use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::clock::Clock;

#[test]
fn wide_shows_what_only_the_groups_themselves_tell() {
    let ended = run(&cluster(), "--wide");
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(
        rows(&ended),
        [
            "billing classic stable consumer 1 fake:9092 range 2 1",
            "modern consumer empty consumer 1 fake:9092 uniform 0 0",
            "pool unknown unknown ? ? ? ? ?",
            "sink unknown unknown connect ? ? ? ?",
            "tool simple empty - 1 fake:9092 - 0 2",
        ]
    );
}

#[test]
fn a_group_that_cannot_be_looked_at_keeps_its_row() {
    for call in [Call::DescribeGroups, Call::Commits] {
        let cluster = cluster();
        let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
        cluster.at(call).fail_group("billing", code);
        let ended = run(&cluster, "--wide --format json");
        assert_eq!(ended.status(), ExitStatus::Failed);
        let document = document(&ended);
        let billing = &document["groups"][0];
        assert_eq!(
            (&billing["type"], &billing["members"]),
            (&json!("classic"), &Value::Null)
        );
        let why = billing["error"].as_str().unwrap();
        assert_eq!(
            document["incomplete"],
            json!([format!("group billing: {why}")])
        );
        assert_eq!(document["groups"][1]["error"], Value::Null);
    }
}

#[test]
fn a_commit_that_cannot_be_read_is_not_counted_as_none() {
    let cluster = cluster();
    let code = ErrorCode::TIMED_OUT;
    cluster.at(Call::Commits).fail_partition("orders", 0, code);
    let ended = run(&cluster, "tool --wide");
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert_eq!(rows(&ended), ["tool simple empty - 1 fake:9092 - 0 ?"]);
    assert!(
        ended
            .err
            .starts_with("warning: group tool: commit in orders:0: "),
        "{}",
        ended.err
    );
}

#[test]
fn a_look_that_comes_too_late_leaves_the_listing() {
    let cluster = cluster();
    cluster.at(Call::Commits).fail(ErrorCode::TIMED_OUT);
    let ended = run(&cluster, "--wide --format csv");
    assert_eq!(ended.status(), ExitStatus::Failed);
    let line = ended.out.lines().nth(1).unwrap();
    assert!(
        line.starts_with("billing,classic,stable,consumer,,,,,,,"),
        "{line}"
    );
    assert_eq!(ended.out.lines().count(), 6);
}

/// Simple groups, in more blocks than one.
fn many(groups: usize) -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 1);
    for number in 0..groups {
        cluster.commit_offset(&format!("g{number:04}"), "orders", 0, 0);
    }
    cluster
}

#[test]
fn lines_are_printed_before_later_groups_are_looked_at() {
    let cluster = many(2_400);
    let code = ErrorCode::INTERRUPTED;
    cluster.at(Call::DescribeGroups).nth(3).fail(code);
    let ended = run(&cluster, "--wide --format csv");
    assert_eq!(ended.status(), ExitStatus::Interrupted);
    assert_eq!(ended.out.lines().count(), 1 + 2_000);
    assert_eq!(ended.out.matches("group,type").count(), 1);
    let asked = cluster.sizes(Call::DescribeGroups);
    assert_eq!(asked, [1_000, 1_000, 400]);
}

#[test]
fn a_deadline_leaves_the_listing_of_what_was_not_looked_at_in_every_format() {
    for format in ["table", "json", "jsonl", "csv"] {
        let cluster = many(1_100);
        let stage = Stage {
            whole: Some(Duration::from_secs(5)),
            ..Stage::answering(Answer::Nobody)
        };
        let clock = Arc::clone(&stage.clock);
        cluster.at(Call::DescribeGroups).nth(2).before(move |_| {
            clock.sleep(Duration::from_secs(6));
        });
        let ended = run_on(stage, &cluster, &format!("--wide --format {format}"));
        assert_eq!(ended.status(), ExitStatus::Failed, "{format}");
        assert_eq!(ended.out.matches("g0").count(), 1_000, "{format}");
        // The document names some of them once more as what is incomplete.
        let again = if format == "json" { 5 } else { 0 };
        assert_eq!(ended.out.matches("g1").count(), 100 + again, "{format}");
        let why = "g1004 and 95 more: the command's --deadline has passed\n";
        assert!(ended.err.contains(why), "{format}: {}", ended.err);
    }
}

#[test]
fn an_interrupt_shows_nothing() {
    let cluster = cluster();
    let code = ErrorCode::INTERRUPTED;
    cluster.at(Call::DescribeGroups).fail_group("billing", code);
    let ended = run(&cluster, "--wide");
    assert_eq!(ended.status(), ExitStatus::Interrupted);
    assert_eq!(ended.out, "");
}

#[test]
fn every_format_holds_the_same() {
    let cluster = cluster();
    let shown = run(&cluster, "billing tool --wide --format json");
    let document = document(&shown);
    assert_eq!(
        (&document["schema"], &document["version"]),
        (&json!("koffset.groups"), &json!(1))
    );
    assert_eq!(document["cluster_id"], "fakeClusterId000000001");
    let coordinator = json!({"broker": 1, "host": "fake", "port": 9092});
    let billing = json!({
        "group_id": "billing", "type": "classic", "state": "stable", "protocol": "consumer",
        "coordinator": coordinator, "assignor": "range", "members": 2, "committed_partitions": 1, "error": null,
    });
    assert_eq!(document["groups"][0], billing);
    assert_eq!(document["groups"][1]["protocol"], Value::Null);
    let lines = run(&cluster, "billing tool --wide --format jsonl").out;
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(first, billing);
    assert_eq!(
        run(&cluster, "billing tool --wide --format csv").out,
        "group,type,state,protocol,coordinator_broker,coordinator_host,coordinator_port,assignor,members,committed_partitions,error\n\
         billing,classic,stable,consumer,1,fake,9092,range,2,1,\n\
         tool,simple,empty,,1,fake,9092,,0,2,\n"
    );
    let narrow = run(&cluster, "billing --format jsonl").out;
    assert_eq!(
        narrow,
        "{\"group_id\":\"billing\",\"type\":\"classic\",\"state\":\"stable\",\"protocol\":\"consumer\"}\n"
    );
}
