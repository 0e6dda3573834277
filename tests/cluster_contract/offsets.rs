use std::collections::BTreeSet;

use koffset::kafka::OffsetQuery;
use koffset::model::{ErrorCode, Isolation, OffsetSpec, Timestamp};

use super::world::{World, at, code, look_up, no_limit, offset, time, topic};

contract!(
    an_empty_log_begins_where_it_ends,
    the_ends_follow_what_is_produced_and_deleted,
    the_answers_stand_in_the_order_of_the_queries,
    a_topic_or_partition_that_is_not_there_is_an_error_at_its_key,
    a_time_finds_the_first_record_that_is_not_older_though_later_ones_are,
    a_time_after_all_records_finds_none,
    a_time_before_the_log_start_finds_the_log_start,
    the_largest_timestamp_is_found_wherever_it_stands_since_kafka_3_0,
    of_equal_largest_timestamps_the_first_is_found_since_kafka_3_0,
    the_largest_timestamp_may_lie_below_the_log_start_since_kafka_3_0,
    a_timestamp_that_is_not_a_plausible_time_is_found_with_its_number,
    the_largest_timestamp_may_be_no_plausible_time_since_kafka_3_0,
    an_empty_log_has_no_largest_timestamp,
    offsets_bear_their_leader_epoch_since_kafka_2_4,
);

/// Times that go back after the second record.
const OUT_OF_ORDER: [i64; 5] = [1000, 5000, 2000, 3000, 4000];

/// What producers have written that took another unit for milliseconds.
const MICROSECONDS: i64 = 1_700_000_000_000_000;
const NANOSECONDS: i64 = 1_700_000_000_000_000_000;

fn found(world: &dyn World, topic: &str, spec: OffsetSpec) -> Option<i64> {
    offset(world, topic, spec, Isolation::ReadUncommitted)
}

fn an_empty_log_begins_where_it_ends(world: &dyn World) {
    let topic = topic(world, 1);
    assert_eq!(found(world, &topic, OffsetSpec::Earliest), Some(0));
    assert_eq!(found(world, &topic, OffsetSpec::Latest), Some(0));
}

fn the_ends_follow_what_is_produced_and_deleted(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &OUT_OF_ORDER);
    world.delete_records(&topic, 0, 3);
    assert_eq!(found(world, &topic, OffsetSpec::Earliest), Some(3));
    assert_eq!(found(world, &topic, OffsetSpec::Latest), Some(5));
}

fn the_answers_stand_in_the_order_of_the_queries(world: &dyn World) {
    let topic = topic(world, 2);
    world.produce(&topic, 0, &[1000, 2000]);
    world.produce(&topic, 1, &[1000, 2000, 3000]);
    let (one, both) = (
        BTreeSet::from([at(&topic, 1)]),
        BTreeSet::from([at(&topic, 0), at(&topic, 1)]),
    );
    let query = |spec, partitions| OffsetQuery {
        spec,
        isolation: Isolation::ReadUncommitted,
        partitions,
    };
    let queries = [
        query(OffsetSpec::Latest, &both),
        query(OffsetSpec::Earliest, &one),
        query(OffsetSpec::At(time(1500)), &both),
        query(OffsetSpec::Latest, &one),
    ];
    let answers = world.reading().list_offsets(&queries, &no_limit()).unwrap();
    let offsets: Vec<Vec<i64>> = answers
        .iter()
        .map(|answer| {
            let found = answer.values().map(|found| found.clone().unwrap().unwrap());
            found.map(|found| found.offset.get()).collect()
        })
        .collect();
    assert_eq!(offsets, [vec![2, 3], vec![0], vec![1, 1], vec![3]]);
    for (query, answer) in queries.iter().zip(&answers) {
        assert!(answer.keys().eq(query.partitions));
    }
}

fn a_topic_or_partition_that_is_not_there_is_an_error_at_its_key(world: &dyn World) {
    let topic = topic(world, 1);
    let unknown = world.name("unknown");
    let asked = BTreeSet::from([at(&topic, 0), at(&topic, 7), at(&unknown, 0)]);
    let query = OffsetQuery {
        spec: OffsetSpec::Latest,
        isolation: Isolation::ReadUncommitted,
        partitions: &asked,
    };
    let answers = world.reading().list_offsets(&[query], &no_limit()).unwrap();
    assert!(answers[0].keys().eq(&asked));
    let missing = Some(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
    assert_eq!(code(&answers[0][&at(&topic, 0)]), None);
    assert_eq!(code(&answers[0][&at(&topic, 7)]), missing);
    assert_eq!(code(&answers[0][&at(&unknown, 0)]), missing);
}

fn a_time_finds_the_first_record_that_is_not_older_though_later_ones_are(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &OUT_OF_ORDER);
    for (millis, expected) in [(0, 0), (1000, 0), (1001, 1), (2000, 1), (5000, 1)] {
        let spec = OffsetSpec::At(time(millis));
        let found = look_up(world, &topic, spec, Isolation::ReadUncommitted).unwrap();
        assert_eq!(found.offset.get(), expected, "at {millis}");
        let record = OUT_OF_ORDER[usize::try_from(expected).unwrap()];
        assert_eq!(found.timestamp, Timestamp::from_millis(record));
    }
}

