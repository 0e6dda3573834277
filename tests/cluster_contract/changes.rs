use koffset::model::{CommittedOffset, ErrorCode, GroupState, PerPartition};

use super::world::{
    Member, World, at, code, commit, committed, delete, describe_in, known, position, topic,
};

contract!(
    a_commit_for_an_absent_group_makes_a_simple_one,
    a_commit_for_a_stopped_group_is_taken,
    a_classic_member_keeps_commits_out,
    a_consumer_member_keeps_commits_out_since_kafka_3_7,
    a_share_group_takes_no_commit_since_kafka_4_1,
    a_connect_worker_keeps_commits_and_deletions_out_since_kafka_2_4,
    a_stopped_connect_group_takes_commits,
    a_commit_can_fail_in_part,
    no_offsets_to_commit_are_no_answers,
    deleted_commits_are_gone_and_others_stay_since_kafka_2_4,
    a_deletion_can_fail_in_part_since_kafka_2_4,
    a_subscribed_topic_keeps_its_commits_since_kafka_2_4,
    a_deletion_for_an_absent_group_fails_at_each_partition_since_kafka_2_4,
);

fn codes(answer: &PerPartition<()>) -> Vec<Option<ErrorCode>> {
    answer.values().map(code).collect()
}

fn a_commit_for_an_absent_group_makes_a_simple_one(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    committed(world, &group, &[(at(&topic, 0), position(5))]);
    describe_in(world, &group, GroupState::Empty);
    assert_eq!(world.committed(&group)[&at(&topic, 0)], position(5));
}

fn a_commit_for_a_stopped_group_is_taken(world: &dyn World) {
    for member in known([Member::Classic, Member::Consumer]) {
        let (topic, group) = (topic(world, 1), world.name("billing"));
        world.start(&group, member, &topic);
        world.stop(&group);
        committed(world, &group, &[(at(&topic, 0), position(5))]);
        assert_eq!(world.committed(&group)[&at(&topic, 0)], position(5));
    }
}

fn a_classic_member_keeps_commits_out(world: &dyn World) {
    assert_keeps_commits_out(world, Member::Classic);
}

fn a_consumer_member_keeps_commits_out_since_kafka_3_7(world: &dyn World) {
    assert_keeps_commits_out(world, Member::Consumer);
}

fn assert_keeps_commits_out(world: &dyn World, member: Member) {
    let (topic, group) = (topic(world, 2), world.name("billing"));
    world.start(&group, member, &topic);
    let answer = commit(
        world,
        &group,
        &[(at(&topic, 0), position(5)), (at(&topic, 1), position(5))],
    );
    assert_eq!(codes(&answer), [Some(ErrorCode::UNKNOWN_MEMBER_ID); 2]);
    assert!(world.committed(&group).is_empty());
}

fn a_share_group_takes_no_commit_since_kafka_4_1(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("sharers"));
    world.start(&group, Member::Share, &topic);
    let refused = [Some(ErrorCode::GROUP_ID_NOT_FOUND)];
    let answer = commit(world, &group, &[(at(&topic, 0), position(5))]);
    assert_eq!(codes(&answer), refused);
    assert_eq!(codes(&delete(world, &group, &[at(&topic, 0)])), refused);
    world.stop(&group);
    let answer = commit(world, &group, &[(at(&topic, 0), position(5))]);
    assert_eq!(codes(&answer), refused);
}

fn a_connect_worker_keeps_commits_and_deletions_out_since_kafka_2_4(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("connect-cluster"));
    world.start(&group, Member::Connect, &topic);
    let answer = commit(world, &group, &[(at(&topic, 0), position(5))]);
    assert_eq!(codes(&answer), [Some(ErrorCode::UNKNOWN_MEMBER_ID)]);
    let answer = delete(world, &group, &[at(&topic, 0)]);
    assert_eq!(codes(&answer), [Some(ErrorCode::NON_EMPTY_GROUP)]);
}

/// A broker does not protect what it does not understand: who must not commit here has to look before.
fn a_stopped_connect_group_takes_commits(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("connect-cluster"));
    world.start(&group, Member::Connect, &topic);
    world.stop(&group);
    committed(world, &group, &[(at(&topic, 0), position(5))]);
    assert_eq!(world.committed(&group)[&at(&topic, 0)], position(5));
}

