use std::collections::BTreeSet;

use super::*;
use crate::model::{ErrorCode, GroupId, Operation, Resource, Right, Rights};

const GROUP: ErrorCode = ErrorCode::GROUP_AUTHORIZATION_FAILED;
const TOPIC: ErrorCode = ErrorCode::TOPIC_AUTHORIZATION_FAILED;

fn task(name: &str) -> &'static Task {
    TASKS.iter().find(|task| task.name == name).unwrap()
}

fn billing() -> Resource {
    Resource::Group(GroupId::new("billing"))
}

fn needs(name: &str) -> Vec<(Kind, Operation)> {
    task(name).needs().into_iter().collect()
}

#[test]
fn a_refusal_tells_the_right_that_kafka_asks_for() {
    use Operation::{Delete, Describe, Read};
    for (request, code, expected) in [
        (Request::Metadata, TOPIC, Some((Kind::Topic, Describe))),
        (Request::ListOffsets, TOPIC, Some((Kind::Topic, Describe))),
        (Request::Fetch, TOPIC, Some((Kind::Topic, Read))),
        (Request::OffsetFetch, GROUP, Some((Kind::Group, Describe))),
        (Request::OffsetCommit, GROUP, Some((Kind::Group, Read))),
        (Request::OffsetCommit, TOPIC, Some((Kind::Topic, Read))),
        (Request::OffsetDelete, GROUP, Some((Kind::Group, Delete))),
        (Request::OffsetDelete, TOPIC, Some((Kind::Topic, Read))),
        (Request::DeleteGroups, GROUP, Some((Kind::Group, Delete))),
        (Request::DeleteGroups, TOPIC, None),
        (Request::OffsetCommit, ErrorCode::UNKNOWN_MEMBER_ID, None),
    ] {
        assert_eq!(request.lacks(code), expected, "{request:?} {code:?}");
    }
}

#[test]
fn what_a_command_needs_is_what_its_requests_need() {
    use Kind::{Cluster, Group, Topic};
    use Operation::{Delete, Describe, Read};
    assert_eq!(needs("range"), [(Topic, Describe)]);
    assert_eq!(needs("group list"), [(Cluster, Describe)]);
    assert_eq!(needs("lag"), [(Group, Describe), (Topic, Describe)]);
    assert_eq!(needs("copy from"), needs("lag"));
    assert_eq!(needs("copy"), needs("reset"));
    let reset = [
        (Group, Describe),
        (Group, Read),
        (Topic, Describe),
        (Topic, Read),
    ];
    assert_eq!(needs("reset"), reset);
    let delete = [
        (Group, Describe),
        (Group, Delete),
        (Topic, Describe),
        (Topic, Read),
    ];
    assert_eq!(needs("delete-offsets"), delete);
}

#[test]
fn who_only_looks_reads_no_record_and_changes_nothing() {
    let read: Vec<&str> = Role::Read.tasks().map(|task| task.name).collect();
    assert_eq!(
        read,
        [
            "range",
            "count",
            "lag",
            "watch",
            "snapshot",
            "diff",
            "group list",
            "group describe",
            "copy from"
        ]
    );
    assert_eq!(Role::Operate.tasks().count(), TASKS.len());
}

#[test]
fn a_command_may_be_written_with_hyphens_or_as_it_is_typed() {
    for written in ["copy from", "copy-from"] {
        let role: Role = written.parse().unwrap();
        let names: Vec<&str> = role.tasks().map(|task| task.name).collect();
        assert_eq!(names, ["copy from"]);
    }
    for written in ["group delete", "group-delete"] {
        let role: Role = written.parse().unwrap();
        let names: Vec<&str> = role.tasks().map(|task| task.name).collect();
        assert_eq!(names, ["group delete"]);
    }
    let unknown = "journal".parse::<Role>().unwrap_err();
    assert!(unknown.starts_with("journal is no command that asks a cluster"));
}

#[test]
fn a_right_that_another_one_implies_is_left_out() {
    use Operation::{Delete, Describe, Read};
    let alone = BTreeSet::from([Describe]);
    assert_eq!(minimal(&alone), alone);
    let all = BTreeSet::from([Describe, Read, Delete]);
    assert_eq!(minimal(&all), BTreeSet::from([Read, Delete]));
}

#[test]
fn a_grant_is_a_line_for_each_resource_that_a_shell_takes_as_it_is() {
    let grant = Grant {
        bootstrap_servers: "kafka-1:9092".to_owned(),
        principal: Some("User:CN=alice smith".to_owned()),
        pattern: Pattern::Prefixed,
    };
    let right = |resource: &Resource, operation| Right {
        resource: resource.clone(),
        operation,
    };
    let odd = Resource::Topic("it's".into());
    let rights = [
        right(&odd, Operation::Describe),
        right(&billing(), Operation::Read),
        right(&billing(), Operation::Describe),
        right(&Resource::Cluster, Operation::Describe),
    ];
    let head = "kafka-acls.sh --bootstrap-server kafka-1:9092 --add \
        --allow-principal 'User:CN=alice smith' --operation";
    assert_eq!(
        grant.commands(&rights),
        [
            format!("{head} DESCRIBE --cluster"),
            format!("{head} READ --group billing --resource-pattern-type prefixed"),
            format!(r"{head} DESCRIBE --topic 'it'\''s' --resource-pattern-type prefixed"),
        ]
    );
}

#[test]
fn the_principal_is_known_only_where_the_client_says_it() {
    let of = |properties: &'static [(&str, &str)]| {
        principal(move |key| {
            let found = properties.iter().find(|(name, _)| *name == key);
            found.map(|(_, value)| *value)
        })
    };
    assert_eq!(of(&[]).as_deref(), Some("User:ANONYMOUS"));
    let scram = &[
        ("security.protocol", "SASL_SSL"),
        ("sasl.mechanisms", "SCRAM-SHA-512"),
        ("sasl.username", "alice"),
    ];
    assert_eq!(of(scram).as_deref(), Some("User:alice"));
    assert_eq!(of(&[("security.protocol", "ssl")]), None);
    let kerberos = &[
        ("security.protocol", "sasl_ssl"),
        ("sasl.mechanism", "GSSAPI"),
        ("sasl.username", "alice"),
    ];
    assert_eq!(of(kerberos), None);
}

#[test]
fn what_is_not_told_is_neither_allowed_nor_missing() {
    let looked = |rights| check(task("reset"), &billing(), &rights).unwrap();
    let all = [Operation::Describe, Operation::Read];
    assert_eq!(looked(Ok(Rights::told(all))).allowed(), Allowed::Yes);
    let some = looked(Ok(Rights::told([Operation::Describe])));
    assert_eq!(some.allowed(), Allowed::No);
    assert_eq!(some.missing, BTreeSet::from([Operation::Read]));
    let untold = looked(Ok(Rights::UNTOLD));
    assert_eq!(untold.allowed(), Allowed::Unknown);
    assert_eq!(untold.untold, all.into());
    let unseen = |lacks_describe| {
        looked(Err(Unseen {
            reason: "hidden".to_owned(),
            lacks_describe,
        }))
    };
    assert_eq!(unseen(false).allowed(), Allowed::Unknown);
    assert_eq!(unseen(true).missing, BTreeSet::from([Operation::Describe]));
    assert_eq!(unseen(true).untold, BTreeSet::from([Operation::Read]));
}

#[test]
fn a_command_that_needs_nothing_of_a_resource_is_not_checked_on_it() {
    let rights = Ok(Rights::told([]));
    assert_eq!(check(task("range"), &billing(), &rights), None);
}
