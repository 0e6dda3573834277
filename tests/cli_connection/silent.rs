use std::io::Read;
use std::net::TcpStream;

use super::*;

/// A port that takes connections and never says a word: the kernel accepts for a listener that does not.
fn silence() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

/// A command that waits in vain on this connection.
fn waiting(listener: &TcpListener, address: &str, args: &[&str]) -> (Running, TcpStream) {
    let running = Call::on(address, &[&["--timeout", "10m"], args].concat()).start();
    // It waits for an answer once it has connected, and has asked.
    let (mut connection, _) = listener.accept().unwrap();
    connection.read_exact(&mut [0; 4]).unwrap();
    (running, connection)
}

#[test]
fn a_port_that_never_answers_is_given_up_after_the_timeout() {
    let (_listener, address) = silence();
    for args in [
        &["range"][..],
        &["snapshot", "billing"],
        &["snapshot", "--all-groups"],
        &["reset", "billing", "-t", "orders", "--to-latest", "--yes"],
    ] {
        let run = koffset(&address, &[&["--timeout", "1s"], args].concat()).with_status(1);
        let error = format!("error: no broker can be reached: {address} (no answer within 1s)");
        says_only(&run, &error);
    }
}

#[test]
fn the_deadline_ends_a_command_before_its_timeout() {
    let (_listener, address) = silence();
    let args = ["--timeout", "10m", "--deadline", "500ms", "range"];
    koffset(&address, &args).exits(1).prints_nothing();
    let from_environment = Call::on(&address, &["--timeout", "10m", "range"]);
    from_environment
        .env("KOFFSET_DEADLINE", "500ms")
        .run()
        .exits(1);
}

#[test]
fn ctrl_c_ends_the_wait_for_an_answer() {
    for signal in [Signal::INT, Signal::TERM] {
        for args in [
            &["range"][..],
            &["snapshot", "--all-groups"],
            &["reset", "billing", "-t", "orders", "--to-latest", "--yes"],
        ] {
            let (listener, address) = silence();
            let (running, _connection) = waiting(&listener, &address, args);
            running.signal(signal);
            let run = running.ended().with_status(130);
            run.prints_nothing().says("interrupted");
        }
    }
}

#[test]
fn a_frozen_broker_is_given_up_after_the_timeout() {
    let cluster = faulty::cluster();
    cluster.checker().committed("met before the frost");
    cluster.freeze();
    let args = ["--timeout", "2s", "range"];
    let run = koffset(&cluster.bootstrap(), &args);
    cluster.thaw();
    run.exits(1).says("no answer within 2s").prints_nothing();
}

#[test]
fn ctrl_c_ends_the_wait_for_a_frozen_broker_that_has_answered_before() {
    let cluster = faulty::cluster();
    let topic = crate::support::names::unique("frozen");
    cluster.checker().create_topic(&topic, 1);
    let list_offsets = 2;
    let hold = crate::support::proxy::Fault::Hold;
    for args in [
        &["range", &topic][..],
        &["range", &topic, "--format", "json"],
    ] {
        cluster.proxy().spoil(list_offsets, &[hold]);
        let call = Call::on(
            &cluster.bootstrap(),
            &[&["--timeout", "10m"], args].concat(),
        );
        let running = call.start();
        cluster.proxy().await_met(list_offsets, 1);
        cluster.freeze();
        cluster.proxy().release();
        running.signal(Signal::INT);
        let run = running.ended();
        cluster.thaw();
        run.exits(130);
        if args.contains(&"json") {
            assert_eq!(run.json()["kind"], "interrupted")
        } else {
            _ = run.prints_nothing()
        }
    }
    let found = koffset(&cluster.bootstrap(), &["range", &topic, "--format", "json"]);
    assert_eq!(found.json()["partitions"][0]["latest"], json!(0));
}
