use clap::Parser;

use super::*;
use crate::commands::captured::{Captured, captured, few_records};
use crate::commands::group;
use crate::commands::group::GroupCommand;
use crate::commands::lag;
use crate::commands::lag::LagArgs;
use crate::commands::snapshot;
use crate::commands::snapshot::SnapshotArgs;
use crate::exit::ExitStatus;
use crate::kafka::fake::{Call, FakeCluster};
use crate::model::{GroupId, Operation, Resource};
use crate::settings::{Connection, PropertyValue};
use crate::ui::Answer;

#[derive(clap::Parser)]
struct Line<A: clap::Args> {
    #[command(flatten)]
    args: A,
}

#[derive(clap::Parser)]
struct GroupLine {
    #[command(subcommand)]
    command: GroupCommand,
}

fn args<A: clap::Args>(line: &str) -> A {
    let words = std::iter::once("koffset").chain(line.split_whitespace());
    Line::parse_from(words).args
}

fn connection() -> Connection {
    let properties = [
        ("security.protocol", "sasl_ssl"),
        ("sasl.mechanism", "PLAIN"),
        ("sasl.username", "alice"),
    ];
    let plain =
        |(key, value): (&str, &str)| (key.to_owned(), PropertyValue::Plain(value.to_owned()));
    Connection {
        properties: properties.map(plain).into(),
        ..Connection::to("broker:9092")
    }
}

fn access(cluster: &FakeCluster, line: &str) -> Captured {
    let args = args(line);
    captured(cluster, Answer::No, |session| {
        run(&args, &connection(), session)
    })
}

fn cluster() -> FakeCluster {
    let cluster = few_records();
    cluster.commit_offset("billing", "orders", 0, 103);
    cluster.commit_offset("secret", "pay", 0, 1);
    cluster
}

fn group(name: &str) -> Resource {
    Resource::Group(GroupId::new(name))
}

#[test]
fn all_that_is_asked_may_be_allowed() {
    let run = access(&cluster(), "reset group-list -g billing -t orders");
    assert_eq!(run.status(), ExitStatus::Done, "{run:?}");
    assert_eq!(
        run.out,
        "COMMAND     ON             ALLOWED  MISSING\n\
         group list  the cluster    yes\n\
         reset       group billing  yes\n\
         reset       topic orders   yes\n"
    );
    assert_eq!(run.err, "");
}

#[test]
fn what_is_missing_is_named_with_the_command_that_grants_it() {
    let cluster = cluster();
    cluster.forbid(Operation::Read, Resource::Topic("orders".into()));
    cluster.forbid(Operation::Describe, group("billing"));
    let run = access(&cluster, "lag reset -g billing -t orders");
    assert_eq!(run.status(), ExitStatus::Findings, "{run:?}");
    let rows: Vec<&str> = run.out.lines().collect();
    let squeezed: Vec<String> = rows[1..5]
        .iter()
        .map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        squeezed,
        [
            "lag group billing no DESCRIBE",
            "lag topic orders yes",
            "reset group billing no DESCRIBE; ? READ: what you may not describe tells nothing else",
            "reset topic orders no READ",
        ]
    );
    let head = "kafka-acls.sh --bootstrap-server broker:9092 --add --allow-principal User:alice";
    assert_eq!(
        rows[5..],
        [
            "",
            "an administrator grants User:alice what is missing with:",
            &format!("{head} --operation DESCRIBE --group billing"),
            &format!("{head} --operation READ --topic orders"),
        ]
    );
}

#[test]
fn a_group_of_the_name_that_stands_for_all_has_no_command_of_its_own() {
    let cluster = cluster();
    cluster.forbid(Operation::Read, group("*"));
    let run = access(&cluster, "reset -g * -t orders");
    assert_eq!(run.status(), ExitStatus::Findings, "{run:?}");
    assert!(!run.out.contains("kafka-acls.sh"), "{run:?}");
    let why = "group *: no ACL is for it alone, since the name * in one means every group";
    assert_eq!(run.err, format!("warning: {why}\n"));
    let recipe: AccessArgs = args("read --recipe -g * -t orders");
    let run = captured(&cluster, Answer::No, |session| {
        super::recipe(&recipe, None, session.ui)
    });
    assert_eq!((run.status(), run.out.as_str()), (ExitStatus::Usage, ""));
}

#[test]
fn what_the_brokers_do_not_tell_is_unknown() {
    let cluster = cluster();
    cluster.tell_no_rights();
    let run = access(&cluster, "lag -g billing -t orders --format json");
    assert_eq!(run.status(), ExitStatus::Failed);
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["schema"], "koffset.access");
    assert_eq!(document["principal"], "User:alice");
    assert_eq!(document["checks"][0]["allowed"], "unknown");
    assert_eq!(document["checks"][0]["untold"][0], "describe");
    assert_eq!(document["commands"], serde_json::json!([]));
    assert_eq!(
        document["incomplete"][0],
        "group billing: the brokers do not tell what you may do"
    );
}

