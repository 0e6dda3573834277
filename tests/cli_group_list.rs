//! `koffset group list` on real Kafka, judged by Kafka's own tool and Java client.

use serde_json::{Value, json};

use crate::support::member::{Member, await_state};
use crate::support::scene::Scene;

/// A running group of each kind of consumer, an empty one, a simple one, and three that are no consumers'.
struct Estate {
    scene: Scene,
    _members: Vec<Member>,
}

fn estate() -> Estate {
    let scene = Scene::with_orders(&[10, 10], &[]);
    let consumer = ("start_consumer", "stop_consumer");
    let share = ("start_share_consumer", "stop_share_consumer");
    let started = [
        (
            "classic",
            consumer,
            json!({"protocol": "classic", "await_partitions": 2}),
        ),
        (
            "modern",
            consumer,
            json!({"protocol": "consumer", "await_partitions": 2}),
        ),
        (
            "connect",
            ("join_raw", "leave_raw"),
            json!({"protocol": "connect"}),
        ),
        ("share", share, json!({})),
        ("streams", ("join_streams", "leave_raw"), json!({})),
    ];
    let member = |(group, operations, more): (&str, _, Value)| {
        let member = Member::start(&scene, operations, group, "orders", more);
        if operations == consumer || group == "share" {
            await_state(&scene, group, "stable");
        }
        member
    };
    let members = started.into_iter().map(member).collect();
    scene.commit_as_member("consumer", "stopped", "orders", &[4, 5]);
    scene.commit("tool", "orders", &[Some(3), None]);
    Estate {
        scene,
        _members: members,
    }
}

/// The lines behind the first.
fn rows(table: &str) -> Vec<&str> {
    table.lines().skip(1).collect()
}

#[test]
fn each_group_is_named_for_what_it_is_since_kafka_4_1() {
    let estate = estate();
    let run = estate.scene.koffset("group list --groups-matching {}.*");
    run.exits(0).says_nothing();
    assert_eq!(
        rows(&run.stdout),
        [
            "classic classic stable consumer",
            "connect unknown unknown connect",
            "modern consumer stable consumer",
            "share unknown unknown ?",
            "stopped consumer empty consumer",
            "streams unknown unknown ?",
            "tool simple empty -",
        ]
    );
}

#[test]
fn type_and_state_are_those_of_kafkas_own_tool_since_kafka_4_1() {
    let estate = estate();
    let tool = estate.scene.kafkas_tool("--list --state --type");
    let listed = estate
        .scene
        .koffset("group list --groups-matching {}.* --format json");
    let listed = listed.exits(0).json();
    let mut compared = 0;
    for group in listed["groups"].as_array().unwrap() {
        let name = group["group_id"].as_str().unwrap();
        if group["type"] == "unknown" {
            continue;
        }
        // Kafka calls a simple group a classic one.
        let kind = match group["type"].as_str().unwrap() {
            "simple" => "classic",
            other => other,
        };
        let line = format!("{name} {kind} {}\n", group["state"].as_str().unwrap());
        assert!(
            tool.to_lowercase().contains(&line),
            "{line} is not in\n{tool}"
        );
        compared += 1;
    }
    assert_eq!(compared, 4);
}

