use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::clock::SystemClock;
use crate::kafka::fake::{Call, FakeCluster};
use crate::model::{ErrorCode, Operation, Resource};

fn deadline() -> Deadline {
    let timeout = std::time::Duration::from_secs(10);
    Deadline::new(Arc::new(SystemClock), timeout, None, Arc::default())
}

fn orders() -> TopicPartition {
    TopicPartition::new("orders", 0)
}

fn billing() -> GroupId {
    GroupId::new("billing")
}

fn right(resource: Resource, operation: Operation) -> BTreeSet<Right> {
    BTreeSet::from([Right {
        resource,
        operation,
    }])
}

#[test]
fn a_refused_commit_says_the_right_that_it_needs_and_notes_it() {
    let fake = FakeCluster::new();
    fake.create_topic("orders", 1);
    let code = ErrorCode::TOPIC_AUTHORIZATION_FAILED;
    fake.at(Call::Commit).fail_partition("orders", 0, code);
    let cluster = Explained::new(fake);
    let offsets = BTreeMap::from([(orders(), CommittedOffset::at(Offset::new(4).unwrap()))]);
    let answers = cluster.commit(&billing(), &offsets, &deadline());
    let error = answers[&orders()].clone().unwrap_err();
    assert_eq!(error.code, code);
    assert_eq!(
        error.message,
        "the fake cluster answered error 29: needs READ on the topic"
    );
    let expected = right(Resource::Topic("orders".into()), Operation::Read);
    assert_eq!(cluster.lacking().rights(), expected);
}

#[test]
fn what_a_second_connection_lacks_is_noted_too() {
    let fake = FakeCluster::new();
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    fake.at(Call::Commits).fail_group("billing", code);
    let cluster = Explained::new(fake);
    let ids = BTreeSet::from([billing()]);
    let fresh = cluster.fresh().unwrap();
    let of = CommitsOf::Groups(&ids);
    let mut said = None;
    let read = fresh.commits(of, Stability::Any, &deadline(), &mut |_, answer| {
        said = answer.err().map(|error| error.message);
    });
    read.unwrap();
    assert!(said.unwrap().ends_with(": needs DESCRIBE on the group"));
    let expected = right(Resource::Group(billing()), Operation::Describe);
    assert_eq!(cluster.lacking().rights(), expected);
}

#[test]
fn another_error_stays_as_it_is() {
    let fake = FakeCluster::new();
    let cluster = Explained::new(fake);
    let names = BTreeSet::from([TopicName::from("nowhere")]);
    let answers = cluster.topics(&names, &deadline()).unwrap();
    let error = answers.into_values().next().unwrap().unwrap_err();
    assert_eq!(error.message, "the fake cluster answered error 3");
    assert_eq!(cluster.lacking().rights(), BTreeSet::new());
}
