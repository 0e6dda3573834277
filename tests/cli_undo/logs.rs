//! Logs that are not what they were when the change was made.

use super::*;
use crate::support::wait;

#[test]
fn a_position_that_retention_has_passed_is_refused_or_clamped() {
    let (scene, id) = changed();
    scene.delete_records("orders", 1, 4);
    scene
        .koffset(&format!("undo {id} --yes"))
        .exits(3)
        .says("orders:1 of group billing: offset 2 is before the start of the log (4)\n")
        .says("write --out-of-range clamp to go to its start\n");
    stands_at(&scene, &AFTER);
    undo(&scene, &format!("{id} --out-of-range clamp"));
    stands_at(&scene, &[(0, 7), (1, 4), (2, 9)]);
}

#[test]
fn a_position_that_was_outside_the_log_before_goes_back_there() {
    let scene = scene();
    scene.delete_records("orders", 1, 4);
    scene.commit("billing", "orders", &[Some(20), None, None]);
    save(&scene);
    let id = change(&scene, RESET);
    let run = scene.koffset(&format!("undo {id} --yes"));
    run.exits(0)
        .says("outside the log, where it stood before\n")
        .prints("moved 2 of 2 partitions, read back and equal\n");
    stands_at(&scene, &[(0, 20), (1, 2), (2, 9)]);
    is_as_before(&scene);
    // And once more, by a plan that lies about for a while.
    let second = scene.koffset("undo --save-plan undo.json");
    second.exits(0);
    scene.koffset("apply undo.json --yes").exits(0);
    stands_at(&scene, &AFTER);
}

#[test]
fn a_topic_that_was_deleted_or_recreated_is_left_out_when_the_others_are_named_since_kafka_2_8() {
    let scene = scene();
    scene.topic("payments", &[10]);
    scene.commit("billing", "payments", &[Some(4)]);
    let line = "reset {}billing -t {}orders:0 -t {}payments --to-offset 5 --yes";
    let id = change(&scene, line);
    scene.delete_topic("payments");
    let look = || scene.offsets("billing", "payments");
    wait::until("the end of the commits", look, Vec::is_empty);
    let refused = |code: &str, why: &str| {
        let run = scene.koffset(&format!("undo {id} --yes --format json"));
        assert_eq!(blockers(run.exits(3)), [json!(["payments", 0, code])]);
        run.says(why)
            .says("hint: name what is to be moved with --topic\n");
        stands_at(&scene, &[(0, 5), (1, 2), (2, 9)]);
    };
    refused("gone", "the cluster has no such partition any more\n");
    scene.topic("payments", &[10]);
    refused("recreated", "the topic was recreated: its id was ");
    // The same offset in another topic is not the place where the group stood.
    scene.commit("billing", "payments", &[Some(4)]);
    refused("recreated", "so the saved offset means other records\n");
    scene.commit("billing", "payments", &[Some(5)]);
    refused("recreated", "so the saved offset means other records\n");
    undo(&scene, &format!("{id} -t {{}}orders"));
    stands_at(&scene, &BEFORE);
    assert_eq!(scene.offsets("billing", "payments"), [(0, 5)]);
}

#[test]
fn a_commit_in_a_topic_that_was_recreated_is_not_removed_since_kafka_2_8() {
    let scene = Scene::with_orders(&[10], &[]);
    let create = "reset {}billing -t {}orders --to-latest --create-group --yes";
    let id = change(&scene, create);
    scene.delete_topic("orders");
    let look = || scene.offsets("billing", "orders");
    wait::until("the end of the commits", look, Vec::is_empty);
    // What was created is gone with its topic.
    let run = scene.koffset(&format!("undo {id} --yes"));
    run.exits(0).prints("nothing to do\n");
    scene.topic("orders", &[10]);
    scene.commit("billing", "orders", &[Some(10)]);
    let run = scene.koffset(&format!("undo {id} --yes --discard-progress --format json"));
    assert_eq!(blockers(run.exits(3)), [json!(["orders", 0, "recreated"])]);
    stands_at(&scene, &[(0, 10)]);
}
