//! What open transactions of Kafka's own producer hold.

use super::*;
use crate::support::kafka::SCRIPT;
use crate::support::scene::time_of;
use crate::support::transaction::Transaction;

/// Long ago: longer than any transaction may be open.
fn times() -> Vec<i64> {
    (10..13).map(time_of).collect()
}

#[test]
fn what_lies_above_the_last_stable_offset_stands_in_the_row() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    let transaction = Transaction::begin(&scene);
    transaction.produce("orders", 0, &times());
    let table = scene.koffset("lag {}billing").with_status(0);
    table.prints("billing orders 0 0 4 13 9 0 4 30.7% - 3 above the last stable offset\n");
    table.prints("billing orders 1 0 4 10 6 0 4 40.0% -\n");
    let document = scene.koffset("lag {}billing --format json").exits(0).json();
    assert_eq!(partitions(&document)[0]["above_last_stable"], 3);
    assert_eq!(partitions(&document)[1]["above_last_stable"], 0);
    drop(transaction);
    scene
        .koffset("lag {}billing")
        .exits(0)
        .never_prints("last stable");
}

#[test]
fn a_pending_commit_stands_in_the_row_of_the_one_that_counts_since_kafka_2_5() {
    let scene = Scene::with_orders(&[10, 10, 10], &[Some(4), Some(4)]);
    let transaction = Transaction::begin(&scene);
    transaction.commit("billing", "orders", 1, 7);
    transaction.commit("billing", "orders", 2, 7);
    let table = scene.koffset("lag {}billing").with_status(0);
    table.prints("billing orders 1 0 4 10 6 0 4 40.0% - a commit is pending in a transaction\n");
    table.prints("billing orders 2 0 - 10 ? ? ? ? - a commit is pending in a transaction\n");
    let document = scene.koffset("lag {}billing --format json").exits(0).json();
    let pending = partitions(&document)
        .iter()
        .map(|row| &row["pending_commit"]);
    assert_eq!(pending.collect::<Vec<_>>(), [false, true, true]);
    drop(transaction);
    scene
        .koffset("lag {}billing")
        .exits(0)
        .never_prints("pending");
}

#[test]
fn kafkas_own_tool_takes_the_commands_that_look_at_a_transaction_which_seems_to_hang_since_kafka_3_3()
 {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let transaction = Transaction::begin(&scene);
    transaction.produce("orders", 0, &times());
    let run = lag(&[&scene.name("billing"), "--time"]);
    run.exits(0)
        .says("orders:0: the record at the last stable offset 10 is dated ")
        .says("longer than transaction.max.timeout.ms (900000) lets a transaction be open")
        .never_says("abort");
    let told = told_by_tool(&run);
    assert_eq!(told.len(), 2, "{}", run.text());
    // The producer is alive and its transaction young, so it does not hang.
    assert!(!told[0].contains(&scene.name("orders")), "{}", told[0]);
    assert!(
        told[1].contains("CurrentTransactionStartOffset"),
        "{}",
        told[1]
    );
    assert!(told[1].contains(" 10 "), "{}", told[1]);
    drop(transaction);
}

#[test]
fn kafkas_own_tool_takes_the_command_that_looks_for_what_keeps_a_commit_pending_since_kafka_3_3() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let transaction = Transaction::begin(&scene);
    transaction.commit("billing", "orders", 0, 7);
    let run = scene.koffset("reset {}billing -t {}orders --to-earliest --yes");
    run.exits(3).says(
        "hint: to find a transaction that never ends: kafka-transactions.sh --bootstrap-server ",
    );
    assert_eq!(told_by_tool(&run).len(), 1, "{}", run.text());
    drop(transaction);
}

/// What Kafka's tool prints for each command that a run told.
fn told_by_tool(run: &Run) -> Vec<String> {
    let commands = run.stderr.lines();
    let commands = commands.filter_map(|line| Some(line.split_once("kafka-transactions.sh ")?.1));
    commands.map(told).collect()
}

/// What `kafka-transactions.sh` prints for these arguments.
fn told(words: &str) -> String {
    let mut command = std::process::Command::new(SCRIPT);
    command
        .args(["tool", "transactions"])
        .args(words.split(' '));
    let ended = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace('\t', " ");
    let errors = text(&ended.stderr);
    assert!(ended.status.success(), "{words}: {errors}");
    text(&ended.stdout)
}
