//! `koffset group describe` on real Kafka, judged by Kafka's own tool and Java client.

use serde_json::{Value, json};

use crate::support::guarded::{self, deny};
use crate::support::member::{Member, await_state};
use crate::support::scene::{Scene, time_of};
use crate::support::transaction::Transaction;

fn described(scene: &Scene, group: &str) -> Value {
    let run = scene.koffset(&format!("group describe {{}}{group} --format json"));
    let mut document = run.exits(0).json();
    assert_eq!(document["schema"], "koffset.group");
    assert_eq!(document["incomplete"], json!([]));
    document["groups"][0].take()
}

#[test]
fn members_are_those_of_kafkas_own_client_and_tool_since_kafka_3_7() {
    for (protocol, assignor) in [("classic", "range"), ("consumer", "uniform")] {
        let scene = Scene::with_orders(&[10, 10, 10], &[]);
        let fields = json!({
            "protocol": protocol, "client_id": "billing-1", "group_instance_id": "pod-1", "await_partitions": 3,
        });
        let _member = Member::joins(&scene, "billing", "orders", fields);
        await_state(&scene, "billing", "stable");
        let group = described(&scene, "billing");
        let told = scene.describe("billing");
        assert_eq!(group["type"], protocol);
        assert_eq!(group["state"], "stable");
        assert_eq!(group["protocol"], "consumer");
        assert_eq!(group["assignor"], assignor);
        assert_eq!(group["coordinator"]["broker"], told["coordinator"]);
        let (member, theirs) = (&group["members"][0], &told["members"][0]);
        assert_eq!(group["members"].as_array().unwrap().len(), 1);
        for key in ["member_id", "client_id", "instance_id"] {
            assert_eq!(member[key], theirs[key], "{key}");
        }
        assert_eq!(member["instance_id"], "pod-1");
        assert_eq!(
            json!(format!("/{}", member["host"].as_str().unwrap())),
            theirs["host"]
        );
        let assignment = json!([{"topic": "orders", "partitions": [0, 1, 2]}]);
        assert_eq!(member["assignment"], assignment);

        let id = member["member_id"].as_str().unwrap();
        let tool = scene.kafkas_tool("--describe --members --group {}billing");
        assert!(
            tool.contains(&format!("billing {id} pod-1 /127.0.0.1 billing-1 3")),
            "{tool}"
        );
        scene
            .koffset("group describe {}billing")
            .exits(0)
            .says_nothing()
            .prints(&format!("group billing ({protocol}, stable)\n"))
            .prints(&format!("\nassignor {assignor}\n"))
            .prints("\nmembers 1\n")
            .prints(&format!("\nbilling-1 127.0.0.1 pod-1 {id} orders:0-2\n"));
    }
}

#[test]
fn an_empty_group_has_commits_and_no_members() {
    let scene = Scene::with_orders(&[10, 10], &[]);
    scene.commit_as_member("classic", "billing", "orders", &[4, 5]);
    let group = described(&scene, "billing");
    assert_eq!(
        (&group["type"], &group["state"]),
        (&json!("classic"), &json!("empty"))
    );
    assert_eq!(
        (&group["members"], &group["assignor"]),
        (&json!([]), &Value::Null)
    );
    assert_eq!(group["committed_partitions"], 2);
}

#[test]
fn a_simple_group_may_be_read_by_who_never_shows() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    scene
        .koffset("group describe {}billing")
        .exits(0)
        .prints("group billing (simple, empty)\n")
        .prints("\nprotocol -\n")
        .prints("\ncommitted 1 partition\n")
        .prints("\nowner consumers with assign(), if any: they never show as members\n");
}

#[test]
fn an_owner_is_guessed_with_its_reason() {
    let scene = Scene::with_orders(&[10], &[]);
    let fields = json!({"protocol": "classic", "client_id": "connector-consumer-sink-0", "await_partitions": 1});
    let _member = Member::joins(&scene, "billing", "orders", fields);
    await_state(&scene, "billing", "stable");
    let owner =
        json!({"engine": "connect", "evidence": "a member is called connector-consumer-sink-0"});
    assert_eq!(described(&scene, "billing")["owner"], owner);
}

