//! A broker that does not answer for a moment.

use super::*;
use crate::support::faulty;

#[test]
fn a_broker_that_does_not_answer_for_a_moment_does_not_end_the_wait() {
    let cluster = faulty::cluster();
    let scene = cluster.scene();
    scene.orders(&[10, 10], &[Some(4), Some(4)]);
    let member = joins(&scene, "classic", "billing-1");
    let koffset = scene.start(&format!("--timeout 2s {WAIT} --yes"));
    koffset.await_err("waiting for members");
    cluster.freeze();
    koffset.await_err("cannot be seen just now: ");
    cluster.thaw();
    drop(member);
    scene.ended(koffset).exits(0).says("no members left after ");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
}

#[test]
fn a_broker_that_does_not_answer_to_the_end_of_the_wait_is_a_failure() {
    let cluster = faulty::cluster();
    let scene = cluster.scene();
    scene.orders(&[10, 10], &[Some(4), Some(4)]);
    let _member = joins(&scene, "classic", "billing-1");
    let line = "--timeout 1s reset {}billing -t {}orders --to-earliest --wait-empty 4s --yes";
    let koffset = scene.start(line);
    koffset.await_err("waiting for members");
    cluster.freeze();
    let run = scene.ended(koffset);
    cluster.thaw();
    run.exits(1)
        .says("error: whether members are left after 4 s could not be seen:\n")
        .says("nothing was changed\n");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
}
