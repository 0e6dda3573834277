//! Which groups may be moved, and what is said about them first.

use serde_json::json;

use crate::support::kafka;
use crate::support::member::{Member, await_state};
use crate::support::process::koffset;
use crate::support::scene::Scene;
use crate::support::version;

const TO_EARLIEST: &str = "reset {}billing -t {}orders --to-earliest --yes";

#[test]
fn an_unknown_group_is_refused_and_not_created() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("reset {}billign -t {}orders --to-earliest --yes")
        .exits(3)
        .says("error: group billign is not known to this cluster, and a commit would create it")
        .never_says("the commit creates it")
        .says("hint: did you mean billing?")
        .says("hint: if a group of this name is to be created, write --create-group");
    assert!(!scene.knows_group("billign"));
}

#[test]
fn create_group_lets_the_commit_create_it() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4)]);
    scene
        .koffset("reset {}audit -t {}orders --to-latest --create-group --yes")
        .exits(0)
        .says("group audit (does not exist)")
        .says("note the group does not exist yet: the commit creates it as a simple group, whose commits expire one by one: Kafka forgets each 7 days after it was made, unless a consumer joins");
    assert_eq!(scene.offsets("audit", "orders"), [(0, 10), (1, 10)]);
}

#[test]
fn a_pattern_leaves_out_what_is_no_consumers_group_and_says_so_since_kafka_4_1() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let share = ("start_share_consumer", "stop_share_consumer");
    let _member = Member::start(&scene, share, "sharers", "orders", json!({}));
    scene
        .koffset("reset --groups-matching {}.* --all-topics --to-latest --yes")
        .exits(0)
        .says("left out sharers (unknown): not a consumer group");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10)]);
}

#[test]
fn all_topics_of_a_group_that_is_not_there_is_refused() {
    let scene = Scene::new();
    scene
        .koffset("reset {}audit --all-topics --to-latest --yes")
        .exits(3)
        .says("group audit is not known to this cluster");
    scene
        .koffset("reset {}audit --all-topics --to-latest --create-group --yes")
        .exits(3)
        .says("group audit has no commits, so --all-topics finds nothing")
        .says("hint: name the topics with --topic");
}

#[test]
fn a_running_classic_group_is_refused_and_its_members_named() {
    assert_running_is_refused("classic");
}

#[test]
fn a_running_consumer_group_is_refused_and_its_members_named_since_kafka_3_7() {
    assert_running_is_refused("consumer");
}

fn assert_running_is_refused(protocol: &str) {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    let fields = json!({"protocol": protocol, "client_id": "billing-1", "await_partitions": 2});
    let _member = Member::joins(&scene, "billing", "orders", fields);
    await_state(&scene, "billing", "stable");
    scene
        .koffset(TO_EARLIEST)
        .exits(3)
        .says(&format!("group billing ({protocol}, stable)"))
        .says("error: group billing has active members; the broker rejects outside commits until they leave")
        .says("(client billing-1, host 127.0.0.1): orders:0-1")
        .says("hint: stop them, then run this again")
        .says("nothing was changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
}

#[test]
fn a_stopped_classic_group_moves_and_the_expiry_of_its_commits_is_noted() {
    let scene = Scene::with_orders(&[10, 10], &[]);
    scene.commit_as_member("classic", "billing", "orders", &[4, 4]);
    scene
        .koffset(TO_EARLIEST)
        .exits(0)
        .says("group billing (classic, empty)")
        .says("note Kafka forgets these commits 7 days after the group became empty; this change does not restart that clock")
        .never_says("assign()");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
}

#[test]
fn a_stopped_consumer_group_moves_since_kafka_3_7() {
    let scene = Scene::with_orders(&[10, 10], &[]);
    scene.commit_as_member(version::newest_protocol(), "billing", "orders", &[4, 4]);
    scene
        .koffset(TO_EARLIEST)
        .exits(0)
        .says("group billing (consumer, empty)")
        .says("note while the group has no member, Kafka forgets each commit 7 days after it was made; this change restarts that clock for the commits that it moves");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
}

#[test]
fn a_consumer_goes_on_where_the_group_was_moved_to() {
    let scene = Scene::with_orders(&[10], &[]);
    scene.commit_as_member(version::newest_protocol(), "billing", "orders", &[9]);
    scene
        .koffset("reset {}billing -t {}orders --to-offset 6 --yes")
        .exits(0);
    let member = Member::joins(
        &scene,
        "billing",
        "orders",
        json!({"protocol": version::newest_protocol()}),
    );
    let status = crate::support::wait::until(
        "the last record",
        || member.ask("consumer_status", json!({})),
        |status| status["records"][0]["last"] == 9,
    );
    assert_eq!(status["records"][0]["first"], 6);
}

#[test]
fn a_static_member_that_is_gone_still_blocks_and_is_named_since_kafka_2_4() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let fields = json!({
        "protocol": "classic",
        "group_instance_id": "billing-a",
        "session_timeout_ms": 30_000,
    });
    Member::joins(&scene, "billing", "orders", fields).vanishes();
    scene
        .koffset(TO_EARLIEST)
        .exits(3)
        .says("static member billing-a)")
        .says("a static member stays until its session times out");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_consumer_group_in_the_middle_of_an_assignment_is_taken_for_active_since_kafka_3_7() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    let joined = || {
        let operations = ("join_holding", "leave_raw");
        Member::start(&scene, operations, "billing", "orders", json!({}))
    };
    let _members = (joined(), joined());
    await_state(&scene, "billing", "reconciling");
    scene
        .koffset(TO_EARLIEST)
        .exits(3)
        .says("group billing (consumer, unknown)")
        .says("error: group billing has active members");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
}

