//! Pipes at whose other end nobody is, and terminals that take no more: a deadline and a signal end koffset all the same.

use std::fs;
use std::process::Command;

use rustix::process::Signal;

use super::stage::{BEFORE, MOVE, Stage};
use super::written::no_change;
use crate::support::process::{Call, Running};
use crate::support::proxy::{Fault, OFFSET_COMMIT};
use crate::support::wait;

/// Commands that read or write a pipe.
const ON_A_PIPE: [&str; 9] = [
    "snapshot {}billing --output pipe.json --force",
    "reset {}billing --to-snapshot pipe.json --yes",
    "reset {}billing --to-file pipe.json --yes",
    "apply pipe.json --yes",
    "plan show pipe.json",
    "snapshot show pipe.json",
    "diff pipe.json live",
    "convert pipe.json --to kcl",
    "lag {}billing --command-config pipe.json",
];

/// Starts a command on a pipe of its own.
fn start(stage: &Stage, line: &str, number: usize) -> Running {
    let pipe = format!("pipe-{number}.json");
    let made = Command::new("mkfifo").arg(stage.file(&pipe)).status();
    assert!(made.unwrap().success());
    stage.start(&line.replace("pipe.json", &pipe))
}

#[test]
fn a_pipe_that_nobody_serves_does_not_outlast_the_deadline() {
    let stage = Stage::with_billing();
    let lines = (0..).zip(ON_A_PIPE);
    let start = |(number, line)| start(&stage, &format!("{line} --deadline 1s"), number);
    let started: Vec<Running> = lines.map(start).collect();
    for koffset in started {
        stage.ended(koffset).exits(1).prints_nothing().says(
            "error: the command's --deadline has passed, and a file, a pipe or a terminal did",
        );
    }
    no_change(&stage.name("billing"));
    stage.sent_nothing();
    stage.stands_at(&BEFORE);
}

#[test]
fn a_pipe_that_nobody_serves_does_not_outlast_a_signal() {
    let stage = Stage::with_billing();
    for (number, line) in (0..).zip(ON_A_PIPE) {
        let koffset = start(&stage, line, number);
        wait::until("a handler", || handles_term(&koffset), |handles| *handles);
        koffset.signal(Signal::TERM);
        stage
            .ended(koffset)
            .exits(130)
            .prints_nothing()
            .says("error: interrupted");
    }
    no_change(&stage.name("billing"));
    stage.stands_at(&BEFORE);
}

#[test]
fn a_stderr_that_takes_nothing_does_not_outlast_the_deadline_before_anything_is_sent() {
    let stage = Stage::with_billing();
    let words = stage.words(&format!("{MOVE} --deadline 500ms"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let call = Call::on(&stage.cluster.bootstrap(), &words);
    let (mut koffset, gate) = call.start_with_room(0);
    wait::until("its end", || koffset.is_over(), |is_over| *is_over);
    drop(gate);
    stage.ended(koffset).exits(1).prints_nothing();
    stage.sent_nothing();
    stage.stands_at(&BEFORE);
    no_change(&stage.name("billing"));
}

#[test]
fn a_second_signal_leaves_a_change_that_was_sent_also_where_stderr_takes_nothing() {
    let stage = Stage::with_billing();
    let preview = stage.start(MOVE).ended().stderr.find("journal  ").unwrap();
    stage.commit("billing", "orders", &[Some(4), Some(4)]);
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let words = stage.words(MOVE);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let call = Call::on(&stage.cluster.bootstrap(), &words);
    let (mut koffset, gate) = call.start_with_room(preview);
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    let end = || {
        koffset.signal(Signal::TERM);
        koffset.is_over()
    };
    wait::until("its end", end, |is_over| *is_over);
    drop(gate);
    stage.ended(koffset).exits(5).prints_nothing();
    stage.proxy().release();
}

/// Whether a process has a handler for SIGTERM, as Linux tells (`proc(5)`).
fn handles_term(koffset: &Running) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/status", koffset.id())).unwrap();
    let mut lines = status.lines();
    let caught = lines.find_map(|line| line.strip_prefix("SigCgt:\t"));
    let caught = u64::from_str_radix(caught.unwrap(), 16).unwrap();
    caught & (1 << (Signal::TERM.as_raw() - 1)) != 0
}