#[test]
fn what_nothing_is_named_of_is_said() {
    let run = access(&cluster(), "reset -g billing");
    assert_eq!(run.status(), ExitStatus::Done);
    assert_eq!(
        run.err,
        "no topic is named, so that what commands need of topics is not checked\n"
    );
    let run = access(&cluster(), "reset");
    assert_eq!(run.status(), ExitStatus::Usage);
}

#[test]
fn a_topic_that_is_not_there_is_unknown() {
    let run = access(&cluster(), "range -t nowhere");
    assert_eq!(run.status(), ExitStatus::Failed);
    assert!(run.out.contains("there is no such topic"), "{run:?}");
}

#[test]
fn groups_that_may_be_hidden_make_a_listing_incomplete() {
    let cluster = cluster();
    cluster.forbid(Operation::Describe, Resource::Cluster);
    cluster.forbid(Operation::Describe, group("secret"));
    let GroupCommand::List(args) =
        GroupLine::parse_from(["koffset", "list", "--format", "json"]).command
    else {
        unreachable!("the line says list")
    };
    let run = captured(&cluster, Answer::No, |session| group::list(&args, session));
    assert_eq!(run.status(), ExitStatus::Failed);
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        document["incomplete"],
        serde_json::json!([crate::acl::HIDDEN_GROUPS])
    );
    assert!(run.out.contains("billing") && !run.out.contains("secret"));
    assert_eq!(run.err, format!("warning: {}\n", crate::acl::HIDDEN_GROUPS));
}

#[test]
fn a_listing_of_named_groups_lacks_none() {
    let cluster = cluster();
    cluster.forbid(Operation::Describe, Resource::Cluster);
    let GroupCommand::List(args) = GroupLine::parse_from(["koffset", "list", "billing"]).command
    else {
        unreachable!("the line says list")
    };
    let run = captured(&cluster, Answer::No, |session| group::list(&args, session));
    assert_eq!(run.status(), ExitStatus::Done, "{run:?}");
    assert_eq!(run.err, "");
}

#[test]
fn a_snapshot_of_all_groups_is_not_written_where_groups_may_be_hidden() {
    let cluster = cluster();
    cluster.forbid(Operation::Describe, Resource::Cluster);
    let take = |line: &str| {
        let args: SnapshotArgs = args(line);
        captured(&cluster, Answer::No, |session| {
            snapshot::run(&args, session)
        })
    };
    let run = take("--all-groups");
    assert_eq!(run.status(), ExitStatus::Failed);
    assert_eq!(run.out, "");
    let partial = take("--all-groups --allow-partial");
    assert_eq!(partial.status(), ExitStatus::Done);
    assert!(partial.out.contains(crate::acl::HIDDEN_GROUPS));
}

#[test]
fn commits_that_may_be_hidden_are_spoken_of_once_and_do_not_fail_a_named_group() {
    let cluster = cluster();
    cluster.set_broker("authorizer.class.name", "StandardAuthorizer");
    let args: LagArgs = args("billing secret --format json");
    let run = captured(&cluster, Answer::No, |session| {
        lag::run(&args, session, &cluster)
    });
    assert_eq!(run.status(), ExitStatus::Done, "{run:?}");
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        document["incomplete"],
        serde_json::json!([crate::acl::HIDDEN_COMMITS])
    );
    assert_eq!(run.err.matches(crate::acl::HIDDEN_COMMITS).count(), 1);
}

#[test]
fn a_snapshot_knows_that_it_may_lack_topics() {
    let cluster = cluster();
    cluster.set_broker("authorizer.class.name", "StandardAuthorizer");
    let args: SnapshotArgs = args("billing");
    let run = captured(&cluster, Answer::No, |session| {
        snapshot::run(&args, session)
    });
    assert_eq!(run.status(), ExitStatus::Done, "{run:?}");
    assert!(run.err.contains(crate::acl::HIDDEN_COMMITS));
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["all_topics"], false);
    assert_eq!(
        document["visible_topics"],
        serde_json::json!(["__consumer_offsets", "orders", "pay"])
    );
}

#[test]
fn where_no_authorizer_is_at_work_nothing_is_said_of_hidden_things() {
    let cluster = cluster();
    for line in ["billing", "--all-groups"] {
        let args: LagArgs = args(line);
        let run = captured(&cluster, Answer::No, |session| {
            lag::run(&args, session, &cluster)
        });
        assert_eq!(run.err, "", "{line}");
    }
    assert_eq!(cluster.sizes(Call::BrokerSettings), [1, 1]);
}

#[test]
fn topics_that_are_named_hide_nothing() {
    let cluster = cluster();
    cluster.set_broker("authorizer.class.name", "StandardAuthorizer");
    let args: LagArgs = args("billing -t orders");
    let run = captured(&cluster, Answer::No, |session| {
        lag::run(&args, session, &cluster)
    });
    assert_eq!(run.err, "");
    assert!(cluster.sizes(Call::BrokerSettings).is_empty());
}
