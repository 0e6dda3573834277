use koffset::kafka::Stability;
use koffset::model::{ErrorCode, GroupState};

use std::iter;

use super::world::{
    Member, World, at, committed, delete_groups, describe, known, may_delete, no_limit, position,
    read, topic,
};

contract!(
    an_empty_group_goes_with_all_its_commits,
    a_group_with_members_stays_and_loses_nothing,
    a_group_that_is_not_there_is_told_so,
    each_of_several_groups_has_its_own_answer,
    no_groups_to_remove_are_no_answers,
    an_empty_group_of_another_protocol_goes_too,
    pending_commits_go_with_their_group_since_kafka_2_5,
    a_name_that_was_removed_can_be_committed_to_again,
    permission_to_remove_commits_is_told_and_nothing_removed_since_kafka_2_4,
    permission_looks_at_neither_members_nor_the_topic_since_kafka_2_4,
    there_is_no_permission_for_a_group_that_is_not_a_consumers_since_kafka_2_4,
);

fn an_empty_group_goes_with_all_its_commits(world: &dyn World) {
    let stopped = known([Member::Classic, Member::Consumer]).map(Some);
    for member in iter::once(None).chain(stopped) {
        let (topic, group) = (topic(world, 2), world.name("billing"));
        if let Some(member) = member {
            world.start(&group, member, &topic);
            world.stop(&group);
        }
        committed(
            world,
            &group,
            &[(at(&topic, 0), position(5)), (at(&topic, 1), position(6))],
        );
        assert_eq!(delete_groups(world, &[&group]), [None]);
        assert!(!world.knows_group(&group));
        assert!(world.committed(&group).is_empty());
        assert_eq!(describe(world, &group).state, GroupState::Dead);
    }
}

fn a_group_with_members_stays_and_loses_nothing(world: &dyn World) {
    let members = [
        Member::Classic,
        Member::Static,
        Member::Consumer,
        Member::Share,
        Member::Connect,
    ];
    for member in known(members) {
        let (topic, group) = (topic(world, 1), world.name("billing"));
        let kept = match member {
            Member::Share => None,
            _ => Some((at(&topic, 0), position(0))),
        };
        committed(world, &group, kept.as_slice());
        world.start(&group, member, &topic);
        let refused = Some(ErrorCode::NON_EMPTY_GROUP);
        assert_eq!(delete_groups(world, &[&group]), [refused]);
        assert!(world.knows_group(&group));
        assert!(world.committed(&group).into_iter().eq(kept));
    }
}

fn a_group_that_is_not_there_is_told_so(world: &dyn World) {
    let group = world.name("nobody");
    let missing = Some(ErrorCode::GROUP_ID_NOT_FOUND);
    assert_eq!(delete_groups(world, &[&group]), [missing]);
    assert_eq!(delete_groups(world, &[""]), [missing]);
}

fn each_of_several_groups_has_its_own_answer(world: &dyn World) {
    let topic = topic(world, 1);
    let [idle, busy, nobody] = ["idle", "busy", "nobody"].map(|name| world.name(name));
    let many: Vec<_> = (0..40).map(|n| world.name(&format!("idle-{n}"))).collect();
    for group in many.iter().chain([&idle, &busy]) {
        committed(world, group, &[(at(&topic, 0), position(0))]);
    }
    world.start(&busy, Member::Classic, &topic);
    let answers = delete_groups(world, &[&idle, &busy, &nobody]);
    let expected = [
        None,
        Some(ErrorCode::NON_EMPTY_GROUP),
        Some(ErrorCode::GROUP_ID_NOT_FOUND),
    ];
    assert_eq!(answers, expected);
    let all: Vec<_> = many.iter().map(String::as_str).collect();
    assert_eq!(delete_groups(world, &all), [None; 40]);
    assert!(!many.iter().any(|group| world.knows_group(group)));
    assert!(world.knows_group(&busy));
}

fn no_groups_to_remove_are_no_answers(world: &dyn World) {
    assert!(delete_groups(world, &[]).is_empty());
}

/// A broker does not ask whose group it is: who must not remove it has to look before.
fn an_empty_group_of_another_protocol_goes_too(world: &dyn World) {
    for member in known([Member::Share, Member::Connect]) {
        let (topic, group) = (topic(world, 1), world.name("sharers"));
        world.start(&group, member, &topic);
        world.stop(&group);
        assert_eq!(delete_groups(world, &[&group]), [None]);
        assert!(!world.knows_group(&group));
    }
}

fn pending_commits_go_with_their_group_since_kafka_2_5(world: &dyn World) {
    let (topic, group) = (topic(world, 2), world.name("billing"));
    committed(world, &group, &[(at(&topic, 0), position(1))]);
    world.commit_in_transaction(&group, &topic, 0, 9);
    world.commit_in_transaction(&group, &topic, 1, 9);
    assert_eq!(delete_groups(world, &[&group]), [None]);
    world.end_transaction();
    assert!(read(world, &group, Stability::Required, &no_limit()).is_empty());
    assert!(!world.knows_group(&group));
}

fn a_name_that_was_removed_can_be_committed_to_again(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    world.start(&group, Member::Classic, &topic);
    world.stop(&group);
    committed(world, &group, &[(at(&topic, 0), position(5))]);
    assert_eq!(delete_groups(world, &[&group]), [None]);
    committed(world, &group, &[(at(&topic, 0), position(6))]);
    assert_eq!(world.committed(&group)[&at(&topic, 0)], position(6));
}

fn permission_to_remove_commits_is_told_and_nothing_removed_since_kafka_2_4(world: &dyn World) {
    let (topic, group) = (topic(world, 2), world.name("billing"));
    let kept = [(at(&topic, 0), position(5)), (at(&topic, 1), position(6))];
    committed(world, &group, &kept);
    assert_eq!(may_delete(world, &group, &[&topic]), Ok(vec![None]));
    assert!(world.committed(&group).into_iter().eq(kept));
}

fn permission_looks_at_neither_members_nor_the_topic_since_kafka_2_4(world: &dyn World) {
    for member in known([Member::Classic, Member::Consumer]) {
        let (topic, group) = (topic(world, 1), world.name("billing"));
        committed(world, &group, &[(at(&topic, 0), position(0))]);
        world.start(&group, member, &topic);
        let topics = [&topic, "", &world.name("unknown")];
        assert_eq!(may_delete(world, &group, &topics), Ok(vec![None; 3]));
        assert_eq!(world.committed(&group)[&at(&topic, 0)], position(0));
    }
}

fn there_is_no_permission_for_a_group_that_is_not_a_consumers_since_kafka_2_4(world: &dyn World) {
    let (topic, nobody) = (topic(world, 1), world.name("nobody"));
    let missing = Err(ErrorCode::GROUP_ID_NOT_FOUND);
    assert_eq!(may_delete(world, &nobody, &[&topic]), missing);
    let unknown = world.name("unknown");
    assert_eq!(may_delete(world, &nobody, &[&topic, &unknown]), missing);
    assert!(!world.knows_group(&nobody));
    for (member, refused) in [
        (Member::Share, ErrorCode::GROUP_ID_NOT_FOUND),
        (Member::Connect, ErrorCode::NON_EMPTY_GROUP),
    ] {
        if !member.is_known() {
            continue;
        }
        let group = world.name("others");
        world.start(&group, member, &topic);
        assert_eq!(may_delete(world, &group, &[&topic]), Err(refused));
    }
}
