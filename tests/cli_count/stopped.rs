use rustix::process::Signal;

use super::*;
use crate::support::proxy::{FETCH, Fault};
use crate::support::{faulty, guarded};

#[test]
fn a_broker_that_freezes_while_records_are_read_leaves_no_count_and_names_the_reason() {
    let cluster = faulty::cluster();
    let scene = cluster.scene();
    scene.topic("orders", &[5]);
    cluster.proxy().spoil_all(FETCH, Fault::Hold);
    let run = scene.koffset("count {}orders --exact --timeout 2s");
    run.exits(1)
        .prints("orders 0 ? ? ?\n")
        .says("warning: orders:0: no record came within 2s");
}

#[test]
fn a_deadline_ends_the_reading_with_what_is_not_known() {
    let cluster = faulty::cluster();
    let scene = cluster.scene();
    scene.topic("orders", &[5]);
    cluster.proxy().spoil_all(FETCH, Fault::Hold);
    let run = scene.koffset("count {}orders --exact --deadline 2s");
    run.exits(1)
        .prints("orders 0 ? ? ?\n")
        .says("the command's --deadline");
}

#[test]
fn ctrl_c_ends_the_reading() {
    let cluster = faulty::cluster();
    let scene = cluster.scene();
    scene.topic("orders", &[5]);
    cluster.proxy().spoil_all(FETCH, Fault::Hold);
    let running = scene.start("count {}orders --exact");
    cluster.proxy().await_met(FETCH, 1);
    running.signal(Signal::INT);
    scene.ended(running).exits(130).prints_nothing();
}

#[test]
fn no_right_to_the_group_that_is_never_joined_is_needed() {
    let scene = guarded::scene();
    scene.topic("orders", &[5]);
    let fields = json!({"operation": "read", "resource": "group", "name": "koffset"});
    scene.checker.ask("deny", fields);
    let fields = json!({"operation": "describe", "resource": "group", "name": "koffset"});
    scene.checker.ask("deny", fields);
    scene
        .koffset("count {}orders --exact")
        .with_status(0)
        .prints("orders 0 0 5 5\n");
}

#[test]
fn a_topic_that_may_not_be_read_is_told_at_once() {
    let scene = guarded::scene();
    scene.topic("orders", &[5]);
    guarded::deny(&scene, "read", "topic", "orders");
    scene.koffset("count {}orders").with_status(0);
    let run = scene.koffset("count {}orders --exact").with_status(1);
    run.says("warning: orders:0: topic authorization failed")
        .prints("orders 0 ? ? ?\n");
}
