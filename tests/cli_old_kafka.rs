//! What koffset says where the brokers are too old to do or to tell something.

use serde_json::json;

use crate::support::names::unique;
use crate::support::scene::Scene;

const PENDING: &str = "commits that are pending in a transaction";

fn scene() -> Scene {
    Scene::with_orders(&[10, 10], &[Some(4), Some(7)])
}

#[test]
fn commits_are_not_deleted_and_the_broker_is_named_for_it_before_kafka_2_4() {
    let scene = scene();
    scene
        .koffset("delete-offsets {}billing --topic {}orders --yes")
        .exits(3)
        .says("the broker does not know OffsetDelete, which came with Kafka 2.4\n")
        .says("nothing was changed\n");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 7)]);
}

#[test]
fn a_change_says_that_pending_commits_are_not_seen_before_kafka_2_5() {
    let scene = scene();
    let transaction = json!({ "handle": unique("transaction") });
    scene.checker.ask("txn_begin", transaction.clone());
    let mut pending = transaction.clone();
    pending["group"] = json!(scene.name("billing"));
    pending["offsets"] = json!([{"topic": scene.name("orders"), "partition": 1, "offset": 9}]);
    scene.checker.ask("txn_send_offsets", pending);
    let planned =
        scene.koffset("reset {}billing -t {}orders --to-earliest --dry-run --format json");
    let changed = scene.koffset("reset {}billing -t {}orders --to-earliest --yes");
    scene.checker.ask("txn_abort", transaction);
    let plan = planned.exits(0).json();
    let warnings = plan["groups"][0]["warnings"].as_array().unwrap();
    let codes: Vec<_> = warnings.iter().map(|warning| &warning["code"]).collect();
    assert_eq!(codes, ["simple_group", "expires_by_age", "pending_unseen"]);
    changed.exits(0).says(&format!(
        "warning {PENDING} cannot be seen on brokers before Kafka 2.5: one may move the group again when its transaction ends\n"
    ));
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
}

#[test]
fn nothing_is_said_of_pending_commits_that_would_be_seen_since_kafka_2_5() {
    scene()
        .koffset("reset {}billing -t {}orders --to-earliest --yes")
        .exits(0)
        .never_says(PENDING);
}

#[test]
fn a_listing_tells_no_state_before_kafka_2_6() {
    let scene = scene();
    scene
        .koffset("group list --groups-matching {}.*")
        .exits(0)
        .prints("billing simple unknown -\n");
}

#[test]
fn what_the_user_may_do_is_unknown_before_kafka_2_3() {
    let scene = scene();
    scene
        .koffset("access reset -g {}billing -t {}orders")
        .exits(1)
        .prints("unknown ? DESCRIBE, READ: the brokers do not tell what you may do\n");
}
