use clap::Parser;
use serde_json::{Value, json};

use super::*;
use crate::commands::captured::{Captured, Stage, now};
use crate::kafka::fake::{Call, FakeCluster, member};
use crate::model::{ErrorCode, GroupState, GroupType};
use crate::ui::Answer;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    describe: GroupDescribeArgs,
}

/// Runs `koffset group describe` with these words; stderr holds the error too, as it is printed at the end.
fn run(cluster: &FakeCluster, words: &str) -> Captured {
    let words = std::iter::once("describe").chain(words.split_whitespace());
    let args = Cli::try_parse_from(words).unwrap().describe;
    Stage::answering(Answer::Nobody).run(cluster, |session| {
        describe(&args, session).inspect_err(|error| session.ui.error(error))
    })
}

/// orders with 4 partitions; billing has two members, one of them static, and commits in three.
fn cluster() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 4);
    for partition in 0..3 {
        cluster.fill("orders", partition, 0, 10, now());
        cluster.commit_offset("billing", "orders", partition, 5);
    }
    let mut fixed = member("b", &[("orders", 3)]);
    fixed.instance_id = Some("pod-1".to_owned());
    cluster.join("billing", fixed);
    cluster.join(
        "billing",
        member("a", &[("orders", 0), ("orders", 1), ("orders", 2)]),
    );
    cluster
}

fn json_of(ended: &Captured) -> Value {
    serde_json::from_str(&ended.out).unwrap()
}

#[test]
fn a_group_is_shown_with_its_members() {
    let ended = run(&cluster(), "billing");
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(
        ended.out,
        "group        billing (classic, stable)\n\
         coordinator  1 fake:9092\n\
         protocol     consumer\n\
         assignor     range\n\
         committed    3 partitions\n\
         owner        -\n\
         members      2\n\
         \n\
         CLIENT       HOST       INSTANCE  MEMBER  ASSIGNMENT\n\
         client-of-a  127.0.0.1  -         a       orders:0-2\n\
         client-of-b  127.0.0.1  pod-1     b       orders:3\n"
    );
    assert_eq!(ended.err, "");
}

#[test]
fn the_document_holds_all_of_it() {
    let document = json_of(&run(&cluster(), "billing --format json"));
    assert_eq!(
        (&document["schema"], &document["version"]),
        (&json!("koffset.group"), &json!(1))
    );
    let member = |id: &str, instance: Option<&str>, partitions: &[i32]| {
        json!({
            "member_id": id, "client_id": format!("client-of-{id}"), "host": "127.0.0.1", "instance_id": instance,
            "assignment": [{"topic": "orders", "partitions": partitions}],
        })
    };
    let members = [
        member("a", None, &[0, 1, 2]),
        member("b", Some("pod-1"), &[3]),
    ];
    let billing = json!({
        "group_id": "billing", "type": "classic", "state": "stable", "protocol": "consumer",
        "coordinator": {"broker": 1, "host": "fake", "port": 9092}, "assignor": "range",
        "committed_partitions": 3, "owner": null, "transactions": [], "members": members, "error": null,
    });
    assert_eq!(document["groups"], json!([billing]));
}

#[test]
fn who_seems_to_own_a_group_is_told_with_the_reason() {
    let cluster = cluster();
    cluster.create_group("connect-sink", GroupType::Classic);
    let ended = run(&cluster, "connect-sink --format json");
    let owner = json!({"engine": "connect", "evidence": "its name begins with connect-"});
    assert_eq!(json_of(&ended)["groups"][0]["owner"], owner);
    let told = run(&cluster, "connect-sink").out;
    assert!(told.contains("owner        looks like a Kafka Connect sink's group, since its name begins with connect-:"), "{told}");
}

#[test]
fn a_simple_group_may_be_read_by_who_never_shows() {
    let cluster = cluster();
    cluster.commit_offset("tool", "orders", 0, 5);
    let told = run(&cluster, "tool").out;
    assert!(told.contains("(simple, empty)"), "{told}");
    assert!(
        told.contains("owner        consumers with assign(), if any: they never show as members\n"),
        "{told}"
    );
    assert!(told.contains("protocol     -\n"), "{told}");
}

