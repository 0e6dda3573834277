use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::alone;
use crate::support::kafka::Kafka;
use crate::support::member::Member;
use crate::support::process::koffset;
use crate::support::scene::Scene;
use crate::support::wait;

/// Groups that only have commits, and where each stands: the more, the longer the test.
const GROUPS: i32 = 150;
const PARTITIONS: i32 = 20;
/// The records of each partition of [`topics`].
const RECORDS: usize = 6;

/// Committed, end and lag by group, topic and partition; empty where there is none.
type Rows = BTreeMap<[String; 3], [String; 3]>;

#[test]
fn all_groups_of_three_brokers_are_those_of_kafkas_tool_row_by_row_since_kafka_3_7() {
    let _alone = alone::now();
    let kafka = Kafka::up(&["--brokers", "3"]).unwrap();
    let scene = Scene::of(kafka.bootstrap(), kafka.bootstrap());
    topics(&scene);
    simple_groups(&scene);
    scene.commit_as_member("classic", "shipping", "orders-0", &[1, 2, 3]);
    scene.commit_as_member("consumer", "modern", "orders-1", &[6]);
    // Retention passes the commits of every group that stands at 0 or 1 there.
    (0..PARTITIONS).for_each(|at| scene.delete_records("orders-2", at, 2));
    let live = Member::joins(
        &scene,
        "live",
        "orders-0",
        json!({"await_partitions": PARTITIONS}),
    );
    let standing = json!([{"topic": scene.name("orders-0"), "partition": 7, "offset": 2}]);
    live.ask("consumer_commit", json!({ "offsets": standing }));
    scene.delete_topic("deleted");
    // A broker forgets the commits in a topic that is deleted, but not at once.
    let left = || scene.committed("billing-10", "deleted");
    wait::until("the end of its commits", left, Vec::is_empty);

    let run = koffset(
        kafka.bootstrap(),
        &["lag", "--all-groups", "--members", "--format", "csv"],
    );
    let told = scene.checker.ask(
        "consumer_groups_tool",
        json!({"args": ["--describe", "--all-groups"]}),
    );
    drop(live);
    run.exits(0).says(" were deleted before ");
    let (ours, theirs) = (of_koffset(&run.stdout), of_kafka(&told));
    for (place, row) in &theirs {
        assert_eq!(ours.get(place), Some(row), "{place:?}");
    }
    let more: Vec<_> = ours.keys().filter(|at| !theirs.contains_key(*at)).collect();
    assert!(more.is_empty(), "only koffset has {more:?}");
    assert_shows_each_case(&scene, &ours);
}

fn topics(scene: &Scene) {
    for topic in ["orders-0", "orders-1", "orders-2"] {
        scene.topic(topic, &[RECORDS; PARTITIONS as usize]);
    }
    scene.topic("deleted", &[3]);
}

/// Each stands somewhere else in one of the topics, at none of some partitions, and some in the deleted topic too.
fn simple_groups(scene: &Scene) {
    for number in 0..GROUPS {
        let group = format!("billing-{number}");
        let topic = format!("orders-{}", number % 3);
        let stands = |partition: i32| match (number + partition) % (RECORDS as i32 + 2) {
            0 => None,
            next => Some(i64::from(next) - 1),
        };
        let committed: Vec<_> = (0..PARTITIONS).map(stands).collect();
        scene.commit(&group, &topic, &committed);
        if number % 10 == 0 {
            scene.commit(&group, "deleted", &[Some(1)]);
        }
    }
}

/// The rows of partitions, all of which Kafka's tool lists too, but for those in which a group that nobody is in
/// has no commit.
fn of_koffset(csv: &str) -> Rows {
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let titles = rows.headers().unwrap().clone();
    let rows = rows.records().map(|row| {
        let row = row.unwrap();
        let cell = |title| {
            let column = titles.iter().position(|each| each == title).unwrap();
            row[column].to_owned()
        };
        (
            ["group", "topic", "partition"].map(cell),
            ["committed", "end", "lag"].map(cell),
            cell("member"),
        )
    });
    let is_listed = |row: &(_, [String; 3], String)| !row.1[0].is_empty() || !row.2.is_empty();
    let rows = rows.filter(is_listed);
    rows.map(|(place, numbers, _)| (place, numbers)).collect()
}

fn of_kafka(told: &Value) -> Rows {
    assert_eq!(told["exit"], 0, "{told:#}");
    let lines = told["stdout"].as_str().unwrap().lines();
    let rows = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
    let rows = rows.filter(|cells| cells.len() > 5 && cells[2].parse::<i32>().is_ok());
    let cell = |cell: &str| if cell == "-" { "" } else { cell }.to_owned();
    rows.map(|cells| {
        let place = [0, 1, 2].map(|column| cells[column].to_owned());
        (place, [3, 4, 5].map(|column| cell(cells[column])))
    })
    .collect()
}

/// The world holds what the comparison is about.
fn assert_shows_each_case(scene: &Scene, rows: &Rows) {
    let row = |group: &str, topic: &str, partition: &str| {
        let place = [scene.name(group), scene.name(topic), partition.to_owned()];
        rows[&place].each_ref().map(String::as_str)
    };
    assert_eq!(row("shipping", "orders-0", "2"), ["3", "6", "3"]);
    assert_eq!(row("modern", "orders-1", "0"), ["6", "6", "0"]);
    assert_eq!(row("live", "orders-0", "7"), ["2", "6", "4"]);
    assert_eq!(row("live", "orders-0", "8"), ["", "6", ""]);
    assert_eq!(row("billing-2", "orders-2", "0"), ["1", "6", "5"]);
    assert!(
        rows.keys()
            .all(|[_, topic, _]| *topic != scene.name("deleted"))
    );
    assert!(rows.len() > 2_500, "{}", rows.len());
}
