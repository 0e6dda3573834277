//! Brokers that do not answer for a while.

use crate::support::faulty;

const LINE: &str = "--timeout 1s watch {}billing --interval 200ms";

#[test]
fn a_broker_that_does_not_answer_for_a_moment_does_not_end_the_watch() {
    let cluster = faulty::cluster();
    let scene = cluster.scene();
    scene.orders(&[10, 10], &[Some(4), Some(4)]);
    let terminal = scene.on_terminal(250, LINE);
    terminal.await_text("every 200 ms");
    let running = scene.start(LINE);
    running.await_out("lag=12");
    cluster.freeze();
    terminal.await_text("STALE, as of ");
    assert!(
        terminal.text().contains(&scene.name("billing")),
        "what was known stays"
    );
    running.await_err("not read, tried again: ");
    cluster.thaw();
    scene.commit("billing", "orders", &[Some(10), Some(9)]);
    running.await_err("read again");
    running.await_out("lag=1 ");
    terminal.await_text("every 200 ms");
}

#[test]
fn a_condition_that_cannot_be_seen_by_the_deadline_is_a_failure() {
    let cluster = faulty::cluster();
    let scene = cluster.scene();
    scene.orders(&[10, 10], &[Some(4), Some(4)]);
    let running = scene.start(&format!("{LINE} --until caught-up --deadline 6s"));
    running.await_out("lag=12");
    cluster.freeze();
    let run = scene.ended(running);
    cluster.thaw();
    run.exits(1)
        .says("--deadline has passed, and whether all groups are caught up could not be told: ");
}
