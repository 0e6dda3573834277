use super::*;
use crate::model::{GroupId, TopicPartition};
use crate::plan::scene::{Scene, commit, member};

fn owner(change: impl FnOnce(&mut ObservedGroup)) -> Option<Owner> {
    let mut scene = Scene::committed(1500);
    change(scene.group());
    Owner::of(scene.group())
}

fn engine(change: impl FnOnce(&mut ObservedGroup)) -> Option<Engine> {
    owner(change).map(|owner| owner.engine)
}

#[test]
fn a_consumers_group_has_no_engine() {
    assert_eq!(
        owner(|group| group.description.members.push(member())),
        None
    );
}

#[test]
fn an_engine_is_known_by_the_groups_name() {
    let named = |name: &str| engine(|group| group.description.id = GroupId::new(name));
    assert_eq!(named("connect-sink"), Some(Engine::Connect));
    assert_eq!(
        named("spark-kafka-source-4f1c-driver-0"),
        Some(Engine::Spark)
    );
    assert_eq!(named("spark-kafka-relation-4f1c"), Some(Engine::Spark));
    assert_eq!(named("flink-billing"), Some(Engine::Flink));
    assert_eq!(named("reconnect-billing"), None);
}

#[test]
fn streams_is_known_by_its_internal_topics() {
    let committed_in = |topic: &str| {
        engine(|group| {
            let at = TopicPartition::new(topic, 0);
            group.commits.insert(at, Ok(commit(1).into()));
        })
    };
    assert_eq!(
        committed_in("billing-totals-repartition"),
        Some(Engine::Streams)
    );
    assert_eq!(
        committed_in("billing-store-changelog"),
        Some(Engine::Streams)
    );
    assert_eq!(committed_in("audit-store-changelog"), None);
    assert_eq!(committed_in("billing-orders"), None);
}

#[test]
fn an_engine_is_known_by_its_clients() {
    let client = |name: &str| {
        engine(|group| {
            let mut member = member();
            member.client_id = name.to_owned();
            group.description.members.push(member);
        })
    };
    assert_eq!(client("connector-consumer-sink-0"), Some(Engine::Connect));
    assert_eq!(
        client("app-4f1c-StreamThread-1-consumer"),
        Some(Engine::Streams)
    );
    assert_eq!(client("billing-1"), None);
}

#[test]
fn the_evidence_and_the_real_position_are_told() {
    let owner = owner(|group| group.description.id = GroupId::new("connect-sink")).unwrap();
    let text = owner.to_string();
    assert!(text.contains("its name begins with connect-"), "{text}");
    assert!(text.contains("/connectors/NAME/offsets"), "{text}");
}
