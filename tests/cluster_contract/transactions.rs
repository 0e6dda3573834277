use std::time::Duration;

use koffset::kafka::Stability;
use koffset::model::{ErrorCode, Isolation, OffsetSpec};

use super::world::{
    World, at, code, committed, delete, no_limit, offset, position, read, read_at, stored, time,
    topic, within,
};

contract!(
    the_last_stable_offset_stays_where_an_open_transaction_began,
    a_record_of_an_open_transaction_is_found_by_who_reads_uncommitted_since_kafka_3_0,
    a_transactions_marker_takes_an_offset_and_is_found_by_its_time,
    a_pending_commit_is_unstable_where_stability_is_required_since_kafka_2_5,
    a_pending_commit_is_unstable_to_who_does_not_wait_since_kafka_2_5,
    a_partition_with_nothing_but_a_pending_commit_shows_to_who_names_it_since_kafka_2_5,
    a_pending_commit_leaves_the_last_value_to_who_takes_any,
    the_end_of_the_transaction_makes_its_commit_the_value_since_kafka_2_5,
    a_commit_made_meanwhile_outlives_the_transaction_since_kafka_2_5,
    a_deletion_takes_the_pending_commit_along_since_kafka_2_5,
    pending_commits_are_not_hidden_since_kafka_2_5,
    pending_commits_are_hidden_and_known_to_be_before_kafka_2_5,
);

/// Longer than a pending commit is waited for.
const PATIENT: Duration = Duration::from_secs(10);

fn the_last_stable_offset_stays_where_an_open_transaction_began(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &[1000, 2000]);
    world.open_transaction(&topic, 0, &[3000, 4000, 5000]);
    let latest = |isolation| offset(world, &topic, OffsetSpec::Latest, isolation);
    assert_eq!(latest(Isolation::ReadUncommitted), Some(5));
    assert_eq!(latest(Isolation::ReadCommitted), Some(2));
    world.end_transaction();
    assert_eq!(latest(Isolation::ReadUncommitted), Some(6));
    assert_eq!(latest(Isolation::ReadCommitted), Some(6));
}

fn a_record_of_an_open_transaction_is_found_by_who_reads_uncommitted_since_kafka_3_0(
    world: &dyn World,
) {
    let topic = topic(world, 1);
    world.open_transaction(&topic, 0, &[3000, 4000]);
    let found = |spec, isolation| offset(world, &topic, spec, isolation);
    for spec in [OffsetSpec::At(time(3500)), OffsetSpec::MaxTimestamp] {
        assert_eq!(found(spec, Isolation::ReadUncommitted), Some(1), "{spec}");
        assert_eq!(found(spec, Isolation::ReadCommitted), None, "{spec}");
    }
}

fn a_transactions_marker_takes_an_offset_and_is_found_by_its_time(world: &dyn World) {
    let topic = topic(world, 1);
    world.open_transaction(&topic, 0, &[1000, 2000]);
    world.end_transaction();
    let spec = OffsetSpec::At(time(2001));
    let found = offset(world, &topic, spec, Isolation::ReadUncommitted);
    assert_eq!(found, Some(2));
}

fn a_pending_commit_is_unstable_where_stability_is_required_since_kafka_2_5(world: &dyn World) {
    let (topic, group) = (topic(world, 3), world.name("billing"));
    committed(
        world,
        &group,
        &[(at(&topic, 0), position(1)), (at(&topic, 1), position(2))],
    );
    // The third partition has no other commit, and a broker that is asked for all leaves it out.
    world.commit_in_transaction(&group, &topic, 0, 9);
    world.commit_in_transaction(&group, &topic, 2, 9);
    let commits = read(world, &group, Stability::Required, &within(PATIENT));
    let unstable = Some(ErrorCode::UNSTABLE_OFFSET_COMMIT);
    assert_eq!(code(&commits[&at(&topic, 0)]), unstable);
    assert_eq!(commits[&at(&topic, 1)], Ok(stored(2)));
    assert_eq!(commits.get(&at(&topic, 2)), None);
}

