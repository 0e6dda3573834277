//! Changes that a broker refuses in part or altogether: metadata beyond its 4096 bytes makes it refuse
//! one partition of a commit and take the others.

use serde_json::{Value, json};

use crate::support::scene::Scene;

/// A group that was saved and then moved, with metadata in the file that no broker takes back in these
/// partitions.
fn scene(groups: &[&str], too_large: &[usize]) -> Scene {
    let scene = Scene::new();
    scene.topic("orders", &[10, 10]);
    for group in groups {
        scene.commit(group, "orders", &[Some(4), Some(4)]);
    }
    scene
        .koffset("snapshot --groups-matching {}.* --output before.json")
        .exits(0);
    scene.edit("before.json", |snapshot| {
        for partition in too_large {
            let row = &mut snapshot["groups"][0]["offsets"][partition];
            row["committed"]["metadata"] = json!("m".repeat(5000));
        }
    });
    for group in groups {
        scene.commit(group, "orders", &[Some(9), Some(9)]);
    }
    scene
}

const RESTORE: &str = "reset --to-snapshot before.json --yes";

#[test]
fn a_change_that_was_done_in_part_says_which_and_exits_with_5() {
    let scene = scene(&["billing"], &[1]);
    scene
        .koffset(RESTORE)
        .exits(5)
        .prints("GROUP TOPIC PARTITION BEFORE REQUESTED READ-BACK ERROR\n")
        .prints("! billing orders 1 9 4 9 ")
        .prints("moved 1 of 2 partitions, 1 not moved\n")
        .says("error: the cluster did not take the whole change")
        .says("--dry-run shows where the groups stand now\n")
        .never_says("nothing was changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 9)]);
}

#[test]
fn the_document_of_a_partial_outcome_tells_each_partitions_status() {
    let scene = scene(&["billing"], &[1]);
    let outcome = scene
        .koffset(&format!("{RESTORE} --format json"))
        .exits(5)
        .json();
    assert_eq!(outcome["result"], "partial");
    let [applied, failed] = [0, 1].map(|index| &outcome["groups"][0]["partitions"][index]);
    assert_eq!(applied["status"], "applied");
    assert_eq!(applied["error"], Value::Null);
    assert_eq!(failed["status"], "failed");
    assert_eq!(failed["read_back"]["offset"], 9);
    assert!(
        failed["error"].as_str().unwrap().contains("metadata"),
        "{failed}"
    );
}

#[test]
fn a_change_that_was_refused_altogether_is_a_failure_that_changed_nothing() {
    let scene = scene(&["billing"], &[0, 1]);
    scene
        .koffset(RESTORE)
        .exits(1)
        .prints("moved none of 2 partitions\n")
        .says("error: the cluster took no part of the change")
        .says("nothing was changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9), (1, 9)]);
}

#[test]
fn groups_behind_one_that_was_refused_are_not_sent() {
    let scene = scene(&["audit", "billing"], &[1]);
    scene
        .koffset(RESTORE)
        .exits(5)
        .prints("! audit orders 1 9 4 9 ")
        .prints("! billing orders 0 9 4 9 not sent")
        .prints("! billing orders 1 9 4 9 not sent")
        .prints("moved 1 of 4 partitions, 3 not moved\n");
    assert_eq!(scene.offsets("audit", "orders"), [(0, 4), (1, 9)]);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 9), (1, 9)]);
}
