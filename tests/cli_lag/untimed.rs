use rustix::process::Signal;

use crate::support::proxy::{FETCH, Fault};
use crate::support::{faulty, guarded};

#[test]
fn a_record_that_does_not_come_in_time_leaves_the_offsets_and_is_a_failure() {
    let cluster = faulty::cluster();
    let scene = cluster.scene();
    scene.orders(&[5, 5], &[Some(2), Some(5)]);
    cluster.proxy().spoil_all(FETCH, Fault::Hold);
    let run = scene.koffset("lag {}billing --time --timeout 2s");
    run.exits(1)
        .prints("billing orders 0 0 2 5 3 0 2 40.0% ? - no record could be read: no record came within 2s\n")
        .prints("billing orders 1 0 5 5 0 0 - - - -\n")
        .says("warning: group billing orders:0: no record could be read: no record came within 2s");
}

#[test]
fn ctrl_c_ends_the_reading_of_times() {
    let cluster = faulty::cluster();
    let scene = cluster.scene();
    scene.orders(&[5], &[Some(2)]);
    cluster.proxy().spoil_all(FETCH, Fault::Hold);
    let running = scene.start("lag {}billing --time");
    cluster.proxy().await_met(FETCH, 1);
    running.signal(Signal::INT);
    scene.ended(running).exits(130).prints_nothing();
}

#[test]
fn a_topic_that_may_be_described_and_not_read_has_a_lag_and_no_time() {
    let scene = guarded::scene();
    scene.orders(&[5], &[Some(2)]);
    guarded::deny(&scene, "read", "topic", "orders");
    scene.koffset("lag {}billing").exits(0);
    scene
        .koffset("lag {}billing --time --format csv")
        .exits(1)
        .prints(",0,2,5,5,3,0,2,40,,,,,,,no record could be read: topic authorization failed: needs READ on the topic,,0,");
}
