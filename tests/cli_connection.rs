//! Clusters that cannot be reached, answers that do not come, and what is said on the command line of either.

use std::net::TcpListener;

use rustix::process::Signal;
use serde_json::json;

use crate::support::koffset::Run;
use crate::support::process::{Call, Running, koffset};
use crate::support::{faulty, kafka};

mod options;
mod silent;

/// The address of a port on which nobody listens, because its listener has just gone.
fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// stderr is this one error with one hint and, after a changing command, the word that nothing was changed.
fn says_only(run: &Run, error: &str) {
    let lines: Vec<_> = run
        .stderr
        .lines()
        .filter(|line| *line != "nothing was changed")
        .collect();
    assert_eq!(lines[..1], [error], "{run:#?}");
    assert_eq!(lines.len(), 2, "{run:#?}");
    assert!(lines[1].starts_with("  hint: "), "{run:#?}");
    run.prints_nothing();
}

#[test]
fn a_port_on_which_nobody_listens_is_named_once_with_the_reason() {
    let address = closed_port();
    for args in [
        &["range"][..],
        &["snapshot", "billing"],
        &["reset", "billing", "--all-topics", "--to-earliest", "--yes"],
        &["seek", "billing", "orders:0=earliest", "--yes"],
    ] {
        let run = koffset(&address, args).with_status(1);
        let error = format!("error: no broker can be reached: {address} (connection refused)");
        says_only(&run, &error);
        let changes = ["reset", "seek"].contains(&args[0]);
        assert_eq!(run.stderr.contains("nothing was changed"), changes);
    }
}

#[test]
fn each_address_that_cannot_be_reached_is_named_once() {
    let (one, two) = (closed_port(), closed_port());
    let run = koffset(&format!("{one},{two}"), &["range"]).with_status(1);
    assert_eq!(run.stderr.matches("error: ").count(), 1, "{run:#?}");
    for address in [one, two] {
        let named = format!("{address} (connection refused)");
        assert_eq!(run.stderr.matches(&named).count(), 1, "{run:#?}");
    }
}

#[test]
fn one_address_that_answers_is_enough() {
    let servers = format!("{},{}", closed_port(), kafka::bootstrap());
    koffset(&servers, &["range", "__consumer_offsets"])
        .exits(0)
        .says_nothing();
}

#[test]
fn a_host_name_that_nobody_knows_is_named_with_the_reason() {
    let run = koffset("broker.invalid:9092", &["range"]).with_status(1);
    assert_eq!(run.stderr.matches("error: ").count(), 1, "{run:#?}");
    run.says("error: no broker can be reached: broker.invalid:9092 (");
    run.never_says("refused");
}

#[test]
fn a_protocol_that_the_broker_does_not_speak_ends_with_one_error() {
    let args = ["-X", "security.protocol=ssl", "range"];
    let run = koffset(kafka::bootstrap(), &args).with_status(1);
    assert_eq!(run.stderr.matches("error: ").count(), 1, "{run:#?}");
    run.says(&format!("{} (", kafka::bootstrap()))
        .says("it does not speak TLS");
}
