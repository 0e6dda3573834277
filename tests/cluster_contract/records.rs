use std::collections::BTreeMap;

use koffset::model::{ErrorCode, Isolation, KafkaError, Offset, PerPartition};

use super::world::{World, at, code, no_limit, topic};

contract!(
    the_records_of_a_stretch_come_in_order_and_no_others,
    a_marker_is_no_record,
    an_open_transaction_is_read_by_who_reads_uncommitted_alone,
    a_log_that_begins_behind_the_first_offset_is_an_error,
    a_topic_that_is_not_there_is_an_error_and_is_not_created,
);

/// The offsets of the records that are read, in the order in which they are told of.
fn read(
    world: &dyn World,
    topic: &str,
    (from, to): (i64, i64),
    isolation: Isolation,
) -> (Vec<i64>, Result<(), KafkaError>) {
    let offset = |number| Offset::new(number).unwrap();
    let stretches = BTreeMap::from([(at(topic, 0), offset(from)..offset(to))]);
    let mut found = Vec::new();
    let mut on_record = |place: &_, offset: Offset| {
        assert_eq!(place, &at(topic, 0));
        found.push(offset.get());
    };
    let records = world.records();
    let read = records.read_records(&stretches, isolation, &no_limit(), &mut on_record);
    let mut answers: PerPartition<()> = read.unwrap();
    let answer = answers.remove(&at(topic, 0)).unwrap();
    assert!(answers.is_empty());
    (found, answer)
}

fn the_records_of_a_stretch_come_in_order_and_no_others(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &[5000, 4000, 3000, 2000, 1000]);
    let (found, answer) = read(world, &topic, (1, 4), Isolation::ReadUncommitted);
    assert_eq!(found, [1, 2, 3]);
    assert_eq!(answer, Ok(()));
}

fn a_marker_is_no_record(world: &dyn World) {
    let topic = topic(world, 1);
    world.open_transaction(&topic, 0, &[1000, 2000]);
    world.end_transaction();
    for isolation in [Isolation::ReadUncommitted, Isolation::ReadCommitted] {
        let (found, answer) = read(world, &topic, (0, 3), isolation);
        assert_eq!(found, [0, 1], "{isolation:?}");
        assert_eq!(answer, Ok(()));
    }
}

fn an_open_transaction_is_read_by_who_reads_uncommitted_alone(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &[1000]);
    world.open_transaction(&topic, 0, &[2000, 3000]);
    let (all, _) = read(world, &topic, (0, 3), Isolation::ReadUncommitted);
    let (committed, answer) = read(world, &topic, (0, 3), Isolation::ReadCommitted);
    world.end_transaction();
    assert_eq!(all, [0, 1, 2]);
    assert_eq!(committed, [0]);
    assert_eq!(answer, Ok(()));
}

fn a_log_that_begins_behind_the_first_offset_is_an_error(world: &dyn World) {
    let topic = topic(world, 1);
    world.produce(&topic, 0, &[1000; 5]);
    world.delete_records(&topic, 0, 3);
    let (found, answer) = read(world, &topic, (1, 5), Isolation::ReadUncommitted);
    assert_eq!(code(&answer), Some(ErrorCode::AUTO_OFFSET_RESET));
    assert!(found.is_empty());
}

fn a_topic_that_is_not_there_is_an_error_and_is_not_created(world: &dyn World) {
    let topic = world.name("absent");
    let (_, answer) = read(world, &topic, (0, 5), Isolation::ReadUncommitted);
    assert_eq!(code(&answer), Some(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION));
    let names = world.reading().topic_names(&no_limit()).unwrap();
    assert!(!names.contains(topic.as_str()));
}
