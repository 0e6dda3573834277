//! Commits that move forward: consumed, or skipped from outside.

use super::*;
use crate::support::process::Running;
use crate::support::version;
use rustix::process::Signal;

/// All that was written until it is told to end.
fn lines(scene: &Scene, running: Running) -> String {
    running.signal(Signal::INT);
    let run = scene.ended(running);
    run.exits(130);
    run.stdout
}

/// The rates of consumption that were written, each once.
fn rates(out: &str) -> Vec<&str> {
    let words = out.split_whitespace();
    let mut rates: Vec<_> = words
        .filter_map(|word| word.strip_prefix("consumed/s="))
        .collect();
    rates.sort_unstable();
    rates.dedup();
    rates
}

#[test]
fn a_skip_by_kafkas_own_tool_is_an_event_and_not_consumption() {
    for &protocol in version::consumer_protocols() {
        let scene = scene();
        drop(starts(
            &scene,
            json!({"protocol": protocol, "await_partitions": 2}),
        ));
        await_state(&scene, "billing", "empty");
        let running = scene.start("watch {}billing --interval 200ms");
        running.await_out("state=empty members=0 lag=12 ");
        let group = scene.name("billing");
        let reset = format!("--reset-offsets --group {group} --all-topics --to-latest --execute");
        scene.kafkas_tool(&reset);
        running.await_out("state=empty members=0 lag=0 lost=0 consumed/s=0.0 ");
        let out = lines(&scene, running);
        let event = "billing event: commit moved forward with no member seen: orders:0 from 4 to 10, orders:1 from \
                     4 to 10\n";
        assert!(out.contains(event), "{out}");
        assert_eq!(rates(&out), ["0.0", "?"], "{out}");
        assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 10)]);
    }
}

#[test]
fn what_a_member_commits_is_consumed_and_no_skip() {
    for &protocol in version::consumer_protocols() {
        let scene = scene();
        let running = scene.start("watch {}billing --interval 200ms");
        running.await_out("state=empty members=0 lag=12 ");
        let member = starts(&scene, json!({"protocol": protocol, "await_partitions": 2}));
        running.await_out("state=stable members=1 lag=12 lost=0 consumed/s=0.0 ");
        commits(&scene, &member, 0, 10);
        running.await_out("members=1 lag=6 ");
        commits(&scene, &member, 1, 10);
        drop(member);
        running.await_out("event: became empty");
        let out = lines(&scene, running);
        assert!(!out.contains("forward"), "{out}");
        let is_consumed = |rate: &&str| rate.parse::<f64>().is_ok_and(|rate| rate > 0.0);
        assert!(rates(&out).iter().any(is_consumed), "{out}");
    }
}
