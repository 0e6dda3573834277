//! Without a terminal.

use super::*;
use crate::support::version;

/// Waits, lets the member leave, and has the group moved.
fn moves_once_left(protocol: &str) {
    let scene = scene();
    let member = joins(&scene, protocol, "billing-1");
    let koffset = scene.start(&format!("{WAIT} --yes"));
    koffset.await_err("waiting for members to leave, up to 2 min more:");
    koffset.await_err("(client billing-1, host 127.0.0.1)");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
    drop(member);
    scene
        .ended(koffset)
        .exits(0)
        .says("no members left after ")
        .never_says("not what was shown before the wait")
        .prints("moved 2 of 2 partitions, read back and equal\n");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
}

#[test]
fn a_classic_group_moves_once_its_member_has_left() {
    moves_once_left("classic");
}

#[test]
fn a_consumer_group_moves_once_its_member_has_left_since_kafka_3_7() {
    moves_once_left("consumer");
}

#[test]
fn a_static_member_that_was_stopped_stays_until_its_session_times_out_since_kafka_2_4() {
    let scene = scene();
    let fields = json!({
        "protocol": "classic",
        "group_instance_id": "till-3",
        "session_timeout_ms": 4_000,
        "await_partitions": 2,
    });
    let member = Member::joins(&scene, "billing", "orders", fields);
    member.vanishes();
    let koffset = scene.start(&format!("{WAIT} --yes"));
    koffset.await_err("static member till-3): ");
    koffset.await_err("stays until its session times out");
    scene.ended(koffset).exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
}

#[test]
fn a_group_that_rebalances_is_waited_for_until_the_last_has_left() {
    for &protocol in version::consumer_protocols() {
        let scene = scene();
        let first = joins(&scene, protocol, "billing-1");
        let fields = json!({"protocol": protocol, "client_id": "billing-2"});
        let second = Member::joins(&scene, "billing", "orders", fields);
        let koffset = scene.start(&format!("{WAIT} --yes"));
        koffset.await_err("waiting for members");
        drop(first);
        // The one that stays gets what the other has left, and shows alone.
        koffset.await_err("seen for 1 s\n");
        drop(second);
        let run = scene.ended(koffset);
        run.exits(0);
        assert!(
            run.stderr.matches("waiting for members").count() >= 2,
            "{}",
            run.text()
        );
        assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
    }
}

#[test]
fn what_a_member_commits_before_it_leaves_is_shown_and_replaced() {
    let scene = scene();
    let member = joins(&scene, "classic", "billing-1");
    let koffset = scene.start(&format!("{WAIT} --yes --format json"));
    koffset.await_err("waiting for members");
    commits(&scene, &member);
    drop(member);
    let run = scene.ended(koffset);
    run.exits(0)
        .says("not what was shown before the wait; the plan is now:")
        .says("At most 10 records will be replayed and 0 skipped");
    let rows = &run.json()["groups"][0]["partitions"];
    assert_eq!(rows[0]["before"]["offset"], 6);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
}

#[test]
fn a_member_that_does_not_leave_in_time_refuses_the_change() {
    for &protocol in version::consumer_protocols() {
        let scene = scene();
        let _member = joins(&scene, protocol, "billing-1");
        scene
            .koffset("reset {}billing -t {}orders --to-earliest --wait-empty 2s --yes")
            .exits(3)
            .prints_nothing()
            .says("error: members are still there after 2 s:\n")
            .says("(client billing-1, host 127.0.0.1): orders:0-1, seen for ")
            .says("hint: stop them, then run this again, or write a longer --wait-empty\n")
            .says("nothing was changed\n");
        assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
    }
}

#[test]
fn a_quiet_wait_says_nothing_until_it_is_in_vain() {
    let scene = scene();
    let member = joins(&scene, "classic", "billing-1");
    scene
        .koffset("-q reset {}billing -t {}orders --to-earliest --wait-empty 2s --yes")
        .exits(3)
        .never_says("waiting for")
        .says("to be done once these have left")
        .says("error: members are still there after 2 s:\n");
    drop(member);
}

#[test]
fn a_limit_that_what_a_member_commits_exceeds_refuses_the_change() {
    let scene = scene();
    let member = joins(&scene, version::newest_protocol(), "billing-1");
    let koffset = scene.start(&format!("{WAIT} --yes --max-replay 9"));
    koffset.await_err("waiting for members");
    commits(&scene, &member);
    drop(member);
    scene
        .ended(koffset)
        .exits(3)
        .says("at most 10 records would be replayed, and --max-replay allows 9")
        .says("nothing was changed\n");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 6), (1, 4)]);
}

#[test]
fn all_topics_means_those_that_the_group_has_after_the_wait() {
    let scene = scene();
    scene.topic("late", &[5]);
    let member = joins(&scene, "classic", "billing-1");
    let koffset = scene.start("reset {}billing --all-topics --to-earliest --wait-empty 2m --yes");
    koffset.await_err("waiting for members");
    let row = json!({"topic": scene.name("late"), "partition": 0, "offset": 3});
    member.ask("consumer_commit", json!({ "offsets": [row] }));
    drop(member);
    scene
        .ended(koffset)
        .exits(0)
        .says("not what was shown before the wait");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
    assert_eq!(scene.offsets("billing", "late"), [(0, 0)]);
}

#[test]
fn a_refusal_names_the_flag_that_waits() {
    let scene = scene();
    let _member = joins(&scene, "classic", "billing-1");
    scene
        .koffset("seek {}billing {}orders:0=1 --yes")
        .exits(3)
        .says("hint: stop them, then run this again, or write --wait-empty 10m to wait for it\n");
}

#[test]
fn a_dry_run_does_not_wait() {
    let scene = scene();
    let _member = joins(&scene, "classic", "billing-1");
    scene
        .koffset(&format!("{WAIT} --dry-run"))
        .exits(3)
        .says("a dry run does not wait\n")
        .says("error: group billing has active members");
}

#[test]
fn a_plan_is_saved_as_it_is_once_the_members_have_left() {
    let scene = scene();
    let member = joins(&scene, version::newest_protocol(), "billing-1");
    let koffset = scene.start(&format!("{WAIT} --save-plan plan.json"));
    koffset.await_err("waiting for members");
    commits(&scene, &member);
    drop(member);
    scene.ended(koffset).exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 6), (1, 4)]);
    scene.koffset("apply plan.json --yes").exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
}
