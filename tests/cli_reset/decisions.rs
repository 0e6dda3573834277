//! Rows that need a decision: the default, and the flag that says otherwise.

use crate::support::koffset::Run;
use crate::support::scene::{Scene, time_of};
use crate::support::transaction::Transaction;

#[test]
fn an_offset_outside_the_log_is_refused_with_both_numbers() {
    let scene = Scene::with_orders(&[10, 20], &[Some(4), Some(4)]);
    scene.delete_records("orders", 1, 2);
    scene
        .koffset("reset {}billing -t {}orders --to-offset 15 --yes")
        .exits(3)
        .prints_nothing()
        .says("! orders 0 0 4 15 - - - - offset 15 is beyond the end of the log (10)")
        .says("~ orders 1 2 4 15 +11 0 11 5")
        .says("error: orders:0 of group billing: offset 15 is beyond the end of the log (10)")
        .says("hint: the log holds 0 to 10; write --out-of-range clamp to go to its end")
        .says("nothing was changed");
    scene
        .koffset("reset {}billing -t {}orders:1 --to-offset 1 --yes")
        .exits(3)
        .says("offset 1 is before the start of the log (2)")
        .says("hint: the log holds 2 to 20; write --out-of-range clamp to go to its start");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
}

#[test]
fn out_of_range_clamp_goes_to_the_nearer_end_and_says_so() {
    let scene = Scene::with_orders(&[10, 20], &[Some(4), Some(4)]);
    scene.delete_records("orders", 1, 2);
    scene
        .koffset("reset {}billing -t {}orders --to-offset 15 --out-of-range clamp --yes")
        .exits(0)
        .says("15 is beyond the end of the log: moved there");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 15)]);
    scene
        .koffset("reset {}billing -t {}orders --to-offset 1 --out-of-range clamp --yes")
        .exits(0)
        .says("1 is before the start of the log: moved there");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 1), (1, 2)]);
}

#[test]
fn a_shift_below_zero_or_beyond_every_number_is_refused_and_clamped_without_wrapping() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("reset {}billing -t {}orders --shift-by -5 --yes")
        .exits(3)
        .says("offset -1 is below zero");
    scene
        .koffset("reset {}billing -t {}orders --shift-by 9223372036854775807 --yes")
        .exits(3)
        .says("offset 9223372036854775811 is beyond the end of the log (10)");
    scene
        .koffset("reset {}billing -t {}orders --shift-by -9223372036854775808 --out-of-range clamp --yes")
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0)]);
}

#[test]
fn a_shift_without_a_commit_is_refused() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    scene
        .koffset("reset {}billing -t {}orders --shift-by 1 --yes")
        .exits(3)
        .says("error: orders:1 of group billing: there is no commit to start from")
        .says("hint: write --skip-uncommitted to leave such partitions alone");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn skip_uncommitted_leaves_partitions_without_a_commit_alone() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    scene
        .koffset("reset {}billing -t {}orders --shift-by 1 --skip-uncommitted --yes")
        .exits(0)
        .says("no commit to go by: left alone");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 5)]);
    scene
        .koffset("reset {}billing -t {}orders --to-current --yes")
        .exits(3)
        .says("there is no commit to start from");
}

#[test]
fn only_missing_leaves_partitions_with_a_commit_alone() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    scene
        .koffset("reset {}billing -t {}orders --to-latest --only-missing --yes")
        .exits(0)
        .says("has a commit: left alone")
        .says("+ orders 1 0 - 10 - - - 0 no commit before");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 10)]);
}

#[test]
fn open_transactions_are_noted_with_how_many_records_wait() {
    let scene = Scene::with_orders(&[5], &[Some(1)]);
    let transaction = Transaction::begin(&scene);
    let times: Vec<i64> = (5..8).map(time_of).collect();
    transaction.produce("orders", 0, &times);
    let run = scene.koffset("reset {}billing -t {}orders --to-latest --yes");
    drop(transaction);
    run.exits(0)
        .says("~ orders 0 0 1 8 +7 0 7 0 at most 3 records above the last stable offset");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 8)]);
}

#[test]
fn a_target_that_retention_may_pass_is_noted() {
    let scene = Scene::with_orders(&[10], &[Some(9)]);
    scene.delete_records("orders", 0, 3);
    scene
        .koffset("reset {}billing -t {}orders --to-earliest --yes")
        .exits(0)
        .says("if retention passes the target first, auto.offset.reset decides");
    scene
        .koffset("reset {}billing -t {}orders --to-latest --yes")
        .exits(0)
        .never_says("auto.offset.reset");
}

#[test]
fn a_group_that_lost_records_is_shown_where_it_stands() {
    let scene = Scene::with_orders(&[10], &[Some(2)]);
    scene.delete_records("orders", 0, 6);
    scene
        .koffset("reset {}billing -t {}orders --to-offset 8 --dry-run")
        .exits(0)
        .prints("~ orders 0 6 2 8 +6 0 2 2 stands outside the log (6 to 10)");
}

#[test]
fn a_commit_pending_in_a_transaction_is_refused_since_kafka_2_5() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    let run = with_pending(&scene, "reset {}billing -t {}orders --to-earliest --yes");
    run.exits(3)
        .says("! orders 1 0 ? - - - - - a commit is pending in a transaction")
        .says("error: orders:1 of group billing: a commit is pending in a transaction")
        .says(
            "hint: a transactional producer has sent this commit: wait until its transaction ends",
        );
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
}

#[test]
fn many_reasons_are_shown_in_their_rows_and_counted() {
    let scene = Scene::with_orders(&[10; 7], &[Some(4); 7]);
    let run = scene.koffset("reset {}billing -t {}orders --to-offset 11 --yes");
    run.exits(3)
        .says("! orders 6 0 4 11 - - - - offset 11 is beyond the end of the log (10)")
        .says("and 2 reasons more, in the rows that are marked with !");
    assert_eq!(run.stderr.matches("error: ").count(), 5, "{}", run.text());
    let hint = "hint: the log holds 0 to 10; write --out-of-range clamp to go to its end";
    assert_eq!(run.stderr.matches(hint).count(), 1, "{}", run.text());
}

#[test]
fn a_pending_commit_is_refused_where_no_other_was_made_before_since_kafka_2_5() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4)]);
    let run = with_pending(&scene, "reset {}billing --all-topics --to-earliest --yes");
    run.exits(3)
        .says("error: orders:1 of group billing: a commit is pending in a transaction");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

/// Runs koffset while a transaction holds a commit of the group in partition 1.
fn with_pending(scene: &Scene, line: &str) -> Run {
    let transaction = Transaction::begin(scene);
    transaction.commit("billing", "orders", 1, 7);
    scene.koffset(&format!("{line} --timeout 2s"))
}
