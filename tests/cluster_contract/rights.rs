//! What the port says where an authorizer forbids something. The in-memory cluster has none: there a test
//! scripts the answers that are seen here.

use std::collections::BTreeSet;

use koffset::kafka::{ChangeGroups, Client};
use koffset::model::{ErrorCode, GroupId, KafkaError, TopicName, TopicPartition};
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
fn permission_to_remove_commits_says_what_the_removal_says() {
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
fn permission_for_one_topic_does_not_depend_on_that_for_another() {
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