#[test]
fn a_group_of_another_kind_is_not_shown_as_one_that_can_be_reset() {
    let cluster = cluster();
    for (group, protocol, told) in [
        ("pool", "share", None),
        ("sink", "connect", Some("connect")),
    ] {
        cluster.create_foreign_group(group, protocol);
        let ended = run(&cluster, group);
        assert_eq!(ended.status(), ExitStatus::Done);
        let protocol = told.unwrap_or("?");
        assert_eq!(
            ended.out,
            format!(
                "group        {group} (unknown, unknown)\nprotocol     {protocol}\ncommitted    ?\n! not a consumer group: koffset does not change its commits\n"
            )
        );
        let ended = run(&cluster, &format!("{group} --format json"));
        let described = &json_of(&ended)["groups"][0];
        assert_eq!(described["protocol"], json!(told));
        assert_eq!(
            (&described["members"], &described["committed_partitions"]),
            (&Value::Null, &Value::Null)
        );
    }
}

#[test]
fn several_groups_follow_each_other() {
    let cluster = cluster();
    cluster.create_group("modern", GroupType::Consumer);
    let told = run(&cluster, "modern --groups-matching bill.*").out;
    assert!(told.starts_with("group        billing"), "{told}");
    assert!(
        told.contains("b       orders:3\n\ngroup        modern (consumer, empty)\n"),
        "{told}"
    );
}

#[test]
fn an_unknown_group_is_refused_and_nothing_shown() {
    let ended = run(&cluster(), "billing biling");
    assert_eq!(ended.status(), ExitStatus::Refused);
    let says = "error: group biling is not known to this cluster\n  hint: did you mean billing?\n";
    assert_eq!((&*ended.err, &*ended.out), (says, ""));
}

#[test]
fn a_dead_group_that_is_listed_is_there() {
    let cluster = cluster();
    cluster.create_group("leaving", GroupType::Classic);
    cluster.set_state("leaving", Some(GroupState::Dead));
    let ended = run(&cluster, "leaving");
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert!(
        ended
            .out
            .starts_with("group        leaving (classic, dead)\n"),
        "{}",
        ended.out
    );
}

#[test]
fn a_group_that_cannot_be_read_says_why_and_keeps_no_other_from_being_shown() {
    let cluster = cluster();
    cluster.create_group("shut", GroupType::Classic);
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster
        .at(Call::DescribeGroups)
        .times(2)
        .fail_group("shut", code);
    let ended = run(&cluster, "billing shut");
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert!(
        ended.err.starts_with("warning: group shut: "),
        "{}",
        ended.err
    );
    assert!(
        ended.out.contains("\ngroup        shut\n! "),
        "{}",
        ended.out
    );
    let document = json_of(&run(&cluster, "billing shut --format json"));
    let shut = &document["groups"][1];
    assert_eq!(
        (&shut["type"], &shut["members"]),
        (&json!("unknown"), &Value::Null)
    );
    assert_eq!(document["incomplete"].as_array().unwrap().len(), 1);
}

#[test]
fn which_group_is_never_guessed() {
    let ended = run(&cluster(), "");
    assert_eq!(ended.status(), ExitStatus::Usage);
    assert!(
        ended.err.contains("which group is not said"),
        "{}",
        ended.err
    );
}

#[test]
fn what_open_transactions_hold_of_a_group_is_told() {
    let cluster = cluster();
    cluster.produce_in_transaction("orders", 1, &[now(), now()]);
    cluster.commit_in_transaction("billing", "orders", 1, 9);
    cluster.commit_in_transaction("billing", "orders", 2, 9);
    let told = run(&cluster, "billing").out;
    assert!(told.contains("committed    3 partitions\n"), "{told}");
    let notes = "note         orders:1: 2 above the last stable offset; a commit is pending in a transaction\n\
                 note         orders:2: a commit is pending in a transaction\n";
    assert!(told.contains(notes), "{told}");
    let document = json_of(&run(&cluster, "billing --format json"));
    let held = |partition: i32, above: u64| json!({"topic": "orders", "partition": partition, "above_last_stable": above, "pending_commit": true});
    assert_eq!(
        document["groups"][0]["transactions"],
        json!([held(1, 2), held(2, 0)])
    );
}
