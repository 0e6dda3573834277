//! Kafka's CSV, there and back.

use super::*;

/// What Kafka's own tool exports of these groups, in a file of the scene.
fn export(scene: &Scene, groups: &[&str], file: &str) {
    let names: Vec<String> = groups.iter().map(|group| scene.name(group)).collect();
    let mut args = vec![
        "--reset-offsets",
        "--to-current",
        "--all-topics",
        "--dry-run",
        "--export",
    ];
    for name in &names {
        args.extend(["--group", name]);
    }
    fs::write(scene.file(file), kafkas_tool(scene, &args)).unwrap();
}

/// The rows of what Kafka's own tool would do with a file: group, topic, partition and new offset.
fn planned_by_kafka(scene: &Scene, groups: &[&str], file: &str) -> Vec<String> {
    let names: Vec<String> = groups.iter().map(|group| scene.name(group)).collect();
    let file = scene.file(file);
    let mut args = vec![
        "--reset-offsets",
        "--dry-run",
        "--from-file",
        file.to_str().unwrap(),
    ];
    for name in &names {
        args.extend(["--group", name]);
    }
    let told = kafkas_tool(scene, &args).replace(&scene.name(""), "");
    let rows = told
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut rows: Vec<String> = rows
        .filter(|row| !row.is_empty() && !row.starts_with("GROUP"))
        .collect();
    rows.sort();
    rows
}

#[test]
fn kafkas_export_of_one_group_brings_it_back() {
    let scene = scene();
    export(&scene, &["billing"], "e.json");
    let exported = text_of(&scene, "e.json");
    assert!(exported.contains("{}orders,0,4\n"), "{exported}");
    move_away(&scene);
    scene
        .koffset("reset {}billing --to-file e.json --dry-run")
        .exits(0)
        .prints("target as in e.json, Kafka's CSV of one group\n")
        .prints("the file tells neither cluster nor topic ids")
        .prints("~ orders 0 0 10 4 -6 6 0 6\n~ orders 1 0 10 7 -3 3 0 3\n")
        .never_says("topic ids unknown");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10), (1, 10)]);
    scene
        .koffset("reset {}billing --from-file e.json --yes")
        .exits(0)
        .prints("moved 2 of 2 partitions, read back and equal");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 7)]);
    assert_eq!(scene.offsets(QUOTED, "orders"), [(1, 10)]);
    scene
        .koffset("reset {}billing --from-file e.json --yes")
        .exits(0)
        .prints("nothing to do");
}

#[test]
fn kafkas_export_of_several_groups_brings_all_or_the_named_back() {
    let scene = scene();
    export(&scene, &["billing", QUOTED], "e.json");
    move_away(&scene);
    scene
        .koffset("reset {}billing --to-file e.json --yes")
        .exits(0)
        .says("target as in e.json, Kafka's CSV of several groups\n");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 7)]);
    assert_eq!(scene.offsets(QUOTED, "orders"), [(1, 10)]);
    scene.koffset("reset --to-file e.json --yes").exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 7)]);
    assert_eq!(scene.offsets(QUOTED, "orders"), [(1, 2)]);
}

#[test]
fn only_the_topics_that_are_named_are_moved_and_what_the_file_lacks_stays() {
    let scene = scene();
    write(&scene, "e.json", "{}orders,0,3\n");
    scene
        .koffset("reset {}billing --to-file e.json --yes")
        .exits(0)
        .says("orders 1 0 7 7 - - - 3 no commit was saved: left alone\n");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 3), (1, 7)]);
    write(&scene, "e.json", "{}orders,0,1\n{}orders,1,1\n");
    scene
        .koffset("reset {}billing --to-file e.json -t {}orders:1 --yes")
        .exits(0)
        .prints("moved 1 of 1 partition,");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 3), (1, 1)]);
}

#[test]
fn kafkas_own_tool_reads_what_koffset_writes_of_one_group() {
    let scene = scene();
    scene
        .koffset("snapshot {}billing --format kafka-csv --output s.json")
        .exits(0);
    assert_eq!(
        text_of(&scene, "s.json"),
        "\"{}orders\",0,4\n\"{}orders\",1,7\n"
    );
    move_away(&scene);
    let planned = planned_by_kafka(&scene, &["billing"], "s.json");
    assert_eq!(planned, ["billing orders 0 4", "billing orders 1 7"]);
}

#[test]
fn kafkas_own_tool_reads_what_koffset_writes_of_several_groups() {
    let scene = scene();
    scene
        .koffset(&format!(
            "snapshot {{}}billing {{}}{QUOTED} --format kafka-csv --output s.json"
        ))
        .exits(0);
    move_away(&scene);
    let planned = planned_by_kafka(&scene, &["billing", QUOTED], "s.json");
    let quoted = format!("{QUOTED} orders 1 2");
    assert_eq!(
        planned,
        [&*quoted, "billing orders 0 4", "billing orders 1 7"]
    );
}

#[test]
fn one_group_by_pattern_has_the_column_that_kafkas_own_tool_takes_too() {
    let scene = scene();
    scene
        .koffset("snapshot --groups-matching {}bill.* --format kafka-csv --output s.json")
        .exits(0);
    assert_eq!(
        text_of(&scene, "s.json"),
        "\"{}billing\",\"{}orders\",0,4\n\"{}billing\",\"{}orders\",1,7\n"
    );
    let planned = planned_by_kafka(&scene, &["billing"], "s.json");
    assert_eq!(planned, ["billing orders 0 4", "billing orders 1 7"]);
}
