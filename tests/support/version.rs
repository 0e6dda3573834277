//! The version of Kafka that is tested against. What a version lacks is not tested on it: a test whose name
//! ends with `since_kafka_X_Y` is left out by `scripts/test.sh` for older brokers, and one whose name ends with
//! `before_kafka_X_Y` for the others.

/// Names the version, where it is not the one that `scripts/kafka.sh` starts by itself.
const VARIABLE: &str = "KOFFSET_TEST_KAFKA_VERSION";

/// The version that was asked for, to start clusters of.
pub fn asked_for() -> Option<String> {
    std::env::var(VARIABLE).ok()
}

/// Whether the version is older than this one.
pub fn is_before(major: u32, minor: u32) -> bool {
    asked_for().is_some_and(|version| {
        let mut numbers = version.split('.').map(|number| number.parse().unwrap());
        (numbers.next().unwrap(), numbers.next().unwrap()) < (major, minor)
    })
}

/// The protocols by which consumers of this version form a group, oldest first.
pub fn consumer_protocols() -> &'static [&'static str] {
    if is_before(3, 7) {
        &["classic"]
    } else {
        &["classic", "consumer"]
    }
}

/// The newest of [`consumer_protocols`].
pub fn newest_protocol() -> &'static str {
    consumer_protocols().last().unwrap()
}
