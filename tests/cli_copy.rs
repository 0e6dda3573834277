//! `koffset copy` on real Kafka, judged by Kafka's own Java client.

use koffset::model::{CommittedOffset, Offset};
use serde_json::json;

use crate::support::member::{Member, await_state};
use crate::support::names::unique;
use crate::support::scene::Scene;

mod mapped;

/// A commit with everything that a client can put into it.
fn commit(offset: i64) -> CommittedOffset {
    CommittedOffset {
        offset: Offset::new(offset).unwrap(),
        leader_epoch: Some(0),
        metadata: Some("ready".to_owned()),
    }
}

#[test]
fn the_other_group_gets_offsets_epochs_and_metadata_since_kafka_2_8() {
    let scene = Scene::with_orders(&[10, 10], &[None, Some(6)]);
    scene.topic("payments", &[10]);
    scene.commit_as("billing", "orders", 0, &commit(4));
    scene.commit_as("billing", "payments", 0, &commit(9));
    scene
        .koffset("copy {}billing {}green --all-topics --create-group --yes")
        .exits(0)
        .says("target where group billing stands\n")
        .says("note the group does not exist yet: the commit creates it as a simple group, whose commits expire one by one: Kafka forgets each 7 days after it was made, unless a consumer joins")
        .prints("moved 3 of 3 partitions, read back and equal\n");
    for topic in ["orders", "payments"] {
        assert_eq!(
            scene.committed("green", topic),
            scene.committed("billing", topic)
        );
    }
    assert_eq!(scene.committed("green", "orders")[0], (0, commit(4)));
}

#[test]
fn the_scope_is_that_of_the_group_that_is_copied() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(5)]);
    for topic in ["orders-dlq", "payments"] {
        scene.topic(topic, &[10]);
        scene.commit("billing", topic, &[Some(6)]);
    }
    scene.commit("green", "payments", &[Some(1)]);
    scene
        .koffset("copy {}billing {}green -t {}orders:1 --yes")
        .exits(0);
    assert_eq!(scene.offsets("green", "orders"), [(1, 5)]);
    scene
        .koffset("copy {}billing {}green --topics-matching {}orders.* --yes")
        .exits(0);
    assert_eq!(scene.offsets("green", "orders"), [(0, 4), (1, 5)]);
    assert_eq!(scene.offsets("green", "orders-dlq"), [(0, 6)]);
    assert_eq!(scene.offsets("green", "payments"), [(0, 1)]);
}

#[test]
fn partitions_without_a_commit_of_the_copied_group_are_refused_unless_it_is_said_what_to_do() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    scene.commit("green", "orders", &[None, Some(1)]);
    let line = "copy {}billing {}green --all-topics --yes";
    scene
        .koffset(line)
        .exits(3)
        .says("error: orders:1 of group green: the group to follow has no commit there")
        .says("hint: write --skip-uncommitted to leave such partitions alone")
        .says("nothing was changed");
    scene
        .koffset(&format!("{line} --committed-only"))
        .exits(0)
        .never_says("orders 1");
    scene
        .koffset(&format!("{line} --skip-uncommitted"))
        .exits(0)
        .says("orders 1 0 1 1 - - - 9 no commit to go by: left alone\n");
    assert_eq!(scene.offsets("green", "orders"), [(0, 4), (1, 1)]);
}

#[test]
fn only_missing_leaves_what_the_group_has() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(5)]);
    scene.commit("green", "orders", &[Some(9)]);
    scene
        .koffset("copy {}billing {}green -t {}orders --only-missing --yes")
        .exits(0)
        .prints("moved 1 of 1 partition,");
    assert_eq!(scene.offsets("green", "orders"), [(0, 9), (1, 5)]);
}

#[test]
fn a_position_that_the_log_has_lost_is_refused_or_clamped() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.commit("green", "orders", &[Some(9)]);
    scene.delete_records("orders", 0, 6);
    let line = "copy {}billing {}green -t {}orders --yes";
    scene
        .koffset(line)
        .exits(3)
        .says("offset 4 is before the start of the log (6)");
    scene
        .koffset(&format!("{line} --out-of-range clamp"))
        .exits(0);
    assert_eq!(scene.offsets("green", "orders"), [(0, 6)]);
}

