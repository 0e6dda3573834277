//! Commits in a topic that the user may not describe: Kafka's own client sees them where it may, koffset cannot
//! know of them, and says so.

use serde_json::Value;

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
    // Who may do everything sees both, and is told of nothing that he might not.
    let seen = koffset(cluster.said("bootstrap"), &["lag", &scene.name("billing")]);
    seen.exits(0)
        .prints(&scene.name("payments"))
        .never_says(HIDDEN);
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
