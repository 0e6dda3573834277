//! What is committed beside the offset: leader epochs and metadata.

use koffset::model::{CommittedOffset, Offset};
use serde_json::json;

use crate::support::scene::{Scene, time_of};

fn position(offset: i64, leader_epoch: Option<i32>, metadata: &str) -> CommittedOffset {
    CommittedOffset {
        offset: Offset::new(offset).unwrap(),
        leader_epoch,
        metadata: Some(metadata.to_owned()).filter(|text| !text.is_empty()),
    }
}

#[test]
fn the_epoch_is_committed_as_kafka_gave_it_for_the_target_since_kafka_2_4() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let target_at = |spec: &str| {
        let partitions = json!([{"topic": scene.name("orders"), "partition": 0}]);
        let fields = json!({"partitions": partitions, "spec": spec});
        let listed = scene.checker.ask("list_offsets", fields);
        let epoch = listed[0]["leader_epoch"].as_i64().unwrap();
        position(
            listed[0]["offset"].as_i64().unwrap(),
            i32::try_from(epoch).ok(),
            "",
        )
    };
    let time = time_of(6).to_string();
    for (target, spec) in [
        ("--to-latest".to_owned(), "latest"),
        ("--to-earliest".to_owned(), "earliest"),
        (format!("--to-timestamp {time}"), &*time),
    ] {
        let line = format!("reset {{}}billing -t {{}}orders {target} --yes");
        scene.koffset(&line).exits(0);
        assert_eq!(scene.committed("billing", "orders"), [(0, target_at(spec))]);
    }
}

#[test]
fn a_bare_offset_is_committed_without_an_epoch() {
    let scene = Scene::with_orders(&[10], &[]);
    scene.commit_as("billing", "orders", 0, &position(4, Some(0), ""));
    scene
        .koffset("reset {}billing -t {}orders --to-offset 6 --yes")
        .exits(0);
    assert_eq!(
        scene.committed("billing", "orders"),
        [(0, position(6, None, ""))]
    );
}

#[test]
fn metadata_is_dropped_where_the_offset_moves_and_stays_where_it_does_not() {
    let scene = Scene::with_orders(&[10, 10], &[]);
    scene.commit_as("billing", "orders", 0, &position(4, None, "stream time"));
    scene.commit_as("billing", "orders", 1, &position(6, None, "stream time"));
    scene
        .koffset("reset {}billing -t {}orders --to-offset 6 --yes")
        .exits(0);
    let expected = [
        (0, position(6, None, "")),
        (1, position(6, None, "stream time")),
    ];
    assert_eq!(scene.committed("billing", "orders"), expected);
}

#[test]
fn a_snapshot_restores_offset_epoch_and_metadata_since_kafka_2_8() {
    let scene = Scene::with_orders(&[10], &[]);
    let saved = position(4, Some(0), "stream time");
    scene.commit_as("billing", "orders", 0, &saved);
    scene
        .koffset("snapshot {}billing --output before.json")
        .exits(0);
    scene
        .koffset("reset {}billing -t {}orders --to-latest --yes")
        .exits(0);
    scene
        .koffset("reset {}billing --to-snapshot before.json --yes")
        .exits(0);
    assert_eq!(scene.committed("billing", "orders"), [(0, saved)]);
}
