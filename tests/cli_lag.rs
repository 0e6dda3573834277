//! `koffset lag` on real Kafka, compared with what Kafka's own tool says.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::kafka;
use crate::support::koffset::Run;
use crate::support::member::{Member, await_state};
use crate::support::names::unique;
use crate::support::process::koffset;
use crate::support::scene::Scene;
use crate::support::version;

mod judged;
mod lost;
mod timed;
mod transactions;
mod untimed;

/// Runs koffset without taking the scene's prefix out of what it prints.
fn lag(args: &[&str]) -> Run {
    koffset(kafka::bootstrap(), &[&["lag"], args].concat())
}

fn partitions(document: &Value) -> &Vec<Value> {
    document["groups"][0]["partitions"].as_array().unwrap()
}

/// Committed, end and lag of each partition of a group that has a commit, as Kafka's own tool prints them.
fn described(scene: &Scene, groups: &[&str]) -> BTreeMap<String, [String; 3]> {
    let groups: String = groups
        .iter()
        .map(|group| format!(" --group {{}}{group}"))
        .collect();
    let told = scene.kafkas_tool(&format!("--describe{groups}"));
    let rows = told.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let rows = rows.filter(|cells| cells.len() > 5 && cells[3].parse::<i64>().is_ok());
    rows.map(|cells| {
        let place = format!("{} {}:{}", cells[0], cells[1], cells[2]);
        (place, [3, 4, 5].map(|column| cells[column].to_owned()))
    })
    .collect()
}

#[test]
fn committed_end_and_lag_are_those_of_kafkas_tool_for_groups_of_each_type_since_kafka_3_7() {
    let scene = Scene::with_orders(&[9, 4, 0], &[Some(3), Some(4), None]);
    scene.topic("pay", &[7]);
    scene.commit("billing", "pay", &[Some(0)]);
    scene.commit_as_member("classic", "shipping", "orders", &[1, 2, 0]);
    scene.commit_as_member("consumer", "modern", "pay", &[6]);

    let pattern = format!("{}(billing|shipping|modern)", scene.name(""));
    let run = lag(&["--groups-matching", &pattern, "--format", "jsonl"]).with_status(0);
    let lines = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let (mut found, mut types) = (BTreeMap::new(), BTreeMap::new());
    for row in lines {
        let plain = |key: &str| row[key].as_str().unwrap().replace(&scene.name(""), "");
        let place = format!(
            "{} {}:{}",
            plain("group_id"),
            plain("topic"),
            row["partition"]
        );
        types.insert(plain("group_id"), plain("type"));
        if !row["committed"].is_null() {
            found.insert(
                place,
                ["committed", "end", "lag"].map(|key| row[key].to_string()),
            );
        }
    }
    assert_eq!(found, described(&scene, &["billing", "shipping", "modern"]));
    assert_eq!(found["billing orders:0"], ["3", "9", "6"]);
    assert_eq!(found.len(), 7);
    let expected = [
        ("billing", "simple"),
        ("modern", "consumer"),
        ("shipping", "classic"),
    ];
    assert_eq!(
        types,
        expected
            .map(|(id, of)| (id.to_owned(), of.to_owned()))
            .into()
    );
}

#[test]
fn a_named_group_is_shown_with_who_reads_each_partition() {
    let scene = Scene::with_orders(&[5], &[Some(2)]);
    let member = Member::joins(&scene, "running", "orders", json!({}));
    member.ask(
        "consumer_commit",
        json!({"offsets": [{"topic": scene.name("orders"), "partition": 0, "offset": 5}]}),
    );
    let running = scene.name("running");
    let document = lag(&[&running, "--format", "json"]).with_status(0).json();
    let all = lag(&["--all-groups", "--members", "--format", "jsonl"]);
    drop(member);
    let reader = &partitions(&document)[0]["member"];
    assert!(
        reader["client_id"].is_string() && reader["host"].is_string(),
        "{document:#}"
    );
    assert_eq!(partitions(&document)[0]["lag"], 0);
    assert!(partitions(&document)[0]["headroom"].is_null());
    let rows = all
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let of_running = rows.filter(|row| row["group_id"] == json!(running));
    assert_eq!(
        of_running.map(|row| row["member"].clone()).next().unwrap(),
        *reader
    );
}