#[test]
fn a_group_that_runs_is_copied_as_of_this_moment_and_one_that_would_get_it_is_refused() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.commit("green", "orders", &[Some(1)]);
    let fields = json!({"protocol": "classic", "await_partitions": 1});
    let _member = Member::joins(&scene, "billing", "orders", fields);
    await_state(&scene, "billing", "stable");
    scene
        .koffset("copy {}green {}billing -t {}orders --yes")
        .exits(3)
        .says(
            "error: group billing has active members; the broker rejects outside commits until they leave",
        );
    scene
        .koffset("copy {}billing {}green -t {}orders --yes")
        .exits(0)
        .says("warning group billing has a member and moves on: this is where it stands at this moment\n");
    assert_eq!(scene.offsets("green", "orders"), [(0, 4)]);
}

#[test]
fn unknown_groups_are_refused_and_not_created() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    for scope in ["-t {}orders", "--all-topics"] {
        scene
            .koffset(&format!(
                "copy {{}}billign {{}}green {scope} --create-group --yes"
            ))
            .exits(3)
            .says("error: group billign is not known to this cluster\n")
            .says("hint: did you mean billing?");
    }
    scene
        .koffset("copy {}billing {}green --all-topics --yes")
        .exits(3)
        .says("error: group green is not known to this cluster, and a commit would create it")
        .says("hint: if a group of this name is to be created, write --create-group");
    assert!(!scene.knows_group("green"));
}

#[test]
fn a_group_that_is_no_consumers_is_not_copied_since_kafka_4_1() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let _worker = Member::start(
        &scene,
        ("join_raw", "leave_raw"),
        "connect",
        "orders",
        json!({}),
    );
    let share = ("start_share_consumer", "stop_share_consumer");
    let _sharer = Member::start(&scene, share, "sharers", "orders", json!({}));
    for group in ["connect", "sharers"] {
        for scope in ["-t {}orders", "--all-topics"] {
            scene
                .koffset(&format!("copy {{}}{group} {{}}billing {scope} --yes"))
                .exits(3)
                .says(&format!("error: group {group} "))
                .says("koffset does not change its commits")
                .says("nothing was changed");
        }
    }
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_pending_commit_of_the_copied_group_is_not_taken_for_none_since_kafka_2_5() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    scene.commit("green", "orders", &[Some(1), Some(1)]);
    let transaction = json!({ "handle": unique("transaction") });
    scene.checker.ask("txn_begin", transaction.clone());
    let mut offsets = transaction.clone();
    let row =
        |partition| json!({"topic": scene.name("orders"), "partition": partition, "offset": 7});
    offsets["group"] = json!(scene.name("billing"));
    offsets["offsets"] = json!([row(0), row(1)]);
    scene.checker.ask("txn_send_offsets", offsets);
    let run = scene.koffset("copy {}billing {}green -t {}orders --skip-uncommitted --yes");
    scene.checker.ask("txn_abort", transaction);
    run.exits(3)
        .says("error: orders:0 of group green: the commit to go to could not be read:")
        .says("error: orders:1 of group green: the commit to go to could not be read:");
    assert_eq!(scene.offsets("green", "orders"), [(0, 1), (1, 1)]);
}

#[test]
fn a_dry_run_prints_the_plan_and_copies_nothing() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let run =
        scene.koffset("copy {}billing {}green --all-topics --create-group --dry-run --format json");
    let plan = run.exits(0).json();
    assert_eq!(plan["command"], "copy");
    assert_eq!(plan["groups"][0]["group_id"], "green");
    assert_eq!(plan["groups"][0]["changes"][0]["after"]["offset"], 4);
    assert!(!scene.knows_group("green"));
}

#[test]
fn what_makes_no_sense_is_said_before_the_cluster_is_asked() {
    let scene = Scene::new();
    for (line, said) in [
        ("copy {}billing", "<TO>"),
        ("copy {}billing {}green", "which topics is not said"),
        (
            "copy {}billing {}billing --all-topics",
            "there is nothing to copy to itself",
        ),
        (
            "copy {}a {}b -t {}orders --committed-only",
            "--committed-only belongs to --all-topics",
        ),
        (
            "copy {}a {}b --all-topics --topic-map orders",
            "expected two topics",
        ),
        (
            "copy {}a {}b --all-topics --topic-map o=o",
            "o is mapped to itself",
        ),
        (
            "copy {}a {}b --all-topics --topic-map o=p --topic-map o=q",
            "topic o is mapped twice",
        ),
        (
            "copy {}a {}b --all-topics --no-record-after skip",
            "--no-record-after",
        ),
    ] {
        scene.koffset(line).exits(2).says(said);
    }
}
