use super::*;
use crate::support::names::unique;

/// A transaction of so many records in orders:0, as the checker's operation ends it.
fn transaction(scene: &Scene, records: i64, end: Option<&str>) {
    let (topic, handle) = (scene.name("orders"), unique("transaction"));
    scene.checker.ask("txn_begin", json!({ "handle": handle }));
    let times: Vec<i64> = (0..records).map(time_of).collect();
    scene
        .checker
        .produce_in_transaction(&handle, &topic, 0, &times);
    if let Some(end) = end {
        scene.checker.ask(end, json!({ "handle": handle }));
    }
}

fn counted(scene: &Scene, options: &str) -> String {
    let line = format!("count {{}}orders --format csv {options}");
    let csv = scene.koffset(&line).with_status(0).stdout;
    csv.lines().skip(1).collect::<Vec<_>>().join(" ")
}

#[test]
fn markers_are_left_out_even_where_a_log_ends_with_them() {
    let scene = Scene::new();
    scene.empty_topic("orders", 1);
    transaction(&scene, 3, Some("txn_commit"));
    transaction(&scene, 2, Some("txn_abort"));
    assert_eq!(counted(&scene, ""), "orders,0,0,7,7,");
    assert_eq!(counted(&scene, "--exact"), "orders,0,0,7,5,");
    assert_eq!(
        counted(&scene, "--exact --isolation read-committed"),
        "orders,0,0,7,3,"
    );
    transaction(&scene, 4, None);
    assert_eq!(counted(&scene, "--exact"), "orders,0,0,11,9,");
    assert_eq!(
        counted(&scene, "--exact --isolation read-committed"),
        "orders,0,0,7,3,"
    );
}

#[test]
fn what_is_read_is_what_was_produced_between_the_bounds() {
    let scene = scene();
    scene.topic("other", &[3]);
    assert_eq!(
        counted(&scene, "--exact"),
        "orders,0,4,10,6, orders,1,0,6,6, orders,2,0,0,0,"
    );
    let between = format!(
        "-t {{}}other --from {} --to {} --exact",
        time_of(2),
        time_of(5)
    );
    assert_eq!(
        counted(&scene, &between),
        "orders,0,4,5,1, orders,1,2,5,3, orders,2,0,0,0, other,0,2,3,1,"
    );
    let buckets = format!("--from {} --to {} --by 2m --exact", time_of(0), time_of(6));
    let records: Vec<String> = counted(&scene, &buckets)
        .split(' ')
        .map(|row| row.split(',').nth(3).unwrap().to_owned())
        .collect();
    assert_eq!(records, ["2", "2", "4"]);
}

#[test]
fn more_records_than_fit_into_its_memory_are_read() {
    let scene = Scene::new();
    scene.topic("orders", &[30_000, 20_000]);
    let found = scene
        .koffset("count {}orders --exact --totals")
        .with_status(0);
    found
        .prints("orders 2 50,000 0\n")
        .says("read 50,000 records in ");
}

#[test]
fn reading_joins_no_group_and_commits_nothing() {
    let scene = scene();
    assert_eq!(counted(&scene, "--exact").split(' ').count(), 3);
    let groups = scene
        .checker
        .ask("describe_group", json!({"group": "koffset"}));
    assert_eq!(groups["found"], false, "{groups}");
}