#[test]
fn all_groups_leave_out_share_groups_and_say_so_since_kafka_4_1() {
    let scene = Scene::with_orders(&[5], &[Some(2)]);
    let share = ("start_share_consumer", "stop_share_consumer");
    let member = Member::start(&scene, share, "sharing", "orders", json!({}));
    await_state(&scene, "sharing", "stable");
    let all = lag(&["--all-groups", "--format", "csv"]);
    let named = lag(&[&scene.name("sharing")]);
    drop(member);
    all.says("left out: ");
    let (sharing, billing) = (scene.name("sharing"), scene.name("billing"));
    assert!(!all.stdout.contains(&sharing), "\n{}", all.text());
    all.prints(&format!("\n{billing},simple,empty,"));
    named.exits(3).prints_nothing();
}

#[test]
fn a_group_or_topic_that_is_not_there_is_refused() {
    let scene = Scene::with_orders(&[5], &[Some(2)]);
    scene
        .koffset("lag {}biling")
        .exits(3)
        .says("group biling is not known")
        .says("did you mean billing?")
        .prints_nothing();
    scene
        .koffset("lag {}billing -t {}order")
        .exits(3)
        .says("is not known to this cluster");
    scene.koffset("lag").exits(2).says("no group is named");
    assert!(!scene.knows_group("biling"), "none is created");
}

#[test]
fn every_format_holds_the_same_numbers() {
    let scene = Scene::with_orders(&[12, 2], &[Some(3), None]);
    let run = scene.koffset("lag {}billing");
    run.exits(0).says_nothing().prints(
        "GROUP TOPIC PARTITION LOG-START COMMITTED END LAG LOST HEADROOM OF-LOG MEMBER\n\
         billing orders 0 0 3 12 9 0 3 25.0% -\n\
         billing orders 1 0 - 2 ? ? ? ? -\n",
    );
    // Brokers before 2.5 do not tell.
    let pending = if version::is_before(2, 5) {
        ""
    } else {
        "false"
    };
    scene.koffset("lag {}billing --format csv").exits(0).prints(&format!(
        "group,type,state,topic,partition,log_start,committed,end,last_stable,lag,lost,headroom,\
         headroom_percent,member,error,above_last_stable,pending_commit\n\
         billing,simple,empty,orders,0,0,3,12,12,9,0,3,25,,,0,{pending}\n\
         billing,simple,empty,orders,1,0,,2,2,,,,,,,0,{pending}\n",
    ));
    let document = scene
        .koffset("lag {}billing --format json")
        .with_status(0)
        .json();
    assert_eq!(
        (&document["schema"], &document["version"]),
        (&json!("koffset.lag"), &json!(1))
    );
    assert_eq!(document["cluster_id"], json!(scene.checker.cluster_id()));
    let keys = [
        "log_start",
        "committed",
        "end",
        "last_stable",
        "lag",
        "lost",
        "headroom",
    ];
    let rows = partitions(&document)
        .iter()
        .map(|row| keys.map(|key| row[key].as_i64()));
    let expected = [
        [
            Some(0),
            Some(3),
            Some(12),
            Some(12),
            Some(9),
            Some(0),
            Some(3),
        ],
        [Some(0), None, Some(2), Some(2), None, None, None],
    ];
    assert_eq!(rows.collect::<Vec<_>>(), expected);
    scene
        .koffset("lag {}billing --format openmetrics")
        .exits(0)
        .prints(
            "koffset_group_lag_offsets{group=\"billing\",topic=\"orders\",partition=\"0\"} 9\n",
        );
    let sums = scene.koffset("lag {}billing --summary group");
    sums.exits(0).prints("billing 2 1 9+? 9+? 0+? 25.0% 1 0\n");
}

#[test]
fn lines_that_end_before_the_first_row_end_with_an_error_document() {
    let scene = Scene::with_orders(&[1], &[Some(0)]);
    let run = scene.koffset("lag {}billing --topics-matching nope.* --format jsonl");
    assert_eq!(run.exits(3).json()["schema"], "koffset.error");
}

#[test]
fn a_deadline_that_is_over_is_a_failure() {
    let scene = Scene::with_orders(&[1], &[Some(0)]);
    scene
        .koffset("lag {}billing --deadline 1ms")
        .exits(1)
        .says("--deadline");
}