#[test]
fn a_simple_group_is_warned_of() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset(TO_EARLIEST)
        .exits(0)
        .says("warning a simple group: consumers with assign() never show as members");
}

#[test]
fn groups_that_look_like_an_engines_are_warned_of_with_the_evidence() {
    let scene = Scene::with_orders(&[10], &[]);
    scene.topic("app-counts-changelog", &[1]);
    scene.commit("app", "app-counts-changelog", &[Some(0)]);
    for group in ["connect-{}sink", "spark-kafka-source-{}", "app"] {
        scene.commit(group, "orders", &[Some(4)]);
    }
    let warned = |group: &str, evidence: &str| {
        let line = format!("reset {group} -t {{}}orders --to-earliest --dry-run");
        scene.koffset(&line).exits(0).prints(evidence);
    };
    warned(
        "connect-{}sink",
        "warning looks like a Kafka Connect sink's group, since its name begins with connect-: \
         stop the connector and use the REST interface's /connectors/NAME/offsets",
    );
    warned(
        "spark-kafka-source-{}",
        "warning looks like a Spark query's group, since its name begins with spark-kafka-source-: \
         Spark starts from its checkpoint folder",
    );
    warned(
        "{}app",
        "warning looks like a Kafka Streams application's group, since it has commits in \
         app-counts-changelog: its local state and internal topics do not move with the commits",
    );
}

#[test]
fn share_and_streams_groups_are_refused_even_with_create_group_since_kafka_4_1() {
    for operations in [
        ("start_share_consumer", "stop_share_consumer"),
        ("join_streams", "leave_raw"),
    ] {
        assert_foreign_is_refused(
            operations,
            "is not known to be a consumer group (type unknown, as of share and streams groups)",
        );
    }
}

#[test]
fn a_connect_workers_group_is_refused_even_with_create_group() {
    assert_foreign_is_refused(
        ("join_raw", "leave_raw"),
        "is not a consumer group (protocol connect): koffset does not change its commits",
    );
}

fn assert_foreign_is_refused(operations: (&str, &'static str), why: &str) {
    let scene = Scene::with_orders(&[10], &[]);
    let _member = Member::start(&scene, operations, "billing", "orders", json!({}));
    for create in ["", "--create-group"] {
        let run = scene.koffset(&format!("{TO_EARLIEST} {create}"));
        run.exits(3).says(&format!("error: group billing {why}"));
        run.never_says("write --create-group");
    }
    assert_eq!(scene.offsets("billing", "orders"), []);
}

#[test]
fn control_characters_in_a_name_are_shown_as_escapes_and_are_whole_in_a_document() {
    let scene = Scene::new();
    scene.topic("orders", &[10]);
    let (tab, line_break) = (scene.name("bil\tling"), scene.name("bil\nling"));
    for group in ["bil\tling", "bil\nling"] {
        scene.commit(group, "orders", &[Some(4)]);
    }
    let topic = scene.name("orders");
    let reset = |more: &[&str]| {
        let args = ["reset", &tab, &line_break, "-t", &topic, "--to-latest"];
        koffset(kafka::bootstrap(), &[&args, more].concat())
    };
    let shown = reset(&["--dry-run"]).with_status(0);
    for escaped in [r"bil\tling", r"bil\nling"] {
        shown.prints(&format!("group    {} (", scene.name(escaped)));
    }
    let document = reset(&["--dry-run", "--format", "json"])
        .with_status(0)
        .json();
    assert_eq!(document["groups"][0]["group_id"], tab);
    assert_eq!(document["groups"][1]["group_id"], line_break);
    let outcome = reset(&["--yes", "--format", "json"]).with_status(0).json();
    assert_eq!(outcome["groups"][1]["group_id"], line_break);
}
