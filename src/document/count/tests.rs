use super::read_count;
use crate::model::SavedBound;

const COUNT: &str = r#"{"schema": "koffset.count", "version": 1, "cluster_id": "c",
    "observed_at": "2026-11-20T08:00:00.000Z", "incomplete": [], "from": "earliest", "to": "120", "exact": false,
    "partitions": [{"topic": "orders", "partition": 0, "from": 0, "to": 7, "records": 7, "error": null},
                   {"topic": "orders", "partition": 1, "from": null, "to": null, "records": null, "error": "no"}]}"#;

fn message(text: &str) -> String {
    read_count(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_count_of_before_isolation_was_told_is_read() {
    let count = read_count(COUNT.as_bytes()).unwrap();
    assert_eq!(count.isolation, None);
    let records: Vec<_> = count.partitions.values().copied().collect();
    assert_eq!(records, [Some(7), None]);
    assert_eq!(count.to, SavedBound::Offset(120));
    assert!(!count.totals && count.buckets.is_empty());
}

#[test]
fn what_a_count_cannot_hold_is_refused_with_its_place() {
    let negative = COUNT.replace("\"records\": 7", "\"records\": -7");
    assert!(
        message(&negative).contains("partitions[0].records"),
        "{}",
        message(&negative)
    );
    let missing = COUNT.replace("\"records\": 7, ", "");
    assert!(
        message(&missing).contains("records"),
        "{}",
        message(&missing)
    );
    let twice = COUNT.replace("\"partition\": 1", "\"partition\": 0");
    assert_eq!(message(&twice), "partitions[1]: orders:0 is in it twice");
    let buckets = r#""buckets": [{"topic": "orders", "partition": 0, "records": 7},
        {"topic": "orders", "partition": 0, "records": 8}], "partitions""#;
    let twice = COUNT.replace("\"partitions\"", buckets);
    let why = "buckets[1]: orders:0 is in it twice at one time";
    assert_eq!(message(&twice), why);
    let newer = COUNT.replace("\"version\": 1", "\"version\": 2");
    assert!(message(&newer).contains("version 2 of koffset.count"));
    let cut = &COUNT[..COUNT.len() / 2];
    assert!(message(cut).contains("is cut off"), "{}", message(cut));
}
