use super::{Service, files, journal_id, left_at, obeyed, run};
use crate::support::member::await_state;
use crate::support::scene::Scene;

const RUNBOOK: &str = "blue-green.sh";

/// Two partitions of ten records.
fn scene() -> Scene {
    let scene = Scene::new();
    scene.topic("orders", &[10, 10]);
    scene
}

#[test]
fn a_dry_run_copies_nothing_and_leaves_blue_running() {
    let scene = scene();
    let _blue = Service::running(&scene, "blue");
    let before = (scene.describe("blue"), files(&scene));
    run(&scene, RUNBOOK, &["{}blue", "{}green", "--create-group"])
        .exits(0)
        .prints("+ orders 0 0 - 10")
        .prints("would run: koffset copy --wait-empty 10m --save-plan plan.json --all-topics --committed-only --create-group -- blue green")
        .prints("would run: koffset diff group:blue group:green")
        .prints("a dry run: nothing was changed");
    assert_eq!((scene.describe("blue"), files(&scene)), before);
    assert!(!scene.knows_group("green"));
}

#[test]
fn green_goes_on_where_blue_was_stopped_since_kafka_2_8() {
    let scene = scene();
    let mut blue = Service::running(&scene, "blue");
    let mut green = Service::stopped(&scene, "green");
    let (stop, start) = (blue.stop_command(), green.start_command());
    let args = ["{}blue", "{}green", "--create-group", "--execute"];
    let commands = ["--stop-command", &stop, "--start-command", &start];
    let both = &mut [&mut blue, &mut green];
    let done = obeyed(both, RUNBOOK, &[&args[..], &commands].concat());
    done.exits(0)
        .prints("applied; partitions read back and equal: 2")
        .prints("equal: the same commits in 2 partitions")
        .prints("done: group green stands where blue stood");
    assert_eq!(scene.offsets("green", "orders"), [(0, 10), (1, 10)]);
    assert_eq!(scene.offsets("blue", "orders"), [(0, 10), (1, 10)]);
    scene
        .koffset(&format!("journal show {}", journal_id(&done)))
        .exits(0);
}

#[test]
fn what_green_does_not_read_is_told_and_not_waited_for() {
    let scene = scene();
    scene.topic("refunds", &[5]);
    left_at(&scene, "blue", &[4, 7]);
    scene.commit_as_member("classic", "blue", "refunds", &[2]);
    await_state(&scene, "blue", "empty");
    let mut green = Service::stopped(&scene, "green");
    let start = green.start_command();
    let args = ["{}blue", "{}green", "--create-group", "--execute"];
    let command = ["--start-command", &start, "--wait-moving", "60s"];
    obeyed(&mut [&mut green], RUNBOOK, &[&args[..], &command].concat())
        .exits(0)
        .prints("group green does not read refunds, and stands there where it was put")
        .never_says("does not read orders");
    assert_eq!(scene.offsets("green", "orders"), [(0, 10), (1, 10)]);
    assert_eq!(scene.offsets("green", "refunds"), [(0, 2)]);
}

#[test]
fn a_green_that_is_unknown_is_refused_unless_it_is_to_be_created() {
    let scene = scene();
    left_at(&scene, "blue", &[4, 7]);
    run(&scene, RUNBOOK, &["{}blue", "{}green", "--execute"])
        .exits(3)
        .says("group not changed");
    assert!(!scene.knows_group("green"));
}

#[test]
fn a_blue_that_is_not_stopped_is_not_copied() {
    let scene = scene();
    let _blue = Service::running(&scene, "blue");
    let args = [
        "{}blue",
        "{}green",
        "--create-group",
        "--wait-empty",
        "1s",
        "--execute",
    ];
    run(&scene, RUNBOOK, &args)
        .exits(3)
        .says("not empty after 1s: group blue is stable");
    assert!(!scene.knows_group("green"));
}

#[test]
fn a_green_with_commits_that_blue_lacks_is_told_with_the_way_back() {
    let scene = scene();
    scene.commit("blue", "orders", &[Some(4)]);
    scene.commit("green", "orders", &[Some(1), Some(2)]);
    let ended = run(&scene, RUNBOOK, &["{}blue", "{}green", "--execute"]);
    ended
        .exits(5)
        .says("koffset found differences")
        .says("group changed")
        .prints("orders 1 - 2 - only in b");
    assert_eq!(scene.offsets("green", "orders"), [(0, 4), (1, 2)]);
    scene
        .koffset(&format!("undo {} --yes", journal_id(&ended)))
        .exits(0);
    assert_eq!(scene.offsets("green", "orders"), [(0, 1), (1, 2)]);
}