#[test]
fn wide_shows_coordinator_assignor_members_and_commits_since_kafka_4_1() {
    let estate = estate();
    let scene = &estate.scene;
    let run = scene.koffset("group list --groups-matching {}.* --wide --format json");
    let listed = run.exits(0).json();
    let of = |name: &str| {
        let groups = listed["groups"].as_array().unwrap().iter();
        groups
            .clone()
            .find(|group| group["group_id"] == name)
            .unwrap()
            .clone()
    };
    for (name, assignor, members, committed) in [
        ("classic", json!("range"), 1, 0),
        ("modern", json!("uniform"), 1, 0),
        ("stopped", json!("uniform"), 0, 2),
        ("tool", Value::Null, 0, 1),
    ] {
        let group = of(name);
        assert_eq!(group["assignor"], assignor, "{name}");
        assert_eq!(group["members"], members, "{name}");
        assert_eq!(group["committed_partitions"], committed, "{name}");
        let told = scene.describe(name);
        assert_eq!(
            group["coordinator"]["broker"], told["coordinator"],
            "{name}"
        );
        assert_eq!(group["coordinator"]["host"], "127.0.0.1", "{name}");
    }
    for name in ["connect", "share", "streams"] {
        let group = of(name);
        for key in [
            "coordinator",
            "assignor",
            "members",
            "committed_partitions",
            "error",
        ] {
            assert_eq!(group[key], Value::Null, "{name} {key}");
        }
    }
    let table = scene
        .koffset("group list {}tool {}share --wide")
        .with_status(0);
    let row = rows(&table.stdout);
    assert_eq!(row[0], "share unknown unknown ? ? ? ? ?");
    assert!(
        row[1].starts_with("tool simple empty - ") && row[1].ends_with(" - 0 1"),
        "{row:?}"
    );
}

#[test]
fn filters_narrow_the_listing_and_name_what_they_cannot_judge_since_kafka_4_1() {
    let estate = estate();
    let scene = &estate.scene;
    let named = |filter: &str| {
        let run = scene.koffset(&format!("group list --groups-matching {{}}.* {filter}"));
        let rows = rows(&run.exits(0).stdout).into_iter();
        let names = rows.map(|row| row.split(' ').next().unwrap().to_owned());
        (names.collect::<Vec<_>>(), run)
    };
    let unjudged = "left out, since their type or state is not told: connect, share, streams\n";
    let (names, run) = named("--state empty");
    assert_eq!(names, ["stopped", "tool"]);
    assert_eq!(run.stderr, unjudged);
    assert_eq!(named("--type consumer --state stable").0, ["modern"]);
    assert_eq!(named("--type classic,simple").0, ["classic", "tool"]);
    let (names, run) = named("--type unknown");
    assert_eq!(names, ["connect", "share", "streams"]);
    run.says_nothing();
    assert_eq!(named("-q --state dead").1.stderr, "");
    assert_eq!(named("--state dead").0, [""; 0]);
}

#[test]
fn rows_suit_scripts_in_csv_and_jsonl_since_kafka_2_6() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("group list {}billing --format csv")
        .exits(0)
        .says_nothing()
        .prints("group,type,state,protocol\nbilling,simple,empty,\n");
    let run = scene
        .koffset("group list {}billing --format jsonl")
        .with_status(0);
    let row = json!({"group_id": "billing", "type": "simple", "state": "empty", "protocol": null});
    assert_eq!(run.json(), row);
}

#[test]
fn a_document_says_where_and_when() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let run = scene.koffset("group list {}billing --format json");
    let document = run.exits(0).json();
    assert_eq!(document["schema"], "koffset.groups");
    assert_eq!(document["version"], 1);
    assert_eq!(document["cluster_id"], json!(scene.checker.cluster_id()));
    assert_eq!(document["incomplete"], json!([]));
}

#[test]
fn no_group_is_an_empty_result_and_an_unknown_one_a_refusal() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("group list --groups-matching {}nobody")
        .exits(0)
        .says("no group that you may describe matches\n")
        .prints_nothing();
    scene
        .koffset("group list {}biling")
        .exits(3)
        .says("error: group biling is not known to this cluster\n")
        .says("did you mean billing?")
        .prints_nothing();
    assert!(!scene.knows_group("biling"), "none is created");
}

#[test]
fn what_makes_no_sense_is_usage() {
    let scene = Scene::new();
    for line in [
        "--type share",
        "--state gone",
        "--groups-matching (",
        "billing -g billing",
    ] {
        let run = scene.koffset(&format!("group list {line}"));
        run.exits(2)
            .prints_nothing()
            .never_says("nothing was changed");
    }
}
