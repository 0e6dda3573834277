use super::*;

const MICROSECONDS: i64 = 1_700_000_000_000_000;
const NANOSECONDS: i64 = 1_700_000_000_000_000_000;

/// What Kafka's own client finds in the first partition: an offset and a timestamp.
fn kafkas(topic: &str, spec: &str) -> (Value, Value) {
    let fields = json!({"topics": [topic], "spec": spec, "isolation": "read_uncommitted"});
    let row = checker().ask("list_offsets", fields)[0].clone();
    (row["offset"].clone(), row["timestamp"].clone())
}

fn first_at(run: &Run) -> Value {
    run.json()["partitions"][0]["at"][0].clone()
}

#[test]
fn a_timestamp_that_is_not_a_plausible_time_is_shown_as_kafkas_client_finds_it_since_kafka_3_0() {
    for (millis, unit) in [
        (MICROSECONDS, "microseconds?"),
        (NANOSECONDS, "nanoseconds?"),
    ] {
        let topic = unique("implausible");
        checker().create_topic_for_any_time(&topic);
        checker().produce(&topic, 0, &[MORNING, millis, MORNING + 1]);
        for spec in ["max-timestamp", "1700000000001"] {
            let at = |format| range(&[&topic, "--at", spec, "--format", format]).with_status(0);
            let found = first_at(&at("json"));
            let kafkas = kafkas(&topic, &spec.replace('-', "_"));
            assert_eq!(
                (found["offset"].clone(), found["timestamp_ms"].clone()),
                kafkas
            );
            assert_eq!(kafkas, (1.into(), millis.into()));
            assert_eq!(found["timestamp"], Value::Null);
            let line: Value = serde_json::from_str(&at("jsonl").stdout).unwrap();
            assert_eq!(line["at"][0], found);
            let table = at("table").stdout;
            assert!(table.contains(&format!(" 1  {millis} ms  at ")), "{table}");
            assert!(table.contains(unit), "{table}");
            at("csv").prints(&format!(",1,{millis},,at "));
            at("offsets").says(unit);
        }
    }
}

#[test]
fn an_ordinary_timestamp_has_no_number_beside_it() {
    let topic = topic("ordinary");
    let found = range(&[&topic, "--at", "1700000003000", "--format", "json"]).with_status(0);
    let at = json!({"spec": "2023-11-14T22:13:23.000Z", "offset": 3, "timestamp": "2023-11-14T22:13:23.000Z"});
    assert_eq!(first_at(&found), at);
}

#[test]
fn the_largest_timestamp_of_a_purged_log_is_said_to_be_below_its_start_since_kafka_3_0() {
    let topic = unique("purged");
    checker().create_topic(&topic, 1);
    checker().produce(&topic, 0, &[MORNING, MORNING + 5000, MORNING + 1000]);
    let deleted = json!({"topic": topic, "partition": 0, "before": 3});
    checker().ask("delete_records", deleted);
    let at = |format| range(&[&topic, "--at", "max-timestamp", "--format", format]).with_status(0);
    let found = first_at(&at("json"));
    assert_eq!(kafkas(&topic, "max_timestamp").0, found["offset"]);
    assert_eq!(
        (&found["offset"], &found["below_log_start"]),
        (&json!(1), &json!(true))
    );
    let line: Value = serde_json::from_str(&at("jsonl").stdout).unwrap();
    assert_eq!(line["at"][0], found);
    let note = "at max-timestamp: the record at 1 is below the log start and cannot be read\n";
    at("table").prints(note);
    at("csv").prints(note);
    at("offsets").says(note.trim_end());
    checker().produce(&topic, 0, &[MORNING + 9000]);
    assert_eq!(first_at(&at("json")).get("below_log_start"), None);
}
