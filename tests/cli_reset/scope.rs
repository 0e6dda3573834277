//! Which partitions of which groups are moved.

use serde_json::json;

use crate::support::member::{Member, await_state};
use crate::support::scene::Scene;

#[test]
fn partitions_of_a_topic_are_named_one_by_one_or_as_a_range() {
    let scene = Scene::with_orders(&[10; 6], &[Some(5); 6]);
    scene
        .koffset("reset {}billing --topic {}orders:0,2-4 --to-latest --yes")
        .exits(0)
        .prints("moved 4 of 4 partitions");
    let expected = [10, 5, 10, 10, 10, 5];
    let offsets = scene.offsets("billing", "orders").into_iter();
    assert!(offsets.eq((0..).zip(expected)));
}

#[test]
fn several_topics_may_be_named_and_matched() {
    let scene = Scene::with_orders(&[10], &[Some(5)]);
    for topic in ["payments", "payments-eu", "clicks"] {
        scene.topic(topic, &[3]);
    }
    scene
        .koffset("reset {}billing -t {}orders --topics-matching {}payments.* --to-latest --yes")
        .exits(0)
        .prints("moved 3 of 3 partitions");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10)]);
    assert_eq!(scene.offsets("billing", "payments"), [(0, 3)]);
    assert_eq!(scene.offsets("billing", "payments-eu"), [(0, 3)]);
    assert_eq!(scene.offsets("billing", "clicks"), []);
}

#[test]
fn all_topics_are_those_with_commits_and_all_their_partitions() {
    let scene = Scene::with_orders(&[10, 10], &[Some(5), None]);
    scene.topic("payments", &[3]);
    scene.commit("billing", "payments", &[Some(3)]);
    scene.topic("clicks", &[3]);
    scene
        .koffset("reset {}billing --all-topics --to-earliest --yes")
        .exits(0)
        .says("~ orders 0 0 5 0 -5 5 0 10")
        .says("+ orders 1 0 - 0 - - - 10 no commit before")
        .says("~ payments 0 0 3 0 -3 3 0 3")
        .says("At most 8 records will be replayed and 0 skipped, in 3 partitions of 2 topics.");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
    assert_eq!(scene.offsets("billing", "payments"), [(0, 0)]);
    assert_eq!(scene.offsets("billing", "clicks"), []);
}

#[test]
fn committed_only_leaves_out_partitions_without_a_commit() {
    let scene = Scene::with_orders(&[10, 10], &[Some(5), None]);
    scene
        .koffset("reset {}billing --all-topics --committed-only --to-earliest --yes")
        .exits(0)
        .prints("moved 1 of 1 partition,");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0)]);
}

#[test]
fn all_topics_of_a_group_without_commits_is_refused_since_kafka_2_4() {
    let scene = Scene::with_orders(&[10], &[]);
    scene.commit_as_member("classic", "billing", "orders", &[]);
    scene
        .koffset("reset {}billing --all-topics --to-earliest --yes")
        .exits(3)
        .says("error: group billing has no commits, so --all-topics finds nothing")
        .says("hint: name the topics with --topic");
}

#[test]
fn all_topics_of_a_share_group_is_refused_for_what_it_is_since_kafka_4_1() {
    let scene = Scene::with_orders(&[10], &[]);
    let operations = ("start_share_consumer", "stop_share_consumer");
    let _member = Member::start(&scene, operations, "billing", "orders", json!({}));
    scene
        .koffset("reset {}billing --all-topics --to-earliest --yes")
        .exits(3)
        .says("is not known to be a consumer group")
        .never_says("--topic");
}

#[test]
fn internal_topics_are_only_reached_by_name() {
    let scene = Scene::with_orders(&[10], &[Some(5)]);
    scene
        .koffset(
            "reset {}billing --topics-matching {}orders|__consumer_offsets --to-latest --dry-run",
        )
        .exits(0)
        .prints("orders")
        .never_says("__consumer_offsets");
}

#[test]
fn several_groups_make_one_plan() {
    let scene = Scene::with_orders(&[10], &[Some(5)]);
    scene.commit("audit", "orders", &[Some(2)]);
    scene.commit("archive", "orders", &[Some(1)]);
    scene
        .koffset(
            "reset {}billing -g {}audit --groups-matching {}arch.* -t {}orders --to-latest --yes",
        )
        .exits(0)
        .says("0 records will be replayed and at most 22 skipped, in 3 partitions of 1 topic.")
        .prints("moved 3 of 3 partitions");
    for group in ["billing", "audit", "archive"] {
        assert_eq!(scene.offsets(group, "orders"), [(0, 10)], "{group}");
    }
}

#[test]
fn one_blocked_group_keeps_all_groups_of_the_plan_where_they_are() {
    let scene = Scene::with_orders(&[10], &[Some(5)]);
    scene.commit("audit", "orders", &[Some(2)]);
    let fields = json!({"protocol": "classic"});
    let _member = Member::joins(&scene, "billing", "orders", fields);
    await_state(&scene, "billing", "stable");
    scene
        .koffset("reset {}audit {}billing -t {}orders --to-latest --yes")
        .exits(3)
        .says("error: group billing has active members")
        .says("nothing was changed");
    assert_eq!(scene.offsets("audit", "orders"), [(0, 2)]);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 5)]);
}

#[test]
fn a_plan_of_a_thousand_partitions_is_carried_out_whole() {
    let scene = Scene::new();
    scene.empty_topic("orders", 1000);
    scene.produce("orders", 999, &[crate::support::scene::START]);
    scene
        .koffset("reset {}billing -t {}orders --to-latest --create-group --yes")
        .exits(0)
        .prints("moved 1,000 of 1,000 partitions, read back and equal");
    let offsets = scene.offsets("billing", "orders");
    assert_eq!(offsets.len(), 1000);
    assert_eq!(offsets[999], (999, 1));
    scene
        .koffset("reset {}billing -t {}orders --to-earliest --yes")
        .exits(0)
        .says("999 partitions stay as they are");
}
