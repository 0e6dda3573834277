use std::collections::{BTreeMap, BTreeSet};

use koffset::kafka::{CommitsOf, Stability};
use koffset::model::{CommittedOffset, GroupId, NegativeOffset, StoredCommit};

use super::world::{
    Member, World, at, committed, delete, ids, no_limit, position, read, read_at, stored, topic,
};
use crate::support::wait;

contract!(
    a_commit_comes_back_with_its_epoch_and_metadata,
    what_a_commit_lacks_is_absent,
    a_partition_without_a_commit_is_missing,
    a_stored_number_below_zero_is_told_from_no_commit_where_all_are_asked_for,
    a_stored_number_below_zero_is_overwritten_and_removed_like_any_commit_since_kafka_2_4,
    each_group_is_handed_over_once_with_its_own_commits,
    nobody_asked_for_is_nobody_handed_over,
    a_share_group_has_no_commits_since_kafka_4_1,
    a_deleted_topic_takes_its_commits_along,
    a_recreated_topic_has_no_commits,
);

fn a_commit_comes_back_with_its_epoch_and_metadata(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    let value = CommittedOffset {
        leader_epoch: Some(0),
        metadata: Some("a note, auch mit Umlauten: äöü".to_owned()),
        ..position(42)
    };
    committed(world, &group, &[(at(&topic, 0), value.clone())]);
    let commits = read(world, &group, Stability::Required, &no_limit());
    assert_eq!(
        commits,
        BTreeMap::from([(at(&topic, 0), Ok(value.clone().into()))])
    );
    assert_eq!(world.committed(&group)[&at(&topic, 0)], value);
}

fn what_a_commit_lacks_is_absent(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    committed(world, &group, &[(at(&topic, 0), position(42))]);
    let commits = read(world, &group, Stability::Required, &no_limit());
    assert_eq!(commits[&at(&topic, 0)], Ok(stored(42)));
    assert_eq!(world.committed(&group)[&at(&topic, 0)], position(42));
}

fn a_partition_without_a_commit_is_missing(world: &dyn World) {
    let (topic, group) = (topic(world, 3), world.name("billing"));
    committed(world, &group, &[(at(&topic, 1), position(0))]);
    let commits = read(world, &group, Stability::Required, &no_limit());
    assert!(commits.keys().eq([&at(&topic, 1)]));
}

fn a_stored_number_below_zero_is_told_from_no_commit_where_all_are_asked_for(world: &dyn World) {
    let (topic, group) = (topic(world, 4), world.name("billing"));
    committed(world, &group, &[(at(&topic, 2), position(7))]);
    world.commit_negative(&group, &topic, 0, -1);
    world.commit_negative(&group, &topic, 1, -2);

    let negative = |number| Ok(StoredCommit::Negative(NegativeOffset::new(number).unwrap()));
    let all = BTreeMap::from([
        (at(&topic, 0), negative(-1)),
        (at(&topic, 1), negative(-2)),
        (at(&topic, 2), Ok(stored(7))),
    ]);
    for stability in [Stability::Any, Stability::Required] {
        assert_eq!(read(world, &group, stability, &no_limit()), all);
    }
    let named = [0, 1, 3].map(|partition| at(&topic, partition));
    let by_name = BTreeMap::from([(at(&topic, 1), negative(-2))]);
    assert_eq!(read_at(world, &group, &named, &no_limit()), by_name);
    assert!(world.committed(&group).keys().eq([&at(&topic, 2)]));
}

fn a_stored_number_below_zero_is_overwritten_and_removed_like_any_commit_since_kafka_2_4(
    world: &dyn World,
) {
    let (topic, group) = (topic(world, 2), world.name("billing"));
    world.commit_negative(&group, &topic, 0, -1);
    world.commit_negative(&group, &topic, 1, -1);
    committed(world, &group, &[(at(&topic, 0), position(3))]);
    let removed = delete(world, &group, &[at(&topic, 1)]);
    assert_eq!(removed[&at(&topic, 1)], Ok(()));
    let commits = read(world, &group, Stability::Any, &no_limit());
    assert_eq!(commits, BTreeMap::from([(at(&topic, 0), Ok(stored(3)))]));
}

fn each_group_is_handed_over_once_with_its_own_commits(world: &dyn World) {
    let topic = topic(world, 1);
    let names: Vec<String> = (0..20).map(|n| world.name(&format!("g{n}"))).collect();
    for (name, offset) in names.iter().zip(0..) {
        committed(world, name, &[(at(&topic, 0), position(offset))]);
    }
    let absent = world.name("absent");
    let mut asked: Vec<&str> = names.iter().map(String::as_str).collect();
    asked.push(&absent);

    let mut seen = BTreeMap::new();
    let mut note = |id: GroupId, commits| {
        assert_eq!(seen.insert(id, commits), None, "twice");
    };
    let reading = world.reading();
    let asked = ids(&asked);
    reading
        .commits(
            CommitsOf::Groups(&asked),
            Stability::Required,
            &no_limit(),
            &mut note,
        )
        .unwrap();

    assert!(seen.keys().eq(&asked));
    for (name, offset) in names.iter().zip(0..) {
        let commits = seen[&GroupId::new(name.as_str())].as_ref().unwrap();
        assert_eq!(commits[&at(&topic, 0)], Ok(stored(offset)));
    }
    assert_eq!(seen[&GroupId::new(absent)], Ok(BTreeMap::new()));
}

fn nobody_asked_for_is_nobody_handed_over(world: &dyn World) {
    let mut note = |id, _| panic!("{id} was not asked for");
    let none = BTreeSet::new();
    let reading = world.reading();
    reading
        .commits(
            CommitsOf::Groups(&none),
            Stability::Any,
            &no_limit(),
            &mut note,
        )
        .unwrap();
}

fn a_share_group_has_no_commits_since_kafka_4_1(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("sharers"));
    world.start(&group, Member::Share, &topic);
    let commits = read(world, &group, Stability::Required, &no_limit());
    assert_eq!(commits, BTreeMap::new());
}

fn a_deleted_topic_takes_its_commits_along(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    let other = world.name("payments");
    world.create_topic(&other, 1);
    committed(
        world,
        &group,
        &[(at(&topic, 0), position(1)), (at(&other, 0), position(2))],
    );
    world.delete_topic(&topic);
    // A broker removes them some moments after the topic.
    let look = || read(world, &group, Stability::Any, &no_limit());
    let rest = BTreeMap::from([(at(&other, 0), Ok(stored(2)))]);
    wait::until("the other topic's commit", look, |seen| *seen == rest);
}

fn a_recreated_topic_has_no_commits(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    committed(world, &group, &[(at(&topic, 0), position(1))]);
    world.delete_topic(&topic);
    world.create_topic(&topic, 1);
    let look = || read(world, &group, Stability::Any, &no_limit());
    wait::until("no commit", look, BTreeMap::is_empty);
}
