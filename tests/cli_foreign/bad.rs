//! Files that cannot be meant: one clear message, the documented exit code, and nothing changed.

use super::*;

/// What `reset` with these arguments says of a file, after which nothing has moved.
#[track_caller]
fn refused(scene: &Scene, args: &str, text: &str, status: i32, says: &[&str]) {
    write(scene, "bad.json", text);
    let run = scene.koffset(&format!("reset {args} --yes"));
    run.exits(status)
        .prints_nothing()
        .says("nothing was changed");
    says.iter().for_each(|words| {
        run.says(words);
    });
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 7)]);
}

const BILLING: &str = "{}billing --to-file bad.json";

#[test]
fn a_damaged_file_is_named_with_the_place() {
    let scene = scene();
    let failed = |text: &str, says: &str| {
        refused(
            &scene,
            BILLING,
            text,
            1,
            &[&format!("error: bad.json: {says}")],
        );
    };
    failed("", "is empty");
    failed("orders", "is in no format of offsets that koffset knows");
    failed(
        "{}orders,0,3\n{}orders,1,-1\n",
        "line 2: \"-1\" is no offset",
    );
    failed(
        "{}orders 0 3\n{}orders 0 4\n",
        "line 2: orders:0 is in it twice",
    );
    failed("{}orders,0,3\n{}orders,1\n", "line 2: has 2 columns");
    failed(
        "{}orders,0,3\n{}billing,{}orders,1,3\n",
        "line 2: has 4 columns",
    );
    failed(
        "TOPIC,PARTITION,OFFSET\n{}orders,0,3\n",
        "line 1: is a header",
    );
    failed(
        "[{\"topic\": \"orders\", \"partition\": 0}]",
        "[0]: missing field `offset`",
    );
    failed("[{\"topic\": \"orders\", ", "is cut off at line 1");
    failed("{\"partitions\": [], \"version\": 1}", "holds no partition");
    failed("{\"a\": 1}", "is no koffset.snapshot document");
    scene
        .koffset("reset {}billing --to-file absent.json --yes")
        .exits(1)
        .says("error: absent.json: does not exist");
}

#[test]
fn a_file_without_group_names_needs_a_group() {
    let why = "which group is not said, and Kafka's CSV of one group names none";
    let hint = "hint: name it, or write --groups-matching REGEX";
    refused(
        &scene(),
        "--to-file bad.json",
        "{}orders,0,3\n",
        2,
        &[why, hint],
    );
}

#[test]
fn a_group_that_the_file_does_not_hold_is_refused_with_those_it_holds() {
    let text = "{}other,{}orders,0,3\n{}more,{}orders,0,3\n";
    let says = [
        "error: the file does not hold group billing",
        "hint: it holds more, other",
    ];
    refused(&scene(), BILLING, text, 3, &says);
}

#[test]
fn exact_wants_a_file_that_tells_all() {
    let says = ["--exact: the file does not tell if it holds every commit"];
    refused(
        &scene(),
        &format!("{BILLING} --exact"),
        "{}orders,0,3\n",
        3,
        &says,
    );
}

#[test]
fn to_snapshot_names_the_format_and_the_flag_that_reads_it() {
    let args = "{}billing --to-snapshot bad.json";
    for (text, format) in [
        ("{}orders,0,3\n", "Kafka's CSV of one group"),
        ("{}billing,{}orders,0,3\n", "Kafka's CSV of several groups"),
        ("{}orders 0 3\n", "rpk's text"),
        (
            "[{\"topic\": \"orders\", \"partition\": 0, \"offset\": 3}]",
            "kcl's JSON",
        ),
    ] {
        let why = format!("error: bad.json: is {format}, and no koffset.snapshot");
        refused(
            &scene(),
            args,
            text,
            1,
            &[&why, "hint: koffset reset reads it with --to-file"],
        );
    }
}

#[test]
fn an_offset_outside_the_log_and_a_partition_that_is_not_there_are_refused() {
    let scene = scene();
    let beyond = [
        "orders:0 of group billing: offset 11 is beyond the end of the log",
        "--out-of-range clamp",
    ];
    refused(&scene, BILLING, "{}orders,0,11\n", 3, &beyond);
    refused(&scene, BILLING, "{}orders,2,1\n", 3, &["orders:2"]);
    refused(&scene, BILLING, "{}absent,0,1\n", 3, &["absent:0"]);
}
