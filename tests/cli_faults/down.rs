//! A cluster of three brokers of which one is down: what the others hold is shown, and what they do not is
//! named.

use std::time::Duration;

use serde_json::{Value, json};

use super::patient;
use crate::support::koffset::Run;
use crate::support::replicated::{self, Replicated};
use crate::support::scene::Scene;
use crate::support::wait;

/// Long enough for a busy machine to choose other leaders.
const FAILOVER: Duration = Duration::from_secs(180);

/// A group in a topic `kept` of which each broker has all records, and in a topic `lone` with a partition on
/// each broker. Neither the controller nor the group's coordinator is what will be lost.
struct Stage {
    cluster: Replicated,
    scene: Scene,
    group: String,
    lost: u32,
}

impl Stage {
    fn new() -> Self {
        let cluster = replicated::cluster();
        let scene = cluster.plain_scene();
        cluster.topic(&scene, "kept", 2);
        let lone =
            json!({"name": scene.name("lone"), "partitions": 3, "configs": {"retention.ms": "-1"}});
        let topics = json!({"topics": [lone]});
        scene.checker.ask("create_topics", topics);
        let (group, coordinator) = cluster.group(&scene);
        for (topic, partitions) in [("kept", 2), ("lone", 3)] {
            for partition in 0..partitions {
                scene.produce(topic, partition, &[1000; 5]);
            }
            scene.commit(&group, topic, &vec![Some(3); partitions as usize]);
        }
        Stage {
            lost: if coordinator == 2 { 3 } else { 2 },
            cluster,
            scene,
            group,
        }
    }

    /// Waits until Kafka's own client is told of others that lead what the lost broker led.
    fn await_others(&self) {
        let topic = self.scene.name("kept");
        let fields = || json!({"topics": [topic], "timeout_ms": 5_000});
        let look = || self.scene.checker.try_ask("topic_ids", fields());
        let led = |found: &Result<Value, String>| {
            let rows = found.as_ref().ok();
            let rows = rows.and_then(|found| found[&topic]["partitions"].as_array());
            let others = |row: &Value| {
                row["leader"]
                    .as_u64()
                    .is_some_and(|led| led != u64::from(self.lost))
            };
            rows.is_some_and(|rows| rows.iter().all(others))
        };
        wait::within(FAILOVER, "leaders", look, led).unwrap();
    }

    /// Runs koffset on a command line in which `GROUP` stands for the group.
    fn run(&self, line: &str) -> Run {
        let line = line.replace("GROUP", &format!("{{}}{}", self.group));
        self.scene.koffset(&patient(&line))
    }

    /// The partition of `lone` that is said not to be known, on account of the broker; of the others it is told
    /// that their log holds five records.
    fn unknown(&self, run: &Run, partitions: &Value) -> usize {
        let of_lone = partitions.as_array().unwrap().iter();
        let of_lone = of_lone.filter(|row| row["topic"].as_str().unwrap().ends_with("lone"));
        let (unknown, told): (Vec<_>, Vec<_>) = of_lone.partition(|row| !row["error"].is_null());
        assert_eq!((unknown.len(), told.len()), (1, 2), "{}", run.text());
        for row in told {
            let end = row.get("latest").or(row.get("end"));
            assert_eq!(end, Some(&json!(5)), "{}", run.text());
        }
        run.says(&format!("broker {}", self.lost));
        unknown[0]["partition"].as_u64().unwrap() as usize
    }

    /// Shows that ranges and lags of what the others hold are told, and returns the partition that is not.
    fn views(&self) -> usize {
        let range = self.run("range {}lone --format json").with_status(1);
        let of_range = self.unknown(&range, &range.json()["partitions"]);
        let lag = self
            .run("lag GROUP --topic {}lone --format json")
            .with_status(1);
        let of_lag = self.unknown(&lag, &lag.json()["groups"][0]["partitions"]);
        assert_eq!(of_range, of_lag);
        of_range
    }
}

#[test]
fn a_broker_that_is_down_takes_only_its_own_partitions_from_the_view() {
    let stage = Stage::new();
    stage.cluster.kill(stage.lost);
    stage.await_others();
    stage.views();
    stage
        .run("range {}kept")
        .with_status(0)
        .prints("kept 1 0 5");
    stage.run("lag GROUP --topic {}kept").with_status(0);
    // The brokers do not learn at one moment that one of them is gone.
    let listing = || {
        let run = stage.run("group list");
        (run.status, run.text())
    };
    let whole = |(status, text): &(i32, String)| *status == 0 && text.contains(&stage.group);
    wait::within(FAILOVER, "a listing of all groups", listing, whole);
    let snapshot = stage.run("snapshot GROUP").with_status(0);
    snapshot.says(&format!("broker {} is down", stage.lost));
    let offsets = &snapshot.json()["groups"][0]["offsets"];
    assert_eq!(offsets.as_array().unwrap().len(), 5);
}

#[test]
fn a_change_needs_only_the_brokers_that_hold_what_it_changes() {
    let stage = Stage::new();
    stage.cluster.kill(stage.lost);
    stage.await_others();
    let unknown = stage.views();
    stage
        .run("reset GROUP --topic {}kept --to-earliest --yes")
        .with_status(0);
    let at = |topic| stage.scene.offsets(&stage.group, topic);
    assert_eq!(at("kept"), [(0, 0), (1, 0)]);

    stage
        .run("reset GROUP --topic {}lone --to-earliest --yes")
        .with_status(1)
        .says(&format!("broker {} is down", stage.lost))
        .says("nothing was changed");
    assert_eq!(at("lone"), [(0, 3), (1, 3), (2, 3)]);

    let others: Vec<_> = (0..3).filter(|partition| *partition != unknown).collect();
    let [one, other] = others[..] else {
        unreachable!()
    };
    stage
        .run(&format!(
            "reset GROUP --topic {{}}lone:{one},{other} --to-earliest --yes"
        ))
        .with_status(0);
    let moved = at("lone").into_iter().filter(|(_, offset)| *offset == 0);
    assert_eq!(moved.count(), 2);
}

#[test]
fn a_broker_that_is_frozen_takes_only_its_own_partitions_from_the_view() {
    let stage = Stage::new();
    stage.cluster.freeze(stage.lost);
    stage.views();
}
