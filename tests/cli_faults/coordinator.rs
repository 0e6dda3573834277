//! A cluster of three brokers that loses the group's coordinator while a change is under way.

use super::written::only_change;
use super::{HASTY, patient};
use crate::support::koffset::Run;
use crate::support::process::Running;
use crate::support::proxy::{Fault, OFFSET_COMMIT};
use crate::support::replicated::{self, Replicated};
use crate::support::scene::Scene;
use crate::support::wait;

const BEFORE: [(i32, i64); 2] = [(0, 4), (1, 4)];
const AFTER: [(i32, i64); 2] = [(0, 7), (1, 7)];

/// A group in the middle of a topic, and a coordinator that can be lost.
struct Stage {
    cluster: Replicated,
    scene: Scene,
    group: String,
    coordinator: u32,
}

impl Stage {
    fn new() -> Self {
        let cluster = replicated::cluster();
        let scene = cluster.scene();
        cluster.topic(&scene, "orders", 2);
        for partition in [0, 1] {
            scene.produce("orders", partition, &[1000; 10]);
        }
        let (group, coordinator) = cluster.group(&scene);
        scene.commit(&group, "orders", &[Some(4), Some(4)]);
        Stage {
            cluster,
            scene,
            group,
            coordinator,
        }
    }

    /// Starts a move from 4 to 7, and waits until its commit has met the fault.
    fn moving(&self, fault: Fault, timeout: &str) -> Running {
        let proxy = self.cluster.proxy(self.coordinator);
        proxy.spoil(OFFSET_COMMIT, &[fault]);
        let reset = format!("reset {{}}{} --topic {{}}orders --to-offset 7", self.group);
        let koffset = self
            .scene
            .start(&format!("{reset} --yes --timeout {timeout}"));
        proxy.await_met(OFFSET_COMMIT, 1);
        koffset
    }

    fn lose_the_coordinator(&self) {
        self.cluster.kill(self.coordinator);
        self.cluster.proxy(self.coordinator).release();
    }

    fn name(&self) -> String {
        self.scene.name(&self.group)
    }

    fn stands_at(&self) -> Vec<(i32, i64)> {
        self.scene.offsets(&self.group, "orders")
    }

    /// Waits until another coordinator says that the group stands there. It begins with what it knows to be on
    /// all replicas, and so may tell of an older commit first.
    fn await_stands_at(&self, offsets: &[(i32, i64)]) {
        let name = self.name();
        let look = || self.cluster.coordinator(&name);
        wait::until("a coordinator", look, |broker| *broker != self.coordinator);
        wait::until("the commit", || self.stands_at(), |seen| seen == offsets);
    }

    fn taken_back(&self) -> Run {
        let id = only_change(&self.name()).id;
        let undone = self.scene.koffset(&patient(&format!("undo {id} --yes")));
        undone.exits(0);
        assert_eq!(self.stands_at(), BEFORE);
        undone
    }
}

/// librdkafka may go on waiting for the coordinator that is gone, or ask for the next one: both are seen.
#[test]
fn a_commit_that_died_with_its_coordinator_is_sent_to_the_next_one_or_not_known() {
    let stage = Stage::new();
    let koffset = stage.moving(Fault::Hold, "10s");
    assert_eq!(stage.stands_at(), BEFORE);
    stage.lose_the_coordinator();
    let run = stage.scene.ended(koffset);
    let (told, status, stands) = match run.status {
        0 => ("moved 2 of 2 partitions, read back", "applied", AFTER),
        _ => (
            "moved 0 of 2 partitions, 0 not moved, 2 not",
            "unknown",
            BEFORE,
        ),
    };
    run.exits(if status == "applied" { 0 } else { 5 })
        .prints(told);
    only_change(&stage.name()).holds(status, &[(Some(4), status); 2]);
    stage.await_stands_at(&stands);
    stage.taken_back();
}

#[test]
fn a_commit_whose_coordinator_died_with_the_answer_is_not_known_until_another_one_is_asked() {
    let stage = Stage::new();
    let koffset = stage.moving(Fault::LoseAnswer, HASTY);
    wait::until("the commit", || stage.stands_at(), |seen| seen == &AFTER);
    stage.lose_the_coordinator();
    stage
        .scene
        .ended(koffset)
        .exits(5)
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n")
        .never_says("nothing was changed");
    only_change(&stage.name()).holds("unknown", &[(Some(4), "unknown"); 2]);
    stage.await_stands_at(&AFTER);
    stage
        .taken_back()
        .prints("moved 2 of 2 partitions, read back and equal\n");
}
