use super::*;
use crate::support::{alone, wait};

/// The partition that each broker leads.
fn led(checker: &Checker, topic: &str) -> BTreeMap<i64, i64> {
    let found = checker.ask("topic_ids", json!({"topics": [topic]}));
    let rows = found[topic]["partitions"].as_array().unwrap().iter();
    rows.filter_map(|row| Some((row["leader"].as_i64()?, row["partition"].as_i64().unwrap())))
        .collect()
}

#[test]
fn a_partition_whose_broker_is_down_stays_in_view_and_in_the_exit_code() {
    let _alone = alone::now();
    let kafka = Kafka::up(&["--brokers", "2"]).unwrap();
    let checker = Checker::of(kafka.bootstrap());
    checker.create_topic("orders", 2);
    let lost = led(&checker, "orders")[&2];
    kafka.broker(2, "stop", &["--kill"]);
    // Until the controller misses the broker, it may be the one that is asked for the topic.
    let look = || led(&checker, "orders");
    wait::until("the loss of a leader", look, |led| !led.contains_key(&2));
    checker.ask("close", json!({}));

    let seen = koffset(
        kafka.bootstrap(),
        &["range", "orders", "--timeout", "2s", "--format", "json"],
    )
    .with_status(1);
    seen.says(&format!("warning: orders:{lost}: "));
    assert_eq!(seen.stderr.lines().count(), 1, "{}", seen.stderr);
    let document = seen.json();
    for row in document["partitions"].as_array().unwrap() {
        let is_lost = row["partition"] == json!(lost);
        assert_eq!(row["latest"].is_null(), is_lost, "{row}");
        assert_eq!(row["error"].is_null(), !is_lost, "{row}");
    }
    assert_eq!(document["incomplete"].as_array().unwrap().len(), 1);

    let table = koffset(kafka.bootstrap(), &["range", "orders", "--timeout", "2s"]).with_status(1);
    let row = table
        .stdout
        .lines()
        .nth(1 + usize::try_from(lost).unwrap())
        .unwrap();
    let cells: Vec<_> = row.split_whitespace().skip(2).collect();
    assert_eq!(cells, ["?", "?", "?", "?"], "{}", table.stdout);
    let lines = koffset(
        kafka.bootstrap(),
        &["range", "orders", "--timeout", "2s", "--format", "offsets"],
    );
    let lines = lines.with_status(1);
    assert_eq!(lines.stdout, format!("orders:{}:0\n", 1 - lost));
}
