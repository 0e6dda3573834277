//! Commits of one topic, for another.

use super::*;

const COPY: &str = "copy {}billing {}green --topic-map {}orders={}mirror --create-group --yes";

#[test]
fn positions_go_to_the_partitions_of_the_same_numbers_without_the_epoch() {
    let scene = Scene::with_orders(&[10, 10], &[None, Some(5)]);
    scene.topic("mirror", &[10, 10, 10]);
    scene.commit_as("billing", "orders", 0, &commit(4));
    scene
        .koffset(&format!("{COPY} -t {{}}orders"))
        .exits(0)
        .says("target where group billing stands, orders as mirror\n")
        .says("+ mirror 0 0 - 4 - - - 6 as in orders, without its leader epoch; no commit before\n")
        .says("+ mirror 1 0 - 5 - - - 5 as in orders; no commit before\n")
        .says("warning offsets of orders mean other records in mirror, unless it mirrors orders with the same offsets\n");
    let copied = CommittedOffset {
        leader_epoch: None,
        ..commit(4)
    };
    assert_eq!(scene.committed("green", "mirror")[0], (0, copied));
    assert_eq!(scene.offsets("green", "mirror"), [(0, 4), (1, 5)]);
    assert_eq!(scene.offsets("green", "orders"), []);
}

#[test]
fn topics_that_are_not_mapped_are_copied_as_they_are_since_kafka_2_8() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.topic("mirror", &[10]);
    scene.topic("payments", &[10]);
    scene.commit_as("billing", "payments", 0, &commit(9));
    scene.koffset(&format!("{COPY} --all-topics")).exits(0);
    assert_eq!(scene.offsets("green", "mirror"), [(0, 4)]);
    assert_eq!(scene.committed("green", "payments"), [(0, commit(9))]);
}

#[test]
fn a_topic_with_fewer_partitions_is_refused() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(5)]);
    scene.topic("mirror", &[10]);
    scene
        .koffset(&format!("{COPY} -t {{}}orders"))
        .exits(3)
        .says("error: mirror:1 of group green: the cluster has no such partition, to which orders:1 is mapped")
        .says("hint: name the partitions that both topics have with --topic")
        .says("nothing was changed");
    scene.koffset(&format!("{COPY} -t {{}}orders:0")).exits(0);
    assert_eq!(scene.offsets("green", "mirror"), [(0, 4)]);
}

#[test]
fn a_group_can_go_from_one_topic_to_another() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.topic("mirror", &[10]);
    scene
        .koffset("copy {}billing {}billing -t {}orders --topic-map {}orders={}mirror --yes")
        .exits(0);
    assert_eq!(scene.offsets("billing", "mirror"), [(0, 4)]);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_mapping_that_leads_nowhere_or_from_nowhere_is_refused() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.topic("payments", &[10]);
    scene.commit("billing", "payments", &[Some(1)]);
    scene
        .koffset(&format!("{COPY} -t {{}}orders"))
        .exits(3)
        .says("error: topic mirror is not known to this cluster");
    scene.topic("mirror", &[10]);
    scene
        .koffset(&format!("{COPY} -t {{}}payments"))
        .exits(3)
        .says("error: --topic-map orders=mirror: topic orders is none of those that are copied");
    scene
        .koffset(
            "copy {}billing {}green --all-topics --topic-map {}orders={}payments --create-group",
        )
        .exits(2)
        .says("payments:0 would both go to payments:0");
    assert!(!scene.knows_group("green"));
}
