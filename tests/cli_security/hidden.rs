//! Commits in a topic that the user may not describe: Kafka's own client sees them where it may, koffset cannot
//! know of them, and says so.

use std::sync::Once;

use serde_json::{Value, json};

use crate::support::guarded::deny;
use crate::support::process::koffset;
use crate::support::scene::Scene;
use crate::support::secured::{self, Secured, Way};

const WAY: Way = Way::Password("SCRAM-SHA-512");
const HIDDEN: &str = "commits in topics that you may not describe are not shown, if there are any: the cluster does not tell";

/// A group that stands in orders, and in payments, which nobody but an administrator may describe.
fn scene(cluster: &Secured) -> Scene {
    let scene = cluster.scene(WAY);
    scene.orders(&[10], &[Some(4)]);
    scene.topic("payments", &[10]);
    scene.commit("billing", "payments", &[Some(3)]);
    deny(&scene, "describe", "topic", "payments");
    scene
}

#[test]
fn every_command_that_shows_commits_says_that_it_cannot_know_of_all() {
    let cluster = secured::cluster();
    let scene = scene(cluster);
    assert_eq!(scene.offsets("billing", "payments"), [(0, 3)]);
    let reader = cluster.options(WAY, "reader");
    for line in [
        "lag {}billing",
        "range --group {}billing",
        "group describe {}billing",
        "group list {}billing --wide",
        "watch {}billing --until empty",
        "snapshot {}billing --output taken.json",
    ] {
        let run = scene.koffset(&format!("{reader} {line}"));
        run.exits(0).says(HIDDEN).never_says("payments");
    }
    let lag = scene.koffset(&format!("{reader} lag {{}}billing --format json"));
    assert_eq!(lag.json()["incomplete"], serde_json::json!([HIDDEN]));
    let taken = std::fs::read(scene.file("taken.json")).unwrap();
    let taken: Value = serde_json::from_slice(&taken).unwrap();
    assert_eq!(taken["all_topics"], false);
    assert_eq!(taken["groups"][0]["offsets"].as_array().unwrap().len(), 1);
    // Who may do everything sees both; that he does no cluster with an authorizer tells.
    let seen = koffset(cluster.said("bootstrap"), &["lag", &scene.name("billing")]);
    seen.exits(0).prints(&scene.name("payments")).says(HIDDEN);
}

#[test]
fn exact_keeps_commits_in_a_topic_that_was_hidden_from_who_took_the_snapshot_whatever_else_he_may()
{
    let cluster = cluster_with_a_janitor();
    let scene = scene(cluster);
    let janitor = cluster.with_password("SCRAM-SHA-512", JANITOR, JANITOR);
    scene.topic("refunds", &[10]);
    for (operation, resource, name) in [
        ("describe", "group", scene.name("billing")),
        ("describe", "topic", scene.name("orders")),
        ("describe", "topic", scene.name("refunds")),
    ] {
        allow(&scene, operation, resource, &name);
    }
    scene
        .koffset(&format!(
            "{janitor} snapshot {{}}billing --output taken.json"
        ))
        .exits(0)
        .says(HIDDEN);
    let taken = std::fs::read(scene.file("taken.json")).unwrap();
    let taken: Value = serde_json::from_slice(&taken).unwrap();
    assert_eq!(taken["all_topics"], false);
    scene.commit("billing", "orders", &[Some(9)]);
    scene.commit("billing", "refunds", &[Some(2)]);
    // An administrator, who sees all three topics, takes the group back to it: what was visible and had no commit
    // goes, and what was hidden stays.
    let admin = Scene::of(cluster.said("bootstrap"), cluster.said("bootstrap"));
    let file = scene.file("taken.json");
    admin
        .koffset_words(&[
            "reset",
            "--to-snapshot",
            file.to_str().unwrap(),
            "--exact",
            "--yes",
        ])
        .exits(0)
        .says("the snapshot does not show that there was no commit: left alone");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
    assert_eq!(scene.offsets("billing", "refunds"), []);
    assert_eq!(scene.offsets("billing", "payments"), [(0, 3)]);
}

/// A user with CLUSTER_ACTION, which says nothing of topics.
const JANITOR: &str = "janitor";

fn cluster_with_a_janitor() -> &'static Secured {
    static HIRED: Once = Once::new();
    let cluster = secured::cluster();
    HIRED.call_once(|| {
        let scene = cluster.scene(WAY);
        let user = json!({"user": JANITOR, "password": JANITOR});
        scene.checker.ask("scram_user", user);
        allow(&scene, "cluster_action", "cluster", "kafka-cluster");
        allow(&scene, "describe", "cluster", "kafka-cluster");
    });
    cluster
}

fn allow(scene: &Scene, operation: &str, resource: &str, name: &str) {
    let entry =
        json!({"user": JANITOR, "operation": operation, "resource": resource, "name": name});
    scene.checker.ask("allow", entry);
}

#[test]
fn the_screen_says_it_below_the_table() {
    let cluster = secured::cluster();
    let scene = scene(cluster);
    let reader = cluster.options(WAY, "reader");
    let mut terminal = scene.on_terminal(250, &format!("{reader} watch {{}}billing"));
    terminal.await_text(HIDDEN);
    terminal.type_in("q");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.text());
}

#[test]
fn a_change_of_all_topics_says_it_and_leaves_the_hidden_commits_where_they_are() {
    let cluster = secured::cluster();
    let scene = scene(cluster);
    let operator = cluster.options(WAY, "operator");
    let run = |line: &str| scene.koffset(&format!("{operator} {line}"));
    for line in [
        "reset {}billing --all-topics --to-latest --yes",
        "delete-offsets {}billing --all-topics --yes",
    ] {
        run(line)
            .exits(0)
            .says(&format!("warning: {HIDDEN}\n"))
            .never_says("payments");
        assert_eq!(scene.offsets("billing", "payments"), [(0, 3)], "{line}");
    }
    assert!(scene.offsets("billing", "orders").is_empty());
    // Only what goes with a group itself cannot be kept, and that is said before anybody agrees.
    run("group delete {}billing --dry-run")
        .exits(0)
        .prints("what is not seen is lost: commits in topics that you may not describe");
    assert_eq!(scene.offsets("billing", "payments"), [(0, 3)]);
}

#[test]
fn a_hidden_topic_that_is_named_is_refused_with_its_right() {
    let cluster = secured::cluster();
    let scene = scene(cluster);
    let operator = cluster.options(WAY, "operator");
    for line in [
        "lag {}billing -t {}payments",
        "reset {}billing -t {}payments --to-latest --yes",
        "range {}payments",
    ] {
        scene
            .koffset(&format!("{operator} {line}"))
            .exits(1)
            .says("topic payments: topic authorization failed: needs DESCRIBE on the topic\n")
            .says(" --allow-principal User:operator --operation DESCRIBE --topic payments\n");
    }
    assert_eq!(scene.offsets("billing", "payments"), [(0, 3)]);
}