#[test]
fn a_group_that_is_no_consumers_is_never_one_that_can_be_reset_since_kafka_4_1() {
    for (operations, protocol) in [
        (("start_share_consumer", "stop_share_consumer"), Value::Null),
        (("join_streams", "leave_raw"), Value::Null),
        (("join_raw", "leave_raw"), json!("connect")),
    ] {
        let scene = Scene::with_orders(&[10], &[]);
        let fields = json!({"protocol": "connect"});
        let _member = Member::start(&scene, operations, "billing", "orders", fields);
        let group = described(&scene, "billing");
        assert_eq!(
            (&group["type"], &group["state"]),
            (&json!("unknown"), &json!("unknown"))
        );
        assert_eq!(group["protocol"], protocol);
        for key in [
            "members",
            "committed_partitions",
            "coordinator",
            "owner",
            "error",
        ] {
            assert_eq!(group[key], Value::Null, "{key}");
        }
        scene
            .koffset("group describe {}billing")
            .exits(0)
            .prints("group billing (unknown, unknown)\n")
            .prints("! not a consumer group: koffset does not change its commits\n");
    }
}

#[test]
fn an_unknown_group_is_refused_and_the_others_not_shown() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("group describe {}billing {}biling")
        .exits(3)
        .says("error: group biling is not known to this cluster\n")
        .says("did you mean billing?")
        .never_says("nothing was changed")
        .prints_nothing();
    assert!(!scene.knows_group("biling"), "none is created");
}

#[test]
fn which_group_is_never_guessed() {
    let scene = Scene::new();
    scene
        .koffset("group describe")
        .exits(2)
        .says("which group is not said");
    scene
        .koffset("group describe billing -g billing")
        .exits(2)
        .says("group billing is named twice");
    scene
        .koffset("group describe --groups-matching {}nobody")
        .exits(3)
        .says("no consumer group matches");
}

#[test]
fn a_group_that_may_not_be_described_says_so_since_kafka_2_6() {
    let scene = guarded::scene();
    scene.orders(&[10], &[Some(4)]);
    deny(&scene, "describe", "group", "billing");
    let why = "group billing: ";
    let run = scene.koffset("group describe {}billing --format json");
    let document = run.exits(1).says(&format!("warning: {why}")).json();
    let group = &document["groups"][0];
    assert_eq!(
        (&group["type"], &group["members"]),
        (&json!("unknown"), &Value::Null)
    );
    assert!(group["error"].as_str().unwrap().contains("authorization"));
    // The other line is that topics may be hidden where an authorizer is at work.
    assert_eq!(document["incomplete"].as_array().unwrap().len(), 2);
    let wide = scene.koffset("group list {}billing --wide");
    wide.exits(1).says(&format!("warning: {why}"));
    assert!(wide.stdout.ends_with("billing simple empty - ? ? ? ?\n"));
}

#[test]
fn what_open_transactions_hold_is_noted_since_kafka_2_5() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    let transaction = Transaction::begin(&scene);
    transaction.produce("orders", 0, &[time_of(10), time_of(11)]);
    transaction.commit("billing", "orders", 1, 7);
    let table = scene.koffset("group describe {}billing");
    let document = scene.koffset("group describe {}billing --format json");
    drop(transaction);
    table
        .exits(0)
        .prints("committed 2 partitions\n")
        .prints("note orders:0: 2 above the last stable offset\nnote orders:1: a commit is pending in a transaction\n");
    let held = document.exits(0).json()["groups"][0]["transactions"].clone();
    assert_eq!(
        (&held[0]["above_last_stable"], &held[0]["pending_commit"]),
        (&json!(2), &json!(false))
    );
    assert_eq!(
        (&held[1]["above_last_stable"], &held[1]["pending_commit"]),
        (&json!(0), &json!(true))
    );
}
