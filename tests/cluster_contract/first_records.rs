use std::collections::BTreeMap;

use koffset::kafka::Place;
use koffset::model::{
    ErrorCode, Isolation, KafkaError, Offset, RecordHead, RecordTime, Timestamp, TimestampType,
};

use super::world::{World, at, code, no_limit, topic};

contract!(
    the_record_at_a_place_is_told_with_its_time,
    a_timestamp_that_is_not_a_plausible_time_is_told_with_its_number,
    many_places_of_many_logs_are_looked_from_at_once,
    a_marker_is_passed_over,
    nothing_before_the_end_is_none,
    what_is_not_committed_is_for_who_reads_uncommitted_alone,
    a_place_before_the_log_start_is_an_error_of_its_log_alone,
    an_absent_topic_is_an_error_of_its_own,
);

type Answer = Result<Option<RecordHead>, KafkaError>;

fn offset(number: i64) -> Offset {
    Offset::new(number).unwrap()
}

/// Looks from places on, each `(topic, partition, from, end)`; the answers stand in their order.
fn look(world: &dyn World, places: &[(&str, i32, i64, i64)], isolation: Isolation) -> Vec<Answer> {
    let place = |(topic, partition, from, _): &(&str, i32, i64, i64)| -> Place {
        (at(topic, *partition), offset(*from))
    };
    let asked: BTreeMap<Place, Offset> = places
        .iter()
        .map(|each| (place(each), offset(each.3)))
        .collect();
    let mut answers = world
        .records()
        .first_records(&asked, isolation, &no_limit())
        .unwrap();
    let found = places
        .iter()
        .map(|each| answers.remove(&place(each)).unwrap());
    let found = found.collect();
    assert!(answers.is_empty(), "the keys of the question: {answers:?}");
    found
}

/// A record of the producer's time.
fn record(number: i64, millis: i64) -> Answer {
    Ok(Some(RecordHead {
        offset: offset(number),
        time: Timestamp::from_millis(millis).map(|at| RecordTime {
            at,
            kind: TimestampType::CreateTime,
        }),
    }))
}

fn the_record_at_a_place_is_told_with_its_time(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &[5000, 4000, 3000]);
    let found = look(world, &[(&topic, 0, 1, 3)], Isolation::ReadUncommitted);
    assert_eq!(found, [record(1, 4000)]);
}

fn a_timestamp_that_is_not_a_plausible_time_is_told_with_its_number(world: &dyn World) {
    let topic = world.name("nanoseconds");
    world.create_topic_for_any_time(&topic);
    let times = [1_700_000_000_000_000, 1_700_000_000_000_000_000, i64::MAX];
    world.produce(&topic, 0, &times);
    for (number, millis) in (0..).zip(times) {
        let found = look(world, &[(&topic, 0, number, 3)], Isolation::ReadUncommitted);
        assert_eq!(found, [record(number, millis)]);
    }
}

fn many_places_of_many_logs_are_looked_from_at_once(world: &dyn World) {
    let topic = topic(world, 12);
    for partition in 0..12 {
        let from = i64::from(partition) * 10_000;
        let times: Vec<i64> = (0..50).map(|number| from + number).collect();
        world.produce(&topic, partition, &times);
    }
    let starts = [0, 1, 20, 49];
    let places: Vec<_> = (0..12)
        .flat_map(|partition| starts.map(|from| (topic.as_str(), partition, from, 50)))
        .collect();
    let expected: Vec<_> = places
        .iter()
        .map(|(_, partition, from, _)| record(*from, i64::from(*partition) * 10_000 + from))
        .collect();
    assert_eq!(look(world, &places, Isolation::ReadUncommitted), expected);
}

fn a_marker_is_passed_over(world: &dyn World) {
    let topic = topic(world, 1);
    world.open_transaction(&topic, 0, &[1000, 2000]);
    world.end_transaction();
    world.produce(&topic, 0, &[3000]);
    let places = [(&*topic, 0, 1, 4), (&*topic, 0, 2, 4), (&*topic, 0, 3, 4)];
    for isolation in [Isolation::ReadUncommitted, Isolation::ReadCommitted] {
        let found = look(world, &places, isolation);
        assert_eq!(found, [record(1, 2000), record(3, 3000), record(3, 3000)]);
    }
}

fn nothing_before_the_end_is_none(world: &dyn World) {
    let topic = topic(world, 2);
    world.open_transaction(&topic, 0, &[1000]);
    world.end_transaction();
    world.open_transaction(&topic, 1, &[1000]);
    world.end_transaction();
    world.produce(&topic, 1, &[2000]);
    let places = [(&*topic, 0, 1, 2), (&*topic, 1, 1, 2)];
    let found = look(world, &places, Isolation::ReadUncommitted);
    assert_eq!(
        found,
        [Ok(None), Ok(None)],
        "at the end, and before a later record"
    );
}

fn what_is_not_committed_is_for_who_reads_uncommitted_alone(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &[1000]);
    world.open_transaction(&topic, 0, &[2000, 3000]);
    let all = look(world, &[(&topic, 0, 1, 3)], Isolation::ReadUncommitted);
    let committed = look(world, &[(&topic, 0, 1, 1)], Isolation::ReadCommitted);
    world.end_transaction();
    assert_eq!(all, [record(1, 2000)]);
    assert_eq!(committed, [Ok(None)]);
}

fn a_place_before_the_log_start_is_an_error_of_its_log_alone(world: &dyn World) {
    let topic = topic(world, 2);
    world.produce(&topic, 0, &[1000; 5]);
    world.produce(&topic, 1, &[2000; 5]);
    world.delete_records(&topic, 0, 3);
    let places = [(&*topic, 0, 1, 5), (&*topic, 1, 1, 5)];
    let found = look(world, &places, Isolation::ReadUncommitted);
    assert_eq!(code(&found[0]), Some(ErrorCode::AUTO_OFFSET_RESET));
    assert_eq!(found[1], record(1, 2000));
}

fn an_absent_topic_is_an_error_of_its_own(world: &dyn World) {
    let (topic, absent) = (topic(world, 1), world.name("absent"));
    world.produce(&topic, 0, &[1000]);
    let places = [(&*absent, 0, 0, 5), (&*topic, 0, 0, 1)];
    let found = look(world, &places, Isolation::ReadUncommitted);
    assert_eq!(code(&found[0]), Some(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION));
    assert_eq!(found[1], record(0, 1000));
    let names = world.reading().topic_names(&no_limit()).unwrap();
    assert!(!names.contains(absent.as_str()), "none is created");
}
