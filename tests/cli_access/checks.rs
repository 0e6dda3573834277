use serde_json::{Value, json};

use crate::support::acls::{Right, grant, guard};
use crate::support::guarded;
use crate::support::kafka::Kafka;
use crate::support::scene::Scene;
use crate::support::wait::until;

fn scene() -> Scene {
    let scene = guarded::scene();
    scene.orders(&[10], &[Some(4)]);
    scene
}

fn guarded_scene(rights: &[Right<'_>]) -> Scene {
    let scene = scene();
    guard(&scene, &[("topic", "orders"), ("group", "billing")]);
    rights.iter().for_each(|right| grant(&scene, *right));
    scene
}

const DESCRIBE_GROUP: Right<'_> = Right {
    operation: "describe",
    resource: "group",
    name: "billing",
};
const DESCRIBE_TOPIC: Right<'_> = Right {
    operation: "describe",
    resource: "topic",
    name: "orders",
};

/// Which commands are allowed on what, by command and sort of resource.
fn allowed(document: &Value, command: &str, kind: &str) -> String {
    let mut checks = document["checks"].as_array().unwrap().iter();
    let of = |check: &&Value| check["command"] == command && check["resource"]["type"] == kind;
    let check = checks.find(of).unwrap();
    check["allowed"].as_str().unwrap().to_owned()
}

#[test]
fn everything_is_allowed_where_no_authorizer_is_at_work_since_kafka_2_3() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let run = scene.koffset("access -g {}billing -t {}orders");
    run.exits(0)
        .says_nothing()
        .prints("reset group billing yes\n")
        .prints("group delete group billing yes\n")
        .prints("group list the cluster yes\n");
    assert!(!run.stdout.contains("kafka-acls.sh"));
}

#[test]
fn who_may_only_look_is_told_what_he_may_not_change_since_kafka_2_3() {
    let scene = guarded_scene(&[DESCRIBE_GROUP, DESCRIBE_TOPIC]);
    let run = scene.koffset("access -g {}billing -t {}orders --format json");
    run.exits(4).says_nothing();
    let document = run.json();
    assert_eq!(document["principal"], "User:ANONYMOUS");
    for (command, kind, expected) in [
        ("lag", "group", "yes"),
        ("lag", "topic", "yes"),
        ("reset", "group", "no"),
        ("reset", "topic", "no"),
        ("group delete", "group", "no"),
        ("group delete", "topic", "yes"),
        ("count --exact", "topic", "no"),
    ] {
        assert_eq!(
            allowed(&document, command, kind),
            expected,
            "{command} {kind}"
        );
    }
    let commands = document["commands"].as_array().unwrap();
    let endings = [
        " --operation READ --operation DELETE --group billing",
        " --operation READ --topic orders",
    ];
    for (command, ending) in commands.iter().zip(endings) {
        assert!(command.as_str().unwrap().ends_with(ending), "{command}");
    }
}

#[test]
fn what_may_not_be_described_is_missing_that_and_tells_nothing_else() {
    let scene = guarded_scene(&[]);
    scene
        .koffset("access reset -g {}billing -t {}orders")
        .exits(4)
        .prints("reset group billing no DESCRIBE; ? READ: what you may not describe tells nothing else\n")
        .prints("reset topic orders no DESCRIBE; ? READ: what you may not describe tells nothing else\n")
        .prints(" --operation DESCRIBE --group billing\n");
}

#[test]
fn a_group_that_is_not_there_is_checked_as_one_that_could_be_created_since_kafka_2_3() {
    let scene = scene();
    scene
        .koffset("access reset -g {}nobody -t {}orders")
        .exits(0);
    guard(&scene, &[("group", "nobody")]);
    let run = scene.koffset("access reset -g {}nobody -t {}orders");
    run.exits(4).prints("reset group nobody no DESCRIBE;");
}

#[test]
fn commits_in_a_topic_that_may_not_be_described_do_not_show_and_the_topic_is_refused_by_name() {
    let scene = guarded_scene(&[DESCRIBE_GROUP]);
    scene
        .koffset("lag {}billing -t {}orders")
        .exits(1)
        .says("error: topic orders: topic authorization failed: needs DESCRIBE on the topic\n")
        .says(" --operation DESCRIBE --topic orders\n");
    let run = scene.koffset("lag {}billing");
    run.exits(0).never_says("orders");
}

/// On a cluster of its own: who is denied the cluster is denied it everywhere.
#[test]
fn who_may_not_describe_the_cluster_is_told_that_groups_may_be_missing_since_kafka_2_3() {
    let config = [
        "--authorizer",
        "--config",
        "allow.everyone.if.no.acl.found=true",
    ];
    let kafka = Kafka::up(&config).unwrap();
    let scene = Scene::of(kafka.bootstrap(), kafka.bootstrap());
    scene.orders(&[10], &[Some(4)]);
    scene.commit("secret", "orders", &[Some(4)]);
    let deny = |resource: &str, name: &str| {
        let fields = json!({
            "operation": "describe",
            "resource": resource,
            "name": name,
            "timeout_ms": 3000,
        });
        scene.checker.try_ask("deny", fields)
    };
    scene.koffset("group list").exits(0).says_nothing();
    deny("group", &scene.name("secret")).unwrap();
    // The checker may not look at the entries any more then, for which it waits.
    deny("cluster", "kafka-cluster").unwrap_err();
    until(
        "the cluster to be denied",
        || scene.koffset("access group-list").status,
        |status| *status == 4,
    );
    let hidden = "groups that you may not describe are not listed, since DESCRIBE on the cluster is not granted";
    let list = scene.koffset("group list --format json");
    list.exits(1).says(&format!("warning: {hidden}\n"));
    let document = list.json();
    assert_eq!(document["incomplete"][0], hidden);
    assert_eq!(document["groups"].as_array().unwrap().len(), 1);
    scene
        .koffset("snapshot --all-groups")
        .exits(1)
        .prints_nothing()
        .says(hidden);
    scene.koffset("lag --all-groups").exits(1).says(hidden);
    scene
        .koffset("lag --groups-matching {}bill.*")
        .exits(1)
        .says(hidden);
    scene.koffset("lag {}billing").exits(0).never_says(hidden);
    scene
        .koffset("access group-list")
        .exits(4)
        .prints("group list the cluster no DESCRIBE")
        .prints(" --operation DESCRIBE --cluster\n");
}
