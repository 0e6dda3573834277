use super::*;

/// 200 records a second apart from this time on, of which the one at 100 is half an hour ahead.
fn one_ahead(start: chrono::DateTime<chrono::Utc>) -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 1);
    let times: Vec<_> = (0..200)
        .map(|second| start + TimeDelta::seconds(if second == 100 { 1900 } else { second }))
        .collect();
    cluster.produce("orders", 0, &times);
    cluster
}

fn notes(found: &Captured) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    serde_json::from_value(document["notes"].clone()).unwrap()
}

#[test]
fn a_record_that_is_dated_after_now_is_warned_of() {
    let cluster = one_ahead(now() - TimeDelta::seconds(200));
    for exact in ["", "--exact"] {
        let line = format!("orders --from now-1h --to now --format json {exact}");
        let found = count(&cluster, &line);
        assert!(found.out.contains("\"records\": 100,"), "{}", found.out);
        let note = "orders:0: the first record at or after 2026-11-20 20:00:00.000 UTC is at 100 and dated \
                    2026-11-20 20:28:20.000 UTC, later than now, so a clock was ahead: of the 99 offsets above it, \
                    records with earlier times may be missing from the count, or in the wrong place of it";
        assert_eq!(notes(&found), [note]);
        let warning = format!("warning: {note}\n");
        assert!(found.err.contains(&warning), "{}", found.err);
        assert!(!found.err.contains("upper bound"), "{}", found.err);
        assert_eq!(found.status(), ExitStatus::Done);
    }
}

#[test]
fn a_record_far_from_the_time_that_finds_it_is_noted() {
    let cluster = one_ahead(now() - TimeDelta::hours(12));
    let line = "orders --from 2026-11-20T08:00:00Z --to 2026-11-20T08:03:20Z --format json";
    let found = count(&cluster, line);
    let [note] = &notes(&found)[..] else {
        panic!("{}", found.out);
    };
    let why =
        "dated 2026-11-20 08:31:40.000 UTC, so a clock was ahead or the log was quiet until then";
    assert!(note.contains(why), "{note}");
    assert!(found.err.contains(&format!("\n{note}\n")), "{}", found.err);
}

#[test]
fn a_count_by_time_is_not_said_to_be_a_bound_and_one_by_offset_is() {
    let cluster = few_records();
    for line in [
        "orders --from now-1h",
        "orders --to now",
        "orders --from now-1d --by 1h",
    ] {
        let found = count(&cluster, line);
        assert!(!found.err.contains("bound"), "{line}: {}", found.err);
        assert!(
            found.err.contains("counts where it lies"),
            "{line}: {}",
            found.err
        );
    }
    let found = count(&cluster, "orders --from-offset 100 --to-offset 105");
    assert!(
        found.err.contains("an upper bound of the records"),
        "{}",
        found.err
    );
}

#[test]
fn of_many_partitions_a_few_are_named_and_the_document_has_all() {
    let cluster = FakeCluster::new();
    cluster.create_topic("wide", 8);
    for partition in 0..8 {
        let ahead = [
            now() + TimeDelta::minutes(30),
            now() - TimeDelta::minutes(1),
        ];
        cluster.produce("wide", partition, &ahead);
    }
    let found = count(&cluster, "wide --from now-1h --to now --format json");
    assert_eq!(notes(&found).len(), 8);
    assert_eq!(found.err.matches("dated").count(), 5, "{}", found.err);
    assert!(
        found.err.contains("the same of 3 partitions more"),
        "{}",
        found.err
    );
}
