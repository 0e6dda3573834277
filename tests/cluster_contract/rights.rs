//! What the port says where an authorizer forbids something. The in-memory cluster has none but for what is
//! told of rights: elsewhere a test scripts the answers that are seen here.

use std::collections::BTreeSet;

use koffset::kafka::fake::FakeCluster;
use koffset::kafka::{ChangeGroups, Client, ReadCluster};
use koffset::model::{
    ErrorCode, GroupId, KafkaError, Operation, Resource, Rights, TopicName, TopicPartition,
};
use koffset::settings::Connection;

use super::world::{code, no_limit};
use crate::support::guarded::{self, deny};
use crate::support::scene::Scene;

const GROUP: Option<ErrorCode> = Some(ErrorCode::GROUP_AUTHORIZATION_FAILED);
const TOPIC: Option<ErrorCode> = Some(ErrorCode::TOPIC_AUTHORIZATION_FAILED);

fn client() -> Client {
    Client::connect(&Connection::to(guarded::bootstrap())).unwrap()
}

fn scene() -> Scene {
    let scene = guarded::scene();
    scene.orders(&[10], &[Some(4)]);
    scene
}

fn permission(scene: &Scene) -> Result<(), KafkaError> {
    let (group, topic) = (scene.name("billing"), TopicName::from(scene.name("orders")));
    let topics = BTreeSet::from([topic.clone()]);
    let answers = client().may_delete_commits(&GroupId::new(group), &topics, &no_limit())?;
    answers[&topic].clone()
}

fn removal(scene: &Scene) -> Result<(), KafkaError> {
    let group = GroupId::new(scene.name("billing"));
    let at = TopicPartition::new(scene.name("orders"), 0);
    let answer = client().delete_commits(&group, &BTreeSet::from([at.clone()]), &no_limit());
    answer[&at].clone()
}

#[test]
fn permission_to_remove_commits_says_what_the_removal_says_since_kafka_2_4() {
    for (operation, resource, name, expected) in [
        ("read", "topic", "orders", TOPIC),
        ("describe", "topic", "orders", None),
        ("delete", "group", "billing", GROUP),
        ("read", "group", "billing", None),
    ] {
        let scene = scene();
        deny(&scene, operation, resource, name);
        let case = format!("{operation} of the {resource} denied");
        assert_eq!(code(&permission(&scene)), expected, "{case}");
        assert_eq!(code(&removal(&scene)), expected, "{case}");
    }
}

#[test]
fn permission_for_one_topic_does_not_depend_on_that_for_another_since_kafka_2_4() {
    let scene = scene();
    scene.topic("payments", &[1]);
    deny(&scene, "read", "topic", "payments");
    let group = GroupId::new(scene.name("billing"));
    let topics = ["orders", "payments"].map(|topic| TopicName::from(scene.name(topic)));
    let asked = topics.clone().into();
    let answers = client().may_delete_commits(&group, &asked, &no_limit());
    let answers = answers.unwrap();
    assert_eq!(topics.map(|topic| code(&answers[&topic])), [None, TOPIC]);
}

#[test]
fn a_group_that_may_not_be_deleted_stays() {
    let scene = scene();
    deny(&scene, "delete", "group", "billing");
    let group = GroupId::new(scene.name("billing"));
    let answer = client().delete_groups(&BTreeSet::from([group.clone()]), &no_limit());
    assert_eq!(code(&answer[&group]), GROUP);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

const ALL: [Operation; 3] = [Operation::Describe, Operation::Read, Operation::Delete];

fn rights(cluster: &dyn ReadCluster, scene: &Scene) -> [Result<Rights, KafkaError>; 2] {
    let (group, topic) = (scene.name("billing"), TopicName::from(scene.name("orders")));
    let group = GroupId::new(group);
    let groups = cluster.group_rights(&BTreeSet::from([group.clone()]), &no_limit());
    let topics = cluster.topic_rights(&BTreeSet::from([topic.clone()]), &no_limit());
    [
        groups.unwrap()[&group].clone(),
        topics.unwrap()[&topic].clone(),
    ]
}

/// The same topic and group, and what is denied on them, in memory.
fn fake(scene: &Scene, denied: &[(Operation, Resource)]) -> FakeCluster {
    let fake = FakeCluster::new();
    fake.create_topic(&scene.name("orders"), 1);
    fake.commit_offset(&scene.name("billing"), &scene.name("orders"), 0, 4);
    for (operation, resource) in denied {
        fake.forbid(*operation, resource.clone());
    }
    fake
}

fn allowed(rights: &Result<Rights, KafkaError>) -> Vec<Operation> {
    let rights = rights.as_ref().unwrap();
    let allowed = |operation: &Operation| rights.allow(*operation).unwrap();
    ALL.into_iter().filter(allowed).collect()
}

#[test]
fn what_the_user_may_do_is_told_of_groups_and_topics_since_kafka_2_3() {
    let scene = scene();
    deny(&scene, "read", "topic", "orders");
    deny(&scene, "delete", "group", "billing");
    let denied = [
        (
            Operation::Read,
            Resource::Topic(scene.name("orders").into()),
        ),
        (
            Operation::Delete,
            Resource::Group(GroupId::new(scene.name("billing"))),
        ),
    ];
    let fake = fake(&scene, &denied);
    for cluster in [&client() as &dyn ReadCluster, &fake] {
        let [group, topic] = rights(cluster, &scene);
        assert_eq!(allowed(&group), [Operation::Describe, Operation::Read]);
        assert_eq!(allowed(&topic), [Operation::Describe, Operation::Delete]);
    }
}

#[test]
fn what_may_not_be_described_tells_no_rights() {
    let scene = scene();
    deny(&scene, "describe", "topic", "orders");
    deny(&scene, "describe", "group", "billing");
    let denied = [
        (
            Operation::Describe,
            Resource::Topic(scene.name("orders").into()),
        ),
        (
            Operation::Describe,
            Resource::Group(GroupId::new(scene.name("billing"))),
        ),
    ];
    let fake = fake(&scene, &denied);
    for cluster in [&client() as &dyn ReadCluster, &fake] {
        let refused = rights(cluster, &scene).map(|rights| rights.err().map(|error| error.code));
        assert_eq!(refused, [GROUP, TOPIC]);
    }
}

#[test]
fn rights_on_a_group_that_is_not_there_are_told_and_on_a_topic_they_are_not_since_kafka_2_3() {
    let scene = guarded::scene();
    let fake = FakeCluster::new();
    for cluster in [&client() as &dyn ReadCluster, &fake] {
        let [group, topic] = rights(cluster, &scene);
        assert_eq!(allowed(&group), ALL);
        let code = topic.err().map(|error| error.code);
        assert_eq!(code, Some(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION));
    }
}

#[test]
fn a_member_of_a_new_group_changes_nothing_of_what_is_told_since_kafka_3_7() {
    let scene = scene();
    scene.commit_as_member("consumer", "shipping", "orders", &[4]);
    let id = GroupId::new(scene.name("shipping"));
    let told = client().group_rights(&BTreeSet::from([id.clone()]), &no_limit());
    assert_eq!(allowed(&told.unwrap()[&id]), ALL);
}

#[test]
fn who_is_kept_from_nothing_may_do_on_the_cluster_what_brokers_do_since_kafka_2_3() {
    let fake = FakeCluster::new();
    for cluster in [&client() as &dyn ReadCluster, &fake] {
        let rights = cluster.cluster_rights(&no_limit()).unwrap();
        assert_eq!(rights.allow(Operation::Describe), Some(true));
        assert_eq!(rights.allow(Operation::ClusterAction), Some(true));
    }
}