fn a_pending_commit_is_unstable_to_who_does_not_wait_since_kafka_2_5(world: &dyn World) {
    let (topic, group) = (topic(world, 2), world.name("billing"));
    committed(
        world,
        &group,
        &[(at(&topic, 0), position(1)), (at(&topic, 1), position(2))],
    );
    world.commit_in_transaction(&group, &topic, 0, 9);
    let commits = read(world, &group, Stability::RequiredNow, &no_limit());
    let unstable = Some(ErrorCode::UNSTABLE_OFFSET_COMMIT);
    assert_eq!(code(&commits[&at(&topic, 0)]), unstable);
    assert_eq!(commits[&at(&topic, 1)], Ok(position(2).into()));
}

fn a_partition_with_nothing_but_a_pending_commit_shows_to_who_names_it_since_kafka_2_5(
    world: &dyn World,
) {
    let (topic, group) = (topic(world, 3), world.name("billing"));
    committed(world, &group, &[(at(&topic, 1), position(2))]);
    world.commit_in_transaction(&group, &topic, 0, 9);
    let asked = [0, 1, 2].map(|partition| at(&topic, partition));
    let commits = read_at(world, &group, &asked, &within(PATIENT));
    let unstable = Some(ErrorCode::UNSTABLE_OFFSET_COMMIT);
    assert_eq!(code(&commits[&asked[0]]), unstable);
    assert_eq!(commits[&asked[1]], Ok(stored(2)));
    assert_eq!(commits.get(&asked[2]), None);
}

fn a_pending_commit_leaves_the_last_value_to_who_takes_any(world: &dyn World) {
    let (topic, group) = (topic(world, 2), world.name("billing"));
    committed(world, &group, &[(at(&topic, 0), position(1))]);
    world.commit_in_transaction(&group, &topic, 0, 9);
    world.commit_in_transaction(&group, &topic, 1, 9);
    let commits = read(world, &group, Stability::Any, &no_limit());
    assert_eq!(commits[&at(&topic, 0)], Ok(stored(1)));
    assert_eq!(commits.get(&at(&topic, 1)), None);
}

fn the_end_of_the_transaction_makes_its_commit_the_value_since_kafka_2_5(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    committed(world, &group, &[(at(&topic, 0), position(1))]);
    world.commit_in_transaction(&group, &topic, 0, 9);
    world.end_transaction();
    let commits = read(world, &group, Stability::Required, &no_limit());
    assert_eq!(commits[&at(&topic, 0)], Ok(stored(9)));
}

fn a_commit_made_meanwhile_outlives_the_transaction_since_kafka_2_5(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    world.commit_in_transaction(&group, &topic, 0, 9);
    committed(world, &group, &[(at(&topic, 0), position(3))]);
    let unstable = read(world, &group, Stability::Required, &within(PATIENT));
    assert_eq!(
        code(&unstable[&at(&topic, 0)]),
        Some(ErrorCode::UNSTABLE_OFFSET_COMMIT)
    );
    world.end_transaction();
    let commits = read(world, &group, Stability::Required, &no_limit());
    assert_eq!(commits[&at(&topic, 0)], Ok(stored(3)));
}

fn a_deletion_takes_the_pending_commit_along_since_kafka_2_5(world: &dyn World) {
    let (topic, group) = (topic(world, 1), world.name("billing"));
    world.commit_in_transaction(&group, &topic, 0, 9);
    let answer = delete(world, &group, &[at(&topic, 0)]);
    assert_eq!(answer[&at(&topic, 0)], Ok(()));
    world.end_transaction();
    assert!(read(world, &group, Stability::Required, &no_limit()).is_empty());
}

fn pending_commits_are_not_hidden_since_kafka_2_5(world: &dyn World) {
    assert_eq!(world.reading().hides_pending(&no_limit()), Ok(false));
}

fn pending_commits_are_hidden_and_known_to_be_before_kafka_2_5(world: &dyn World) {
    assert_eq!(world.reading().hides_pending(&no_limit()), Ok(true));
    let (topic, group) = (topic(world, 1), world.name("billing"));
    committed(world, &group, &[(at(&topic, 0), position(1))]);
    world.commit_in_transaction(&group, &topic, 0, 9);
    let commits = read(world, &group, Stability::Required, &no_limit());
    assert_eq!(commits[&at(&topic, 0)], Ok(stored(1)));
}
