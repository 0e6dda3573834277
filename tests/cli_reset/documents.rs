//! The JSON documents of a plan and of an outcome, key by key.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::kafka;
use crate::support::process::koffset;
use crate::support::scene::Scene;

#[track_caller]
fn assert_keys(value: &Value, expected: &str) {
    let keys: BTreeSet<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(keys, expected.split_whitespace().collect(), "{value:#}");
}

const ENVELOPE: &str = "schema version cluster_id observed_at incomplete";
const COMMITTED: &str = "offset leader_epoch metadata";

#[test]
fn a_plan_is_one_document_with_every_key_since_kafka_2_8() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    let run = scene.koffset("reset {}billing -t {}orders --to-latest --dry-run --format json");
    let plan = run.exits(0).says_nothing().json();
    assert_keys(
        &plan,
        &format!("{ENVELOPE} id command description undoes digest topics groups"),
    );
    assert_eq!(plan["schema"], "koffset.plan");
    assert_eq!(plan["version"], 1);
    assert_eq!(plan["command"], "reset");
    assert_eq!(plan["cluster_id"], scene.checker.cluster_id());
    assert_eq!(plan["incomplete"], json!([]));
    let orders = json!({"topic": "orders", "partitions": 2});
    assert_eq!(plan["topics"], json!([orders]));
    let group = &plan["groups"][0];
    assert_keys(
        group,
        "group_id type state absent remove_group applicable blockers warnings changes",
    );
    assert_eq!(group["group_id"], "billing");
    assert_eq!(group["type"], "simple");
    assert_eq!(group["state"], "empty");
    assert_eq!(plan["undoes"], Value::Null);
    assert_eq!(group["absent"], false);
    assert_eq!(group["remove_group"], false);
    assert_eq!(group["applicable"], true);
    assert_eq!(group["warnings"][0]["code"], "simple_group");
    let topic_id = scene.checker.topic_id(&scene.name("orders"));
    let expected = json!([
        {
            "topic": "orders",
            "topic_id": topic_id,
            "partition": 0,
            "log_start": 0,
            "end": 10,
            "last_stable": 10,
            "before": {"offset": 4, "leader_epoch": null, "metadata": null},
            "after": {"offset": 10, "leader_epoch": 0, "metadata": null},
            "action": "advance",
            "delta": 6,
            "replayed": 0,
            "skipped": 6,
            "lag_after": 0,
            "requested": "latest",
            "notes": [],
        },
        {
            "topic": "orders",
            "topic_id": topic_id,
            "partition": 1,
            "log_start": 0,
            "end": 10,
            "last_stable": 10,
            "before": null,
            "after": {"offset": 10, "leader_epoch": 0, "metadata": null},
            "action": "create",
            "delta": null,
            "replayed": null,
            "skipped": null,
            "lag_after": 0,
            "requested": "latest",
            "notes": ["no commit before"],
        },
    ]);
    assert_eq!(group["changes"], expected);
}

#[test]
fn a_blocked_plan_is_a_document_too() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let line = "reset {}billing -t {}orders --to-offset 11 --format json";
    for how in ["--dry-run", "--yes"] {
        let plan = scene.koffset(&format!("{line} {how}")).exits(3).json();
        let group = &plan["groups"][0];
        assert_eq!(group["applicable"], false, "{how}");
        let expected = json!([{
            "code": "out_of_range",
            "message": "orders:0 of group billing: offset 11 is beyond the end of the log (10)",
            "topic": "orders",
            "partition": 0,
        }]);
        assert_eq!(group["blockers"], expected);
        assert_eq!(group["changes"][0]["action"], "keep");
    }
}

#[test]
fn a_plans_digest_is_of_the_whole_document_but_itself_and_the_id_made_of_it() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let line = ["reset", &group, "-t", &topic, "--to-latest", "--dry-run"];
    // As koffset prints it: a scene takes its prefix out of that.
    let run = koffset(
        kafka::bootstrap(),
        &[&line[..], &["--format", "json"]].concat(),
    );
    let plan = run.exits(0).json();
    let mut rest = plan.clone();
    let keys = rest.as_object_mut().unwrap();
    let (id, digest) = (keys.remove("id").unwrap(), keys.remove("digest").unwrap());
    let hash = Sha256::digest(rest.to_string());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, json!(hash));
    let id = id.as_str().unwrap();
    assert!(id.ends_with(&format!("Z-{}", &hash[..8])), "{id}");
}

#[test]
fn an_outcome_is_one_document_with_every_key() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(10)]);
    let run = scene.koffset("reset {}billing -t {}orders --to-latest --yes --format json");
    let outcome = run.exits(0).json();
    assert_keys(
        &outcome,
        &format!("{ENVELOPE} plan_id journal_id result groups"),
    );
    assert_eq!(outcome["schema"], "koffset.outcome");
    assert_eq!(outcome["version"], 1);
    assert!(outcome["journal_id"].is_string(), "{outcome:#}");
    assert_eq!(outcome["result"], "applied");
    let group = &outcome["groups"][0];
    assert_keys(group, "group_id removal partitions");
    let [moved, kept] = [0, 1].map(|index| &group["partitions"][index]);
    assert_keys(
        moved,
        "topic partition before requested read_back read_back_error status error",
    );
    assert_keys(&moved["read_back"], COMMITTED);
    assert_eq!(moved["before"]["offset"], 4);
    assert_eq!(moved["requested"]["offset"], 10);
    assert_eq!(moved["read_back"]["offset"], 10);
    assert_eq!(moved["status"], "applied");
    assert_eq!(moved["error"], Value::Null);
    assert_eq!(kept["status"], "unchanged");
}

#[test]
fn an_outcome_without_a_change_is_a_document_too() {
    let scene = Scene::with_orders(&[10], &[Some(10)]);
    let run = scene.koffset("reset {}billing -t {}orders --to-latest --yes --format json");
    let outcome = run.exits(0).json();
    assert_eq!(outcome["result"], "unchanged");
}
