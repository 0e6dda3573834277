//! `snapshot --format`: what is written, what is left out, and back again.

use koffset::model::{CommittedOffset, Offset};

use super::*;

const NAMELESS: [&str; 4] = ["kafka-csv", "rpk", "kcl", "delete-records"];

#[test]
fn every_format_brings_a_group_back_to_the_same_offsets() {
    let scene = scene();
    for format in NAMELESS {
        for packing in ["json", "gz", "zst"] {
            let file = scene.file(&format!("{format}.{packing}"));
            let file = file.display();
            scene
                .koffset(&format!(
                    "snapshot {{}}billing --format {format} --output {file}"
                ))
                .exits(0);
            move_away(&scene);
            scene
                .koffset(&format!("reset {{}}billing --to-file {file} --yes"))
                .exits(0)
                .prints("moved 2 of 2 partitions, read back and equal");
            assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 7)]);
        }
    }
}

#[test]
fn what_a_format_leaves_out_is_said_once_with_counts() {
    let scene = Scene::with_orders(&[10, 10, 10], &[Some(4), None, None]);
    let noted = CommittedOffset {
        offset: Offset::new(7).unwrap(),
        leader_epoch: Some(0),
        metadata: Some("since the deployment".to_owned()),
    };
    scene.commit_as("billing", "orders", 1, &noted);
    let run = scene
        .koffset("snapshot {}billing --format rpk")
        .with_status(0);
    assert_eq!(run.stdout, "orders 0 4\norders 1 7\n");
    let warned = "warning: rpk's text leaves out the group's name, the metadata of 1 commit, \
                  the leader epochs of 1 commit, 1 partition without a commit, topic ids, ranges of logs, \
                  the cluster and the time\n";
    assert_eq!(run.stderr.matches("warning: ").count(), 1, "{}", run.text());
    run.says(warned);
}

#[test]
fn a_format_without_a_column_for_groups_takes_one_only() {
    let scene = scene();
    for format in ["rpk", "kcl", "delete-records"] {
        scene
            .koffset(&format!(
                "snapshot {{}}billing {{}}{QUOTED} --format {format} --output a.json"
            ))
            .exits(2)
            .prints_nothing()
            .says("cannot hold 2 groups")
            .says("hint: choose one group, or kafka-csv, which holds several");
        scene
            .koffset(&format!(
                "snapshot --groups-matching {{}}.* --format {format} --output a.json"
            ))
            .exits(2)
            .prints_nothing()
            .says("cannot hold 2 groups");
        assert!(!scene.file("a.json").exists());
    }
}

#[test]
fn a_file_without_a_row_is_not_written() {
    let scene = scene();
    scene.topic("other", &[1]);
    scene
        .koffset("snapshot {}billing -t {}other --format kafka-csv --output a.json")
        .exits(3)
        .says("there is no commit to write, and Kafka's CSV of one group cannot be empty");
    assert!(!scene.file("a.json").exists());
}

#[test]
fn a_commit_that_cannot_be_read_is_never_left_out_since_kafka_2_5() {
    let scene = scene();
    let handle = scene.name("pending");
    let checker = &scene.checker;
    let position = CommittedOffset::at(Offset::new(9).unwrap());
    let pending = [crate::support::checker::offset_row(
        &scene.name("orders"),
        0,
        &position,
    )];
    checker.ask("txn_begin", json!({ "handle": handle }));
    let fields = json!({"handle": handle, "group": scene.name("billing"), "offsets": pending});
    checker.ask("txn_send_offsets", fields);
    let refused = scene.koffset("snapshot {}billing --format rpk --output a.json");
    let partial = scene.koffset("snapshot {}billing --allow-partial --output partial.json");
    let converted = scene.koffset("convert partial.json --to rpk --output a.json");
    checker.ask("txn_abort", json!({ "handle": handle }));

    refused
        .exits(1)
        .says("orders:0")
        .says("nothing was written");
    partial.exits(0);
    converted
        .exits(3)
        .says("the snapshot is partial, which rpk's text cannot tell: ")
        .says("orders:0");
    assert!(!scene.file("a.json").exists());
    scene
        .koffset("snapshot {}billing --format rpk --allow-partial")
        .exits(2)
        .says("--allow-partial: rpk's text cannot tell what it lacks");
}
