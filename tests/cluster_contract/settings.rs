use std::collections::BTreeSet;

use super::world::{World, no_limit};

contract!(
    each_broker_tells_what_it_is_set_to,
    a_setting_that_a_broker_does_not_know_has_no_value,
);

fn settings(world: &dyn World, name: &str) -> Vec<Option<String>> {
    let reading = world.reading();
    let brokers = reading.brokers(&no_limit()).unwrap();
    assert_ne!(brokers, BTreeSet::new());
    let answers = reading
        .broker_settings(&brokers, name, &no_limit())
        .unwrap();
    assert!(answers.keys().eq(&brokers));
    answers.into_values().map(Result::unwrap).collect()
}

fn each_broker_tells_what_it_is_set_to(world: &dyn World) {
    for name in ["transaction.max.timeout.ms", "offsets.retention.minutes"] {
        for value in settings(world, name) {
            let number: u64 = value.unwrap().parse().unwrap();
            assert!(number > 0, "{name} is {number}");
        }
    }
}

fn a_setting_that_a_broker_does_not_know_has_no_value(world: &dyn World) {
    for value in settings(world, "no.such.setting") {
        assert_eq!(value, None);
    }
}