fn a_time_after_all_records_finds_none(world: &dyn World) {
    let topic = topic(world, 1);
    let spec = OffsetSpec::At(time(5001));
    assert_eq!(found(world, &topic, spec), None);
    world.produce(&topic, 0, &OUT_OF_ORDER);
    assert_eq!(found(world, &topic, spec), None);
}

fn a_time_before_the_log_start_finds_the_log_start(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &OUT_OF_ORDER);
    world.delete_records(&topic, 0, 3);
    let found = |millis| found(world, &topic, OffsetSpec::At(time(millis)));
    assert_eq!(found(0), Some(3));
    assert_eq!(found(3500), Some(4));
    assert_eq!(found(4500), None);
}

fn the_largest_timestamp_is_found_wherever_it_stands_since_kafka_3_0(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &OUT_OF_ORDER);
    let spec = OffsetSpec::MaxTimestamp;
    let found = look_up(world, &topic, spec, Isolation::ReadUncommitted).unwrap();
    assert_eq!(found.offset.get(), 1);
    assert_eq!(found.timestamp, Timestamp::from_millis(5000));
    assert_eq!(found.leader_epoch, Some(0));
}

fn of_equal_largest_timestamps_the_first_is_found_since_kafka_3_0(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &[1000, 5000, 5000]);
    world.produce(&topic, 0, &[2000, 5000]);
    assert_eq!(found(world, &topic, OffsetSpec::MaxTimestamp), Some(1));
}

/// A broker looks into segments that are still there, whatever `DeleteRecords` made of their beginning.
fn the_largest_timestamp_may_lie_below_the_log_start_since_kafka_3_0(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &OUT_OF_ORDER);
    world.delete_records(&topic, 0, 3);
    assert_eq!(found(world, &topic, OffsetSpec::MaxTimestamp), Some(1));
}

fn a_timestamp_that_is_not_a_plausible_time_is_found_with_its_number(world: &dyn World) {
    let topic = world.name("nanoseconds");
    world.create_topic_for_any_time(&topic);
    world.produce(&topic, 0, &[1000, MICROSECONDS, 2000, NANOSECONDS]);
    for (millis, expected) in [
        (1001, (1, MICROSECONDS)),
        (MICROSECONDS + 1, (3, NANOSECONDS)),
    ] {
        let spec = OffsetSpec::At(time(millis));
        let found = look_up(world, &topic, spec, Isolation::ReadUncommitted).unwrap();
        let timestamp = found.timestamp.map(Timestamp::millis);
        assert_eq!(
            (found.offset.get(), timestamp),
            (expected.0, Some(expected.1))
        );
    }
}

fn the_largest_timestamp_may_be_no_plausible_time_since_kafka_3_0(world: &dyn World) {
    let topic = world.name("nanoseconds");
    world.create_topic_for_any_time(&topic);
    for (offset, largest) in [(1, MICROSECONDS), (3, NANOSECONDS), (5, i64::MAX)] {
        world.produce(&topic, 0, &[1000, largest]);
        let spec = OffsetSpec::MaxTimestamp;
        let found = look_up(world, &topic, spec, Isolation::ReadUncommitted).unwrap();
        let timestamp = found.timestamp.map(Timestamp::millis);
        assert_eq!((found.offset.get(), timestamp), (offset, Some(largest)));
    }
}

fn an_empty_log_has_no_largest_timestamp(world: &dyn World) {
    let topic = topic(world, 1);
    assert_eq!(found(world, &topic, OffsetSpec::MaxTimestamp), None);
}

fn offsets_bear_their_leader_epoch_since_kafka_2_4(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &[1000]);
    for spec in [
        OffsetSpec::Earliest,
        OffsetSpec::Latest,
        OffsetSpec::At(time(0)),
    ] {
        let found = look_up(world, &topic, spec, Isolation::ReadUncommitted).unwrap();
        assert_eq!(found.leader_epoch, Some(0), "{spec}");
    }
}
