//! A cluster of three brokers of which one is down: what the others hold is shown, and what they do not is named.

use serde_json::{Value, json};

use super::patient;
use crate::support::replicated::{self, Replicated};
use crate::support::scene::Scene;
use crate::support::wait;

const LOST: u32 = 2;

/// A topic `kept` of which each broker has all records, and a topic `lone` with a partition on each broker.
fn scene(cluster: &Replicated) -> Scene {
    let scene = cluster.scene();
    cluster.topic(&scene, "kept", 2);
    let lone =
        json!({"name": scene.name("lone"), "partitions": 3, "configs": {"retention.ms": "-1"}});
    scene
        .checker
        .ask("create_topics", json!({"topics": [lone]}));
    for (topic, partitions) in [("kept", 2), ("lone", 3)] {
        for partition in 0..partitions {
            scene.produce(topic, partition, &[1000; 5]);
        }
        scene.commit("billing", topic, &vec![Some(3); partitions as usize]);
    }
    scene
}

/// Waits until others lead what the lost broker led, and coordinate what it coordinated.
fn await_others(cluster: &Replicated, scene: &Scene) {
    let fields = || json!({"topics": [scene.name("kept")], "timeout_ms": 5_000});
    let look = || scene.checker.try_ask("list_offsets", fields());
    let ends = |found: &Result<Value, String>| {
        let rows = found.as_ref().ok().and_then(Value::as_array);
        rows.is_some_and(|rows| rows.iter().all(|row| row["offset"] == json!(5)))
    };
    wait::until("leaders", look, ends).unwrap();
    let look = || cluster.coordinator(&scene.name("billing"));
    wait::until("a coordinator", look, |broker| *broker != LOST);
}

/// The partitions of a topic in a document, each with whether it has an error.
fn errors(partitions: &Value, topic: &str) -> Vec<bool> {
    let rows = partitions.as_array().unwrap().iter();
    let of_topic = rows.filter(|row| row["topic"].as_str().unwrap().ends_with(topic));
    of_topic.map(|row| !row["error"].is_null()).collect()
}

#[test]
fn a_broker_that_is_down_takes_only_its_own_partitions_from_the_view() {
    let cluster = replicated::cluster();
    let scene = scene(&cluster);
    cluster.kill(LOST);
    await_others(&cluster, &scene);
    let whole = |line: &str| scene.koffset(&patient(line)).with_status(0);
    whole("range {}kept").prints("kept 1 0 5");
    whole("lag {}billing --topic {}kept");
    let run = |line: &str| scene.koffset(&format!("{line} --timeout 3s"));

    let range = run("range {}kept {}lone --format json").with_status(1);
    let partitions = &range.json()["partitions"];
    assert_eq!(errors(partitions, "kept"), [false, false]);
    let lone = errors(partitions, "lone");
    assert_eq!(
        lone.iter().filter(|is_lost| **is_lost).count(),
        1,
        "{}",
        range.text()
    );

    let lag = run("lag {}billing --format json").with_status(1);
    let partitions = &lag.json()["groups"][0]["partitions"];
    assert_eq!(errors(partitions, "kept"), [false, false]);
    assert_eq!(errors(partitions, "lone"), lone, "{}", lag.text());
    let told = partitions
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["error"].is_null());
    told.for_each(|row| assert_eq!(row["lag"], json!(2)));

    whole("reset {}billing --topic {}kept --to-earliest --yes");
    assert_eq!(scene.offsets("billing", "kept"), [(0, 0), (1, 0)]);
    let refused = run("reset {}billing --topic {}lone --to-earliest --yes");
    assert!([1, 3].contains(&refused.status), "{}", refused.text());
    assert_eq!(scene.offsets("billing", "lone"), [(0, 3), (1, 3), (2, 3)]);
}
