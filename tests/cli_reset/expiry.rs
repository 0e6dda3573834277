//! What is said of the expiry of commits, with the broker's own `offsets.retention.minutes`.

use serde_json::json;

use crate::support::kafka::Kafka;
use crate::support::scene::Scene;
use crate::support::version;

const RETENTION: [&str; 5] = [
    "--authorizer",
    "--config",
    "allow.everyone.if.no.acl.found=true",
    "--config",
    "offsets.retention.minutes=180",
];

const DRY: &str = "reset {}billing -t {}orders --to-earliest --dry-run";

#[test]
fn each_type_of_group_is_told_when_kafka_forgets_its_commits() {
    let kafka = Kafka::up(&RETENTION).unwrap();
    let scene = Scene::of(kafka.bootstrap(), kafka.bootstrap());
    scene.topic("orders", &[10]);
    let simple = "note Kafka forgets each commit 3 hours after it was made; this change restarts that clock for the commits that it moves\n";
    let classic = "note Kafka forgets these commits 3 hours after the group became empty; this change does not restart that clock\n";
    let consumer = "note while the group has no member, Kafka forgets each commit 3 hours after it was made; this change restarts that clock for the commits that it moves\n";
    let created = "note the group does not exist yet: the commit creates it as a simple group, whose commits expire one by one: Kafka forgets each 3 hours after it was made, unless a consumer joins\n";
    scene.commit("tool", "orders", &[Some(4)]);
    let says = |group: &str, note: &str| {
        let line = DRY.replace("billing", group) + " --create-group";
        scene.koffset(&line).exits(0).prints(note);
    };
    says("tool", simple);
    says("nobody", created);
    for &protocol in version::consumer_protocols() {
        scene.commit_as_member(protocol, protocol, "orders", &[4]);
        says(
            protocol,
            if protocol == "classic" {
                classic
            } else {
                consumer
            },
        );
    }
    scene
        .koffset("copy {}tool {}another --all-topics --create-group --dry-run")
        .exits(0)
        .prints(created);
    // Nobody may read the broker's settings any more.
    let reading =
        json!({"operation": "describe_configs", "resource": "cluster", "name": "kafka-cluster"});
    scene.checker.ask("deny", reading);
    scene
        .koffset(&DRY.replace("billing", "classic"))
        .exits(0)
        .prints("note Kafka forgets these commits some time (offsets.retention.minutes) after the group became empty; this change does not restart that clock\n");
}
