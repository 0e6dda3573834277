//! What the broker's authorizer keeps from koffset.

use super::written::{changes, no_change, only_change};
use crate::support::guarded::{self, deny};
use crate::support::scene::Scene;
use crate::support::terminal::Terminal;

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

/// Lets koffset ask, and denies it one of the topics while it waits for the answer.
fn denied_after_the_question(scene: &Scene) -> Terminal {
    let line = RESET.replace(" --yes", "");
    let mut terminal = scene.on_terminal(250, &line);
    terminal.await_text("[y/N]");
    deny(scene, "read", "topic", "payments");
    terminal.type_in("y\r");
    assert_eq!(terminal.exit_code(), 5, "{}", terminal.text());
    terminal
}

#[test]
fn a_topic_that_may_not_be_read_keeps_the_whole_change_from_being_sent_since_kafka_2_3() {
    let scene = scene();
    deny(&scene, "read", "topic", "payments");
    scene
        .koffset(RESET)
        .exits(3)
        .prints_nothing()
        .says(
            "error: you may not make this change:\ntopic payments: needs READ on the topic\nhint: ",
        )
        .says(" --add --allow-principal User:ANONYMOUS --operation READ --topic payments\n")
        .says("koffset access -t payments shows all that is missing\nnothing was changed\n");
    assert_eq!(stands_at(&scene), [4, 4]);
    no_change(&scene.name("billing"));
}

#[test]
fn a_topic_that_is_denied_after_the_question_is_named_and_the_other_one_is_moved_and_taken_back() {
    let scene = scene();
    let terminal = denied_after_the_question(&scene);
    for said in [
        "moved 1 of 2 partitions, 1 not moved",
        "topic authorization failed: needs READ on the topic",
        "error: the cluster did not take the whole change",
    ] {
        assert!(terminal.text().contains(said), "{}", terminal.text());
    }
    assert_eq!(stands_at(&scene), [0, 4]);
    let change = only_change(&scene.name("billing"));
    change.holds("partial", &[(Some(4), "applied"), (Some(4), "failed")]);
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
            "topic payments: needs READ on the topic",
        ),
        (
            "delete",
            "group",
            "billing",
            "group billing: needs DELETE on the group",
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
            .says(&format!("you may not make this change:\n{because}\nhint: "))
            .says("shows all that is missing\nnothing was changed\n");
        assert_eq!(stands_at(&scene), [7, 7]);
        no_change(&scene.name("billing"));
    }
}

#[test]
fn a_group_that_may_not_be_read_is_not_moved_at_all_since_kafka_2_3() {
    let scene = scene();
    deny(&scene, "read", "group", "billing");
    scene
        .koffset(RESET)
        .exits(3)
        .prints_nothing()
        .says("error: you may not make this change:\ngroup billing: needs READ on the group\n")
        .says(" --add --allow-principal User:ANONYMOUS --operation READ --group billing\n")
        .says("koffset access -g billing shows all that is missing\nnothing was changed\n");
    assert_eq!(stands_at(&scene), [4, 4]);
    no_change(&scene.name("billing"));
}

#[test]
fn a_group_that_may_not_be_deleted_is_not_tried_to_be_since_kafka_2_3() {
    let scene = scene();
    deny(&scene, "delete", "group", "billing");
    scene
        .koffset("group delete {}billing --yes")
        .exits(3)
        .prints_nothing()
        .says("error: you may not make this change:\ngroup billing: needs DELETE on the group\n")
        .says(" --operation DELETE --group billing\n");
    assert_eq!(stands_at(&scene), [4, 4]);
    no_change(&scene.name("billing"));
}