fn a_commit_can_fail_in_part(world: &dyn World) {
    let (topic, group) = (topic(world, 3), world.name("billing"));
    let unknown = world.name("unknown");
    let with_metadata = |length| CommittedOffset {
        metadata: Some("m".repeat(length)),
        ..position(5)
    };
    let offsets = [
        (at(&topic, 0), position(5)),
        (at(&topic, 1), with_metadata(4096)),
        (at(&topic, 2), with_metadata(4097)),
        (at(&topic, 7), position(5)),
        (at(&unknown, 0), position(5)),
    ];
    let answer = commit(world, &group, &offsets);
    let expected = [
        (at(&topic, 0), None),
        (at(&topic, 1), None),
        (at(&topic, 2), Some(ErrorCode::OFFSET_METADATA_TOO_LARGE)),
        (at(&topic, 7), Some(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)),
        (at(&unknown, 0), Some(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)),
    ];
    for (partition, expected) in expected {
        assert_eq!(code(&answer[&partition]), expected, "{partition}");
    }
    let kept = world.committed(&group);
    assert!(kept.keys().eq([&at(&topic, 0), &at(&topic, 1)]));
}

fn no_offsets_to_commit_are_no_answers(world: &dyn World) {
    let group = world.name("billing");
    assert!(commit(world, &group, &[]).is_empty());
    assert!(delete(world, &group, &[]).is_empty());
}

fn deleted_commits_are_gone_and_others_stay_since_kafka_2_4(world: &dyn World) {
    let (topic, group) = (topic(world, 3), world.name("billing"));
    committed(
        world,
        &group,
        &[(at(&topic, 0), position(5)), (at(&topic, 1), position(6))],
    );
    let without_commit = at(&topic, 2);
    let answer = delete(world, &group, &[at(&topic, 0), without_commit]);
    assert_eq!(codes(&answer), [None, None]);
    assert!(world.committed(&group).keys().eq([&at(&topic, 1)]));
}

fn a_deletion_can_fail_in_part_since_kafka_2_4(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    let unknown = world.name("unknown");
    committed(world, &group, &[(at(&topic, 0), position(5))]);
    let answer = delete(
        world,
        &group,
        &[at(&topic, 0), at(&topic, 7), at(&unknown, 0)],
    );
    let missing = Some(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
    assert_eq!(code(&answer[&at(&topic, 0)]), None);
    assert_eq!(code(&answer[&at(&topic, 7)]), missing);
    assert_eq!(code(&answer[&at(&unknown, 0)]), missing);
    assert!(world.committed(&group).is_empty());
}

fn a_subscribed_topic_keeps_its_commits_since_kafka_2_4(world: &dyn World) {
    for member in known([Member::Classic, Member::Consumer]) {
        let (topic, group) = (topic(world, 1), world.name("billing"));
        let other = world.name("payments");
        world.create_topic(&other, 1);
        committed(
            world,
            &group,
            &[(at(&topic, 0), position(0)), (at(&other, 0), position(0))],
        );
        world.start(&group, member, &topic);
        let answer = delete(world, &group, &[at(&topic, 0), at(&other, 0)]);
        let refused = Some(ErrorCode::GROUP_SUBSCRIBED_TO_TOPIC);
        assert_eq!(code(&answer[&at(&topic, 0)]), refused);
        assert_eq!(code(&answer[&at(&other, 0)]), None);
        assert!(world.committed(&group).keys().eq([&at(&topic, 0)]));
    }
}

fn a_deletion_for_an_absent_group_fails_at_each_partition_since_kafka_2_4(world: &dyn World) {
    let (topic, group) = (topic(world, 2), world.name("nobody"));
    let partitions = [at(&topic, 0), at(&topic, 7), at(&world.name("unknown"), 0)];
    let answer = delete(world, &group, &partitions);
    assert_eq!(codes(&answer), [Some(ErrorCode::GROUP_ID_NOT_FOUND); 3]);
}
