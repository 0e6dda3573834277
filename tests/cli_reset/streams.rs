//! What goes to stdout, what to stderr, and that a dry run writes nothing.

use crate::support::scene::Scene;

#[test]
fn a_dry_run_prints_the_plan_on_stdout_and_writes_nothing() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    let before = scene.committed("billing", "orders");
    scene
        .koffset("reset {}billing -t {}orders --to-latest --dry-run")
        .exits(0)
        .says_nothing()
        .prints("group billing (simple, empty) on cluster ")
        .prints("target latest\n")
        .prints("TOPIC PARTITION LOG-START CURRENT TARGET DELTA REPLAYED SKIPPED LAG-AFTER NOTE\n")
        .prints("~ orders 0 0 4 10 +6 0 6 0\n")
        .prints("+ orders 1 0 - 10 - - - 0 no commit before\n")
        .prints("0 records will be replayed and at most 6 skipped, in 2 partitions of 1 topic.\n");
    assert_eq!(scene.committed("billing", "orders"), before);
}

#[test]
fn a_dry_run_creates_no_group_even_where_a_change_might() {
    let scene = Scene::with_orders(&[10], &[]);
    scene
        .koffset("reset {}audit -t {}orders --to-latest --create-group --dry-run")
        .exits(0)
        .prints("+ orders 0 0 - 10");
    assert!(!scene.knows_group("audit"));
}

#[test]
fn a_blocked_dry_run_prints_the_plan_and_exits_with_3() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("reset {}billing -t {}orders --to-offset 11 --dry-run")
        .exits(3)
        .prints("! orders 0 0 4 11 - - - - offset 11 is beyond the end of the log (10)\n")
        .says("error: orders:0 of group billing: offset 11 is beyond the end of the log (10)");
}

#[test]
fn a_change_previews_on_stderr_and_prints_its_outcome_on_stdout() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let run = scene.koffset("reset {}billing -t {}orders --to-latest --yes");
    run.exits(0).says("~ orders 0 0 4 10 +6 0 6 0\n");
    assert_eq!(run.stdout, "moved 1 of 1 partition, read back and equal\n");
}

#[test]
fn quiet_still_shows_what_a_change_will_do() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("reset {}billing -t {}orders --to-latest --yes --quiet")
        .exits(0)
        .says("~ orders 0 0 4 10 +6 0 6 0")
        .prints("moved 1 of 1 partition");
}

#[test]
fn quiet_says_nothing_of_what_was_not_done_but_why() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("-q reset {}billing -t {}orders --to-offset 4 --dry-run")
        .exits(0)
        .says_nothing();
    scene
        .koffset("-q reset {}billing -t {}orders --to-offset 11 --yes")
        .exits(3)
        .says("error: orders:0 of group billing")
        .never_says("nothing was changed");
}

#[test]
fn no_broker_is_a_failure_that_names_the_address_once() {
    // Nothing listens on the discard port of loopback.
    let line = "reset billing -t orders --to-latest --yes --timeout 1s -b 127.0.0.1:9";
    let args = line.split_whitespace();
    let run = crate::support::koffset::Run::of(args);
    run.exits(1).prints_nothing().says("nothing was changed");
    assert_eq!(
        run.stderr.matches("127.0.0.1:9").count(),
        1,
        "{}",
        run.text()
    );
}

#[test]
fn rows_that_stay_come_before_rows_that_move() {
    let scene = Scene::with_orders(&[10, 10, 10], &[Some(4), Some(10), Some(4)]);
    let run = scene.koffset("reset {}billing -t {}orders --to-latest --dry-run");
    let at = |row: &str| {
        run.stdout
            .find(row)
            .unwrap_or_else(|| panic!("{}", run.text()))
    };
    assert!(at("\norders 1 0 10 10 - - - 0") < at("\n~ orders 0"));
    assert!(at("\n~ orders 0") < at("\n~ orders 2"));
}

#[test]
fn an_environment_variable_names_the_cluster() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let args = ["reset", &group, "-t", &topic, "--to-latest", "--dry-run"];
    let without = crate::support::koffset::Run::of(args);
    without
        .exits(2)
        .says("which cluster is not said")
        .says("KOFFSET_BOOTSTRAP_SERVER");
    let output = crate::support::koffset::command()
        .args(args)
        .env(
            "KOFFSET_BOOTSTRAP_SERVER",
            crate::support::kafka::bootstrap(),
        )
        .output();
    crate::support::koffset::Run::from(output.unwrap()).exits(0);
}
