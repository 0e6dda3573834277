use koffset::model::{
    Coordinator, GroupDescription, GroupId, GroupListing, GroupState, GroupType, TopicPartition,
};

use super::world::{
    INSTANCE, Member, World, at, committed, describe, describe_in, ids, no_limit, position, topic,
};
use crate::support::wait;

contract!(
    a_group_that_is_not_there_is_dead_and_not_listed,
    a_running_classic_group_shows_its_members_since_kafka_3_8,
    a_running_consumer_group_shows_its_members_since_kafka_3_7,
    a_static_member_shows_its_instance_id_since_kafka_2_4,
    a_stopped_classic_group_is_empty_since_kafka_3_8,
    a_stopped_consumer_group_is_empty_since_kafka_3_7,
    a_group_that_only_commits_is_simple_since_kafka_2_6,
    a_share_group_is_not_a_consumers_group_since_kafka_4_1,
    a_connect_group_is_not_a_consumers_group,
    the_descriptions_are_those_of_the_groups_asked_for,
    the_listing_stands_in_the_order_of_the_names,
);

fn listed(world: &dyn World, group: &str) -> Option<GroupListing> {
    let listing = world.reading().groups(&no_limit()).unwrap();
    assert!(listing.gaps.is_empty(), "{:?}", listing.gaps);
    let id = GroupId::new(group);
    listing.found.into_iter().find(|listed| listed.id == id)
}

fn assert_listed_as(world: &dyn World, described: &GroupDescription) {
    let expected = GroupListing {
        id: described.id.clone(),
        group_type: described.group_type,
        state: described.state,
        foreign_protocol: described.foreign_protocol.clone(),
    };
    assert_eq!(listed(world, described.id.as_str()), Some(expected));
}

fn a_group_that_is_not_there_is_dead_and_not_listed(world: &dyn World) {
    let group = world.name("nobody");
    let described = describe(world, &group);
    assert_eq!(described.state, GroupState::Dead);
    assert_eq!(described.foreign_protocol, None);
    assert!(described.members.is_empty());
    assert_eq!(described.assignor, None);
    assert_eq!(listed(world, &group), None);
}

fn a_running_classic_group_shows_its_members_since_kafka_3_8(world: &dyn World) {
    assert_shows_members(world, Member::Classic, GroupType::Classic);
}

fn a_running_consumer_group_shows_its_members_since_kafka_3_7(world: &dyn World) {
    assert_shows_members(world, Member::Consumer, GroupType::Consumer);
}

fn assert_shows_members(world: &dyn World, member: Member, expected: GroupType) {
    let (topic, group) = (topic(world, 2), world.name("billing"));
    world.start(&group, member, &topic);
    let described = describe_in(world, &group, GroupState::Stable);
    assert_eq!(described.group_type, expected);
    assert_eq!(described.foreign_protocol, None);
    let [member] = &described.members[..] else {
        panic!("one member: {described:?}");
    };
    assert!(!member.id.is_empty());
    assert_eq!(member.client_id, "client-of-checker");
    assert_eq!(member.host, "127.0.0.1");
    assert_eq!(member.instance_id, None);
    let all: Vec<TopicPartition> = vec![at(&topic, 0), at(&topic, 1)];
    assert!(member.assignment.iter().eq(&all));
    let assignor = match expected {
        GroupType::Consumer => "uniform",
        _ => "range",
    };
    assert_eq!(described.assignor.as_deref(), Some(assignor));
    assert_has_coordinator(&described);
    assert_listed_as(world, &described);
}

fn assert_has_coordinator(described: &GroupDescription) {
    let coordinator = described.coordinator.as_ref();
    let known =
        |broker: &Coordinator| broker.broker >= 0 && !broker.host.is_empty() && broker.port > 0;
    assert!(coordinator.is_some_and(known), "{described:?}");
}

fn a_static_member_shows_its_instance_id_since_kafka_2_4(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    world.start(&group, Member::Static, &topic);
    let described = describe_in(world, &group, GroupState::Stable);
    let instances = described.members.iter().map(|member| &member.instance_id);
    assert!(instances.eq([&Some(INSTANCE.to_owned())]));
}

fn a_stopped_classic_group_is_empty_since_kafka_3_8(world: &dyn World) {
    assert_empty_when_stopped(world, Member::Classic, GroupType::Classic);
}

fn a_stopped_consumer_group_is_empty_since_kafka_3_7(world: &dyn World) {
    assert_empty_when_stopped(world, Member::Consumer, GroupType::Consumer);
}

fn assert_empty_when_stopped(world: &dyn World, member: Member, expected: GroupType) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    world.start(&group, member, &topic);
    world.stop(&group);
    let described = describe(world, &group);
    assert_eq!(described.group_type, expected);
    assert_eq!(described.state, GroupState::Empty);
    assert!(described.members.is_empty());
    let assignor = (expected == GroupType::Consumer).then_some("uniform");
    assert_eq!(described.assignor.as_deref(), assignor);
    assert_has_coordinator(&described);
    assert_listed_as(world, &described);
}

fn a_group_that_only_commits_is_simple_since_kafka_2_6(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    committed(world, &group, &[(at(&topic, 0), position(0))]);
    let described = describe(world, &group);
    assert_eq!(described.group_type, GroupType::Simple);
    assert_eq!(described.state, GroupState::Empty);
    assert!(described.members.is_empty());
    assert_eq!(described.assignor, None);
    assert_has_coordinator(&described);
    assert_listed_as(world, &described);
}

fn a_share_group_is_not_a_consumers_group_since_kafka_4_1(world: &dyn World) {
    assert_foreign(world, Member::Share, None);
}

fn a_connect_group_is_not_a_consumers_group(world: &dyn World) {
    assert_foreign(world, Member::Connect, Some("connect"));
}

fn assert_foreign(world: &dyn World, member: Member, protocol: Option<&str>) {
    let (topic, group) = (topic(world, 1), world.name("foreign"));
    world.start(&group, member, &topic);
    assert_unknown_type(world, &group, protocol);
    world.stop(&group);
    assert_unknown_type(world, &group, protocol);
}

fn assert_unknown_type(world: &dyn World, group: &str, protocol: Option<&str>) {
    let described = describe(world, group);
    assert_eq!(described.group_type, GroupType::Unknown);
    assert_eq!(described.state, GroupState::Unknown);
    assert_eq!(described.foreign_protocol.as_deref(), protocol);
    assert!(described.members.is_empty());
    assert_eq!(
        (described.coordinator.as_ref(), described.assignor.as_ref()),
        (None, None)
    );
    assert_listed_as(world, &described);
}

fn the_descriptions_are_those_of_the_groups_asked_for(world: &dyn World) {
    let topic = topic(world, 1);
    let (here, absent) = (world.name("here"), world.name("absent"));
    committed(world, &here, &[(at(&topic, 0), position(0))]);
    let asked = ids(&[&here, &absent]);
    let answer = world.reading().describe_groups(&asked, &no_limit());
    let answer = answer.unwrap();
    assert!(answer.keys().eq(&asked));
    for (id, described) in &answer {
        assert_eq!(&described.as_ref().unwrap().id, id);
    }
}

fn the_listing_stands_in_the_order_of_the_names(world: &dyn World) {
    let topic = topic(world, 1);
    for name in ["c", "a", "b"] {
        committed(world, &world.name(name), &[(at(&topic, 0), position(0))]);
    }
    let look = || world.reading().groups(&no_limit()).unwrap().found;
    let found = wait::until("three groups", look, |found| found.len() >= 3);
    assert!(found.is_sorted_by(|a, b| a.id < b.id));
}
