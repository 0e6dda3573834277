//! Where stdout is no terminal.

use chrono::DateTime;
use rustix::process::Signal;

use super::*;
use crate::support::process::Running;
use crate::support::scene::time_of;
use crate::support::transaction::Transaction;

/// What was written once it has been told to end.
fn told(scene: &Scene, running: Running) -> String {
    running.signal(Signal::INT);
    let run = scene.ended(running);
    run.exits(130).says_nothing();
    run.stdout
}

#[test]
fn a_log_has_a_line_for_all_that_changes_and_what_happened() {
    let scene = scene();
    let running = scene.start("watch {}billing --interval 200ms");
    running.await_out("state=empty members=0 lag=12 lost=0 ");
    let member = joins(&scene);
    running.await_out("state=stable members=1 lag=12 ");
    commits(&scene, &member, 0, 10);
    running.await_out("members=1 lag=6 ");
    drop(member);
    running.await_out("event: became empty");
    let out = told(&scene, running);
    assert!(
        out.contains(" billing event: joined: worker (127.0.0.1)\n"),
        "{out}"
    );
    assert!(
        out.contains(" billing event: left: worker (127.0.0.1)\n"),
        "{out}"
    );
    for line in out.lines() {
        let time = line.split(' ').next().unwrap();
        assert!(
            time.ends_with('Z') && DateTime::parse_from_rfc3339(time).is_ok(),
            "{line}"
        );
        assert!(!line.contains('\x1b'), "{line:?}");
    }
}

#[test]
fn machines_get_an_object_a_line() {
    let scene = scene();
    let running = scene.start("watch {}billing --interval 200ms --format jsonl");
    running.await_out("\"members\":0");
    let _member = joins(&scene);
    running.await_out("\"members\":1");
    let out = told(&scene, running);
    let lines = out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let lines: Vec<Value> = lines.collect();
    let first = &lines[0];
    assert_eq!(
        (&first["schema"], &first["version"]),
        (&json!("koffset.watch"), &json!(1))
    );
    let keys = [
        "kind",
        "group_id",
        "type",
        "state",
        "lag",
        "lost",
        "partitions",
        "catch_up",
    ];
    assert_eq!(
        keys.map(|key| first[key].clone()),
        [
            json!("group"),
            json!("billing"),
            json!("simple"),
            json!("empty"),
            json!(12),
            json!(0),
            json!(2),
            json!("unknown")
        ]
    );
    assert!(lines.iter().any(|line| line["event"] == "joined"), "{out}");
}

#[test]
fn a_group_that_is_deleted_is_told_and_the_watch_goes_on() {
    let scene = scene();
    scene.commit("other", "orders", &[Some(1), None]);
    let running = scene.start("watch {}billing {}other --interval 200ms");
    running.await_out("billing state=empty");
    let gone = scene.koffset("group delete {}billing --yes");
    gone.exits(0);
    running.await_out("billing event: vanished");
    let out = told(&scene, running);
    assert!(
        out.contains(" billing state=gone members=0 lag=? "),
        "{out}"
    );
    assert!(!out.contains("other event"), "{out}");
}

#[test]
fn a_reader_that_has_seen_enough_ends_the_watch_quietly() {
    let scene = scene();
    let line = format!(
        "\"$0\" -b {} watch {} --interval 100ms --format jsonl | head -n 1",
        crate::support::kafka::bootstrap(),
        scene.name("billing")
    );
    let mut shell = std::process::Command::new("bash");
    shell.args(["-o", "pipefail", "-c", &line, env!("CARGO_BIN_EXE_koffset")]);
    let running = crate::support::process::Call::of(shell).start();
    running.await_out("koffset.watch");
    // A group that changes makes the next line, which nobody reads.
    scene.commit("billing", "orders", &[Some(5), Some(5)]);
    scene.ended(running).exits(0).says_nothing();
}

#[test]
fn what_open_transactions_hold_stands_in_the_line_since_kafka_2_5() {
    let scene = scene();
    let transaction = Transaction::begin(&scene);
    transaction.produce("orders", 0, &[time_of(10), time_of(11)]);
    transaction.commit("billing", "orders", 1, 7);
    let run = scene.koffset("watch {}billing --until empty --format lines");
    drop(transaction);
    run.exits(0).prints(
        " lag=14 lost=0 consumed/s=? produced/s=? catch-up=? above-last-stable=2 pending=1\n",
    );
}
