//! What the broker's authorizer keeps from koffset.

use serde_json::Value;

use super::written::{changes, no_change, only_change};
use crate::support::guarded::{self, deny};
use crate::support::koffset::Run;
use crate::support::scene::Scene;

const RESET: &str = "reset {}billing -t {}orders -t {}payments --to-earliest --yes";

/// A group in the middle of two topics.
fn scene() -> Scene {
    let scene = guarded::scene();
    for topic in ["orders", "payments"] {
        scene.topic(topic, &[10]);
        scene.commit("billing", topic, &[Some(4)]);
    }
    scene
}

fn stands_at(scene: &Scene) -> [i64; 2] {
    ["orders", "payments"].map(|topic| scene.offsets("billing", topic)[0].1)
}

fn rows(run: &Run) -> Vec<Value> {
    let outcome = run.json();
    outcome["groups"][0]["partitions"]
        .as_array()
        .unwrap()
        .clone()
}

#[test]
fn a_topic_that_may_not_be_read_is_named_and_the_other_one_is_moved() {
    let scene = scene();
    deny(&scene, "read", "topic", "payments");
    let run = scene.koffset(&format!("{RESET} --format json"));
    run.exits(5)
        .says("error: the cluster did not take the whole change")
        .never_says("nothing was changed");
    assert_eq!(run.json()["result"], "partial");
    let [moved, denied] = <[Value; 2]>::try_from(rows(&run)).unwrap();
    assert_eq!(moved["topic"], "orders");
    assert_eq!(moved["status"], "applied");
    assert_eq!(moved["error"], Value::Null);
    assert_eq!(denied["topic"], "payments");
    assert_eq!(denied["status"], "failed");
    assert_eq!(
        denied["error"],
        "topic authorization failed: needs READ on the topic"
    );
    assert_eq!(denied["read_back"]["offset"], 4);
    assert_eq!(stands_at(&scene), [0, 4]);
    let change = only_change(&scene.name("billing"));
    change.holds("partial", &[(Some(4), "applied"), (Some(4), "failed")]);
}

#[test]
fn what_was_moved_of_a_denied_change_is_taken_back_and_nothing_else_is_touched() {
    let scene = scene();
    deny(&scene, "read", "topic", "payments");
    scene.koffset(RESET).exits(5);
    let change = only_change(&scene.name("billing"));
    scene
        .koffset(&format!("undo {} --yes", change.id))
        .exits(0)
        .prints("moved 1 of 1 partition, read back and equal\n");
    assert_eq!(stands_at(&scene), [4, 4]);
    let [_, undo] = changes(&scene.name("billing")).try_into().ok().unwrap();
    undo.holds("applied", &[(Some(0), "applied")]);
}

#[test]
fn commits_that_may_not_be_removed_keep_the_whole_change_from_being_sent_since_kafka_2_4() {
    for (operation, resource, name, because) in [
        (
            "read",
            "topic",
            "payments",
            "group billing in topic payments cannot be removed: topic authorization failed: \
                needs READ on the topic",
        ),
        (
            "delete",
            "group",
            "billing",
            "group billing cannot be removed: group authorization failed: needs DELETE on the group",
        ),
    ] {
        let scene = guarded::scene();
        scene.topic("orders", &[10]);
        scene.topic("payments", &[10]);
        scene.commit("billing", "orders", &[Some(4)]);
        let saved = "snapshot {}billing --output before.json";
        scene.koffset(saved).exits(0);
        scene.commit("billing", "orders", &[Some(7)]);
        scene.commit("billing", "payments", &[Some(7)]);
        deny(&scene, operation, resource, name);
        scene
            .koffset("reset --to-snapshot before.json --exact --yes")
            .exits(3)
            .prints_nothing()
            .says(&format!("error: commits of {because}\nhint: "))
            .says("shows all that is missing\nnothing was changed\n");
        assert_eq!(stands_at(&scene), [7, 7]);
        no_change(&scene.name("billing"));
    }
}

#[test]
fn a_group_that_may_not_be_read_is_not_moved_at_all() {
    let scene = scene();
    deny(&scene, "read", "group", "billing");
    scene
        .koffset(RESET)
        .exits(1)
        .prints("! billing orders 0 4 0 4 group authorization failed: needs READ on the group\n")
        .prints("! billing payments 0 4 0 4 group authorization failed: needs READ on the group\n")
        .says("error: the cluster took no part of the change\n")
        .says(" --add --allow-principal User:ANONYMOUS --operation READ --group billing\n")
        .says("koffset access -g billing shows all that is missing\nnothing was changed\n");
    assert_eq!(stands_at(&scene), [4, 4]);
    let change = only_change(&scene.name("billing"));
    change.holds("unchanged", &[(Some(4), "failed"); 2]);
}
