//! `koffset delete-offsets` on real Kafka, judged by Kafka's own Java client.

use serde_json::json;

use crate::support::member::{Member, await_state};
use crate::support::scene::Scene;
use crate::support::version;

#[test]
fn the_commits_of_the_named_partitions_are_deleted_and_no_others_since_kafka_2_4() {
    let scene = Scene::with_orders(&[10, 10, 10], &[Some(4), Some(5), Some(6)]);
    scene.topic("payments", &[10]);
    scene.commit("billing", "payments", &[Some(7)]);
    scene
        .koffset("delete-offsets {}billing -t {}orders:0,2 --yes")
        .exits(0)
        .says("x orders 0 0 4 - - - - -\n")
        .says("x orders 2 0 6 - - - - -\n")
        .says("note a consumer that finds no commit starts where its auto.offset.reset says\n")
        .says("\n2 commits will be deleted.\n")
        .never_says("replayed and")
        .never_says("expire from")
        .prints("deleted 2 of 2 commits, read back and gone\n");
    assert_eq!(scene.offsets("billing", "orders"), [(1, 5)]);
    assert_eq!(scene.offsets("billing", "payments"), [(0, 7)]);
}

#[test]
fn all_topics_is_every_commit_and_the_group_stays_since_kafka_3_9() {
    for &protocol in version::consumer_protocols() {
        let scene = Scene::with_orders(&[10, 10, 10], &[]);
        scene.commit_as_member(protocol, "billing", "orders", &[4, 5]);
        scene
            .koffset("delete-offsets {}billing --all-topics --yes")
            .exits(0)
            .says(&format!("group billing ({protocol}, empty)"))
            .never_says("orders 2")
            .prints("deleted 2 of 2 commits, read back and gone\n");
        assert_eq!(scene.offsets("billing", "orders"), []);
        assert!(scene.knows_group("billing"), "{protocol}");
        scene
            .koffset("delete-offsets {}billing --all-topics --yes")
            .exits(0)
            .prints("nothing to do\n");
    }
}

#[test]
fn partitions_without_a_commit_are_kept_and_shown_since_kafka_2_4() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    let run = scene.koffset("delete-offsets {}billing -t {}orders --yes --format json");
    let outcome = run.exits(0).says("\norders 1 0 - - - - - -\n").json();
    let rows = outcome["groups"][0]["partitions"].as_array().unwrap();
    let statuses: Vec<_> = rows.iter().map(|row| &row["status"]).collect();
    assert_eq!(statuses, ["applied", "unchanged"]);
    assert_eq!(outcome["groups"][0]["removal"], json!(null));
}

#[test]
fn a_dry_run_prints_what_would_be_deleted_and_deletes_nothing() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let run = scene.koffset("delete-offsets {}billing -t {}orders --dry-run --format json");
    let plan = run.exits(0).json();
    assert_eq!(plan["command"], "delete-offsets");
    assert_eq!(plan["groups"][0]["remove_group"], false);
    let change = &plan["groups"][0]["changes"][0];
    assert_eq!(change["action"], "delete");
    assert_eq!(change["before"]["offset"], 4);
    assert_eq!(change["after"], json!(null));
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn several_groups_and_patterns_of_groups_and_topics_are_taken_together_since_kafka_2_4() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.topic("orders-dlq", &[10]);
    scene.commit("billing", "orders-dlq", &[Some(1)]);
    scene.commit("shipping", "orders", &[Some(5)]);
    scene.commit("audit", "orders", &[Some(6)]);
    scene
        .koffset(
            "delete-offsets --groups-matching {}(bill|shipp)ing --topics-matching {}orders.* --yes",
        )
        .exits(0)
        .prints("deleted 3 of 3 commits, read back and gone\n");
    for topic in ["orders", "orders-dlq"] {
        assert_eq!(scene.offsets("billing", topic), []);
        assert_eq!(scene.offsets("shipping", topic), []);
    }
    assert_eq!(scene.offsets("audit", "orders"), [(0, 6)]);
}

#[test]
fn unknown_groups_and_topics_are_refused() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("delete-offsets {}billign -t {}orders --yes")
        .exits(3)
        .says("error: group billign is not known to this cluster\n")
        .says("hint: did you mean billing?")
        .never_says("--create-group");
    scene
        .koffset("delete-offsets {}billing -t {}order --yes")
        .exits(3)
        .says("error: topic order is not known to this cluster\n")
        .says("nothing was changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn what_is_to_be_deleted_has_to_be_said() {
    let scene = Scene::new();
    for (line, said) in [
        ("delete-offsets {}billing", "which topics is not said"),
        ("delete-offsets -t {}orders", "which group is not said"),
        (
            "delete-offsets {}billing --all-topics --create-group",
            "--create-group",
        ),
        (
            "delete-offsets {}billing --all-topics --committed-only",
            "--committed-only",
        ),
    ] {
        scene.koffset(line).exits(2).says(said);
    }
}

#[test]
fn a_running_group_is_refused_and_its_members_named() {
    for &protocol in version::consumer_protocols() {
        let scene = Scene::with_orders(&[10], &[Some(4)]);
        let fields = json!({"protocol": protocol, "client_id": "billing-1", "await_partitions": 1});
        let _member = Member::joins(&scene, "billing", "orders", fields);
        await_state(&scene, "billing", "stable");
        scene
            .koffset("delete-offsets {}billing -t {}orders --yes")
            .exits(3)
            .says("error: group billing has active members; koffset deletes commits only of an empty group\n")
            .says("(client billing-1, host 127.0.0.1): orders:0")
            .says("hint: stop them, then run this again")
            .says("nothing was changed");
        assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
    }
}
