//! Exports of all groups: what a format cannot hold is named, and the rest goes on.

use std::fs;

use super::{BROKEN, TABBED, commit, committed, scene};

#[test]
fn kafkas_csv_of_all_groups_leaves_out_only_the_line_break_and_kafkas_tool_reads_it() {
    let scene = scene();
    commit(&scene, TABBED, 1);
    commit(&scene, "", 1);
    let file = scene.file("all.csv");
    let file = file.to_str().unwrap();
    scene
        .koffset_words(&[
            "snapshot",
            "--all-groups",
            "--format",
            "kafka-csv",
            "--output",
            file,
        ])
        .exits(0)
        .says("left out: line\\nbreak (Kafka's CSV cannot hold the line break in its name)");
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains("\"\",\"orders\",0,1\n"), "{text}");
    commit(&scene, TABBED, 3);
    let args = [
        "--reset-offsets",
        "--from-file",
        file,
        "--execute",
        "--group",
        TABBED,
    ];
    let told = scene
        .checker
        .ask("consumer_groups_tool", serde_json::json!({"args": args}));
    assert_eq!(told["exit"], 0, "{told:#}");
    assert_eq!(committed(&scene, TABBED), Some(1), "{told:#}");
}

#[test]
fn a_named_group_that_a_format_cannot_hold_is_refused() {
    let scene = scene();
    for args in [
        &["snapshot", BROKEN, "billing", "--format", "kafka-csv"][..],
        &[
            "snapshot",
            BROKEN,
            "--groups-matching",
            "bil.*",
            "--format",
            "kafka-csv",
        ],
    ] {
        scene.koffset_words(args).exits(3).prints_nothing().says(
            "error: group line\\nbreak: Kafka's CSV cannot hold the line break in its name\n",
        );
    }
}

#[test]
fn a_file_of_kafkas_csv_with_the_group_without_a_name_is_taken_since_kafka_2_6() {
    let scene = scene();
    fs::write(
        scene.file("one.csv"),
        "\"\",\"orders\",0,1\n\"billing\",\"orders\",0,1\n",
    )
    .unwrap();
    let file = scene.file("one.csv");
    scene
        .koffset_words(&["reset", "--to-file", file.to_str().unwrap(), "--dry-run"])
        .exits(0)
        .prints("group \"\" (simple, empty)");
}
