mod noted;
mod refused;

use super::*;

/// A count as koffset writes it, of these partitions.
fn count(world: &World, file: &str, partitions: &[(&str, i32, Option<u64>)], more: &str) {
    let partitions: Vec<String> = partitions
        .iter()
        .map(|(topic, partition, records)| {
            let records = records.map_or("null".to_owned(), |records| records.to_string());
            format!(r#"{{"topic":"{topic}","partition":{partition},"records":{records}}}"#)
        })
        .collect();
    let partitions = partitions.join(",");
    let text = format!(
        r#"{{"schema":"koffset.count","version":1,"cluster_id":"c","observed_at":"2026-11-20T08:00:00Z",
        "incomplete":[],"from":"earliest","to":"latest","exact":true,"partitions":[{partitions}]{more}}}"#
    );
    std::fs::write(world.file(file), text).unwrap();
}

fn edit(world: &World, file: &str, old: &str, new: &str) {
    let text = std::fs::read_to_string(world.file(file)).unwrap();
    assert!(text.contains(old), "{text}");
    std::fs::write(world.file(file), text.replace(old, new)).unwrap();
}

fn buckets(rows: &[(&str, &str, &str, u64)]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|(topic, from, to, records)| {
            format!(
                r#"{{"topic":"{topic}","from_time":{from},"to_time":{to},"records":{records}}}"#
            )
        })
        .collect();
    format!(r#","buckets":[{}]"#, rows.join(","))
}

const EIGHT: &str = r#""2026-11-20T08:00:00Z""#;
const NINE: &str = r#""2026-11-20T09:00:00Z""#;

/// Compares a.json and b.json.
fn diff_counts(world: &World, words: &str) -> Captured {
    world.diff(&format!("a.json b.json {words}"))
}

fn document(ended: &Captured) -> serde_json::Value {
    serde_json::from_str(&ended.out).unwrap()
}

#[test]
fn equal_counts_are_equal_whatever_the_other_partitions_offsets_are() {
    let world = World::new();
    for file in ["a.json", "b.json"] {
        count(
            &world,
            file,
            &[("orders", 0, Some(5)), ("pay", 0, Some(0))],
            "",
        );
    }
    let ended = diff_counts(&world, "");
    assert!(
        ended.out.contains("equal: as many in 2 topics"),
        "{}",
        ended.out
    );
    assert_eq!(ended.err, "");
    assert_eq!(ended.status(), ExitStatus::Done);
}

#[test]
fn a_record_that_is_missing_is_found_in_its_partition_and_its_time() {
    let world = World::new();
    let in_a = buckets(&[("orders", EIGHT, NINE, 5), ("orders", NINE, "null", 4)]);
    let in_b = buckets(&[("orders", EIGHT, NINE, 4), ("orders", NINE, "null", 4)]);
    count(
        &world,
        "a.json",
        &[("orders", 0, Some(5)), ("orders", 1, Some(4))],
        &in_a,
    );
    count(
        &world,
        "b.json",
        &[("orders", 0, Some(4)), ("orders", 1, Some(4))],
        &in_b,
    );
    let table = diff_counts(&world, "");
    assert!(
        table
            .out
            .contains("different: 1 missing in b and 0 more, in 1 topic; 0 the same"),
        "{}",
        table.out
    );
    let csv = diff_counts(&world, "--format csv");
    assert_eq!(
        csv.out,
        "a_topic,b_topic,partition,from_time,to_time,a_records,b_records,delta,difference\n\
         orders,orders,0,,,5,4,-1,missing\n\
         orders,orders,,2026-11-20T08:00:00.000Z,2026-11-20T09:00:00.000Z,5,4,-1,missing\n"
    );
    let topic = document(&diff_counts(&world, "--format json"))["topics"][0].clone();
    assert_eq!((&topic["missing"], &topic["equal"]), (&1.into(), &2.into()));
    assert_eq!(csv.status(), ExitStatus::Findings);
}

#[test]
fn topics_of_other_names_and_partitions_are_compared_by_their_sums() {
    let world = World::new();
    count(
        &world,
        "a.json",
        &[
            ("orders", 0, Some(5)),
            ("orders", 1, Some(4)),
            ("pay", 0, Some(1)),
        ],
        "",
    );
    count(
        &world,
        "b.json",
        &[("sink", 0, Some(9)), ("pay", 0, Some(3))],
        "",
    );
    let apart = diff_counts(&world, "--format csv");
    assert!(
        apart.out.contains("orders,,,,,9,,,only-in-a\n"),
        "{}",
        apart.out
    );
    assert!(
        apart.out.contains(",sink,,,,,9,,only-in-b\n"),
        "{}",
        apart.out
    );
    let mapped = diff_counts(&world, "--topic-map orders=sink --format csv");
    assert_eq!(
        mapped.out.lines().skip(1).collect::<Vec<_>>(),
        ["pay,pay,0,,,1,3,2,added"]
    );
    assert!(
        mapped.err.contains("have other partitions"),
        "{}",
        mapped.err
    );
    assert_eq!(mapped.status(), ExitStatus::Findings);
}

