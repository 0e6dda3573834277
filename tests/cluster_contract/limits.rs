use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use koffset::clock::{Deadline, SystemClock};
use koffset::kafka::{CommitsOf, OffsetQuery, Stability};
use koffset::model::{ErrorCode, GroupId, Isolation, OffsetSpec};

use super::world::{World, at, code, committed, ids, names, no_limit, position, topic};

contract!(
    an_interrupted_command_asks_nothing_more,
    a_command_past_its_deadline_asks_nothing_more,
    a_fresh_connection_sees_the_same_cluster,
);

const LONG: Duration = Duration::from_secs(30);

fn an_interrupted_command_asks_nothing_more(world: &dyn World) {
    let interrupted = Arc::new(AtomicBool::new(true));
    let deadline = Deadline::new(Arc::new(SystemClock), LONG, None, interrupted);
    assert_every_call_fails(world, &deadline, ErrorCode::INTERRUPTED);
}

fn a_command_past_its_deadline_asks_nothing_more(world: &dyn World) {
    let whole = Some(Duration::ZERO);
    let deadline = Deadline::new(Arc::new(SystemClock), LONG, whole, Arc::default());
    assert_every_call_fails(world, &deadline, ErrorCode::TIMED_OUT);
}

fn assert_every_call_fails(world: &dyn World, deadline: &Deadline, expected: ErrorCode) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    committed(world, &group, &[(at(&topic, 0), position(1))]);
    assert_reading_fails(world, &topic, &group, deadline, expected);
    assert_changing_sends_nothing(world, &topic, &group, deadline);
    let (id, topics) = (GroupId::new(group.as_str()), names(&[&topic]));
    let permission = world.changing().may_delete_commits(&id, &topics, deadline);
    assert_eq!(code(&permission), Some(expected));
    assert_eq!(world.committed(&group)[&at(&topic, 0)], position(1));
}

fn assert_reading_fails(
    world: &dyn World,
    topic: &str,
    group: &str,
    deadline: &Deadline,
    expected: ErrorCode,
) {
    let reading = world.reading();
    let partitions = BTreeSet::from([at(topic, 0)]);
    let query = OffsetQuery {
        spec: OffsetSpec::Latest,
        isolation: Isolation::ReadUncommitted,
        partitions: &partitions,
    };
    let mut note = |id, _| panic!("{id} was read");
    let codes = [
        code(&reading.cluster_id(deadline)),
        code(&reading.topic_names(deadline)),
        code(&reading.topics(&names(&[topic]), deadline)),
        code(&reading.list_offsets(&[query], deadline)),
        code(&reading.groups(deadline)),
        code(&reading.describe_groups(&ids(&[group]), deadline)),
        code(&reading.commits(
            CommitsOf::Groups(&ids(&[group])),
            Stability::Any,
            deadline,
            &mut note,
        )),
    ];
    assert_eq!(codes, [Some(expected); 7]);
}

fn assert_changing_sends_nothing(world: &dyn World, topic: &str, group: &str, deadline: &Deadline) {
    let (changing, id) = (world.changing(), GroupId::new(group));
    let not_sent = Some(ErrorCode::PURGED_IN_QUEUE);
    let offsets = BTreeMap::from([(at(topic, 0), position(7))]);
    let answer = changing.commit(&id, &offsets, deadline);
    assert_eq!(code(&answer[&at(topic, 0)]), not_sent);
    let partitions = offsets.into_keys().collect();
    let answer = changing.delete_commits(&id, &partitions, deadline);
    assert_eq!(code(&answer[&at(topic, 0)]), not_sent);
    let answer = changing.delete_groups(&ids(&[group]), deadline);
    assert_eq!(code(&answer[&id]), not_sent);
}

fn a_fresh_connection_sees_the_same_cluster(world: &dyn World) {
    let topic = topic(world, 1);
    let fresh = world.reading().fresh().unwrap();
    let id = fresh.cluster_id(&no_limit()).unwrap();
    assert_eq!(id.unwrap().0, world.cluster_id());
    let seen = fresh.topic_names(&no_limit()).unwrap();
    assert!(seen.contains(topic.as_str()));
}