#[test]
fn a_topic_that_another_is_mapped_to_is_not_compared_twice() {
    let world = World::new();
    let both = [("orders", 0, Some(5)), ("sink", 0, Some(5))];
    count(&world, "a.json", &both, "");
    count(&world, "b.json", &both[1..], "");
    let mapped = diff_counts(&world, "--topic-map orders=sink --format csv");
    let rows: Vec<_> = mapped.out.lines().skip(1).collect();
    assert_eq!(rows, ["sink,,,,,5,,,only-in-a"]);
}

#[test]
fn two_single_topics_are_compared_whatever_their_names() {
    let world = World::new();
    count(&world, "a.json", &[("orders", 0, Some(5))], "");
    count(&world, "b.json", &[("sink", 0, Some(5))], "");
    let ended = diff_counts(&world, "");
    assert!(
        ended.err.contains("orders in a is compared with sink in b"),
        "{}",
        ended.err
    );
    assert_eq!(ended.status(), ExitStatus::Done);
}

#[test]
fn counts_of_totals_are_compared_by_their_sums() {
    let world = World::new();
    let totals = r#","topics":[]"#;
    count(
        &world,
        "a.json",
        &[("orders", 0, Some(5)), ("orders", 1, Some(1))],
        totals,
    );
    count(
        &world,
        "b.json",
        &[("orders", 0, Some(2)), ("orders", 1, Some(4))],
        "",
    );
    assert_eq!(diff_counts(&world, "").status(), ExitStatus::Done);
    edit(&world, "a.json", totals, "");
    assert_eq!(diff_counts(&world, "").status(), ExitStatus::Findings);
}

#[test]
fn a_count_of_offsets_is_said_to_be_one() {
    let world = World::new();
    for file in ["a.json", "b.json"] {
        count(&world, file, &[("orders", 0, Some(5))], "");
    }
    edit(&world, "b.json", r#""exact":true"#, r#""exact":false"#);
    let one = diff_counts(&world, "");
    assert!(
        one.err
            .contains("the records of a were read, and b is a count of offsets"),
        "{}",
        one.err
    );
    edit(&world, "a.json", r#""exact":true"#, r#""exact":false"#);
    let both = diff_counts(&world, "");
    assert!(
        both.err.contains("both counts are of offsets"),
        "{}",
        both.err
    );
    assert_eq!(both.status(), ExitStatus::Done);
}

#[test]
fn what_was_noted_of_a_count_is_said_beside_its_difference() {
    let world = World::new();
    for file in ["a.json", "b.json"] {
        count(&world, file, &[("orders", 0, Some(5))], "");
    }
    let noted = r#""incomplete":[],"notes":["orders:0: a clock was ahead"]"#;
    edit(&world, "b.json", r#""incomplete":[]"#, noted);
    let ended = diff_counts(&world, "--format json");
    let note = "b: orders:0: a clock was ahead";
    assert_eq!(document(&ended)["notes"], serde_json::json!([note]));
    assert!(ended.err.contains(note), "{}", ended.err);
    assert_eq!(ended.status(), ExitStatus::Done);
}

#[test]
fn what_a_count_could_not_read_leaves_the_result_unknown() {
    let world = World::new();
    count(
        &world,
        "a.json",
        &[("orders", 0, Some(5)), ("orders", 1, None)],
        "",
    );
    count(
        &world,
        "b.json",
        &[("orders", 0, Some(4)), ("orders", 1, Some(4))],
        "",
    );
    edit(
        &world,
        "a.json",
        r#""incomplete":[]"#,
        r#""incomplete":["orders:1: timed out"]"#,
    );
    let ended = diff_counts(&world, "");
    assert!(
        ended.err.contains("warning: a: orders:1: timed out\n"),
        "{}",
        ended.err
    );
    assert!(ended.out.contains("not known"), "{}", ended.out);
    assert_eq!(ended.status(), ExitStatus::Failed);
}

#[test]
fn times_that_do_not_fit_are_left_out_and_named() {
    let world = World::new();
    let (in_a, in_b) = (
        buckets(&[("orders", EIGHT, NINE, 5)]),
        buckets(&[("orders", NINE, "null", 5)]),
    );
    count(&world, "a.json", &[("orders", 0, Some(5))], &in_a);
    count(&world, "b.json", &[("orders", 0, Some(5))], &in_b);
    let ended = diff_counts(&world, "");
    assert!(
        ended.err.contains("they begin or end at other times"),
        "{}",
        ended.err
    );
    assert_eq!(ended.status(), ExitStatus::Done);
}

#[test]
fn a_sum_of_differences_without_a_part_that_is_not_known_says_so() {
    let world = World::new();
    count(
        &world,
        "a.json",
        &[("orders", 0, Some(5)), ("pay", 0, None)],
        "",
    );
    count(
        &world,
        "b.json",
        &[("orders", 0, Some(2)), ("pay", 0, Some(7))],
        "",
    );
    let ended = diff_counts(&world, "");
    assert!(
        ended.out.contains("3+? missing in b and 0+? more"),
        "{}",
        ended.out
    );
    assert_eq!(ended.status(), ExitStatus::Failed);
}
