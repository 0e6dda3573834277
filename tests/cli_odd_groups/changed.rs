//! Changes of groups that a pattern catches, and of the group without a name.

use serde_json::json;

use super::{BARE_STREAMS, BROKEN, CONNECT, SHARE, STREAMS, TABBED, commit, committed, ids, scene};
use crate::support::koffset::Run;

#[test]
fn a_pattern_over_all_groups_plans_what_can_be_changed_and_names_the_rest_since_kafka_4_1() {
    let scene = scene();
    let run = scene.koffset(
        "reset --groups-matching .* --all-topics --committed-only --to-offset 1 --dry-run --format json",
    );
    run.exits(0)
        .says("left out: connect-cluster, share, streams-with-commits, streams-without-commits");
    let plan = run.json();
    let changed = ids(&plan["groups"]);
    for group in ["", TABBED, "billing", BROKEN] {
        assert!(changed.contains(&group), "{changed:?}");
    }
    let left_out = ids(&plan["left_out"]);
    assert_eq!(left_out, [CONNECT, SHARE, STREAMS, BARE_STREAMS]);
}

#[test]
fn a_streams_group_that_is_named_is_refused_in_true_words_since_kafka_4_1() {
    scene()
        .koffset(&format!("reset {STREAMS} -t orders --to-earliest --yes"))
        .exits(3)
        .says("group streams-with-commits is not known to be a consumer group")
        .never_says("not a consumer's commit");
}

#[test]
fn the_group_without_a_name_is_moved_taken_back_and_deleted_like_any_other_since_kafka_2_4() {
    let scene = scene();
    commit(&scene, "", 1);
    let file = scene.file("one.json");
    let file = file.to_str().unwrap();
    let run = |args: &[&str]| scene.koffset_words(args).with_status(0);
    run(&["group", "describe", ""]).prints("group \"\" (simple, empty)");
    let moved = run(&["reset", "", "-t", "orders:0", "--to-offset", "3", "--yes"]);
    moved.says("group \"\" (simple, empty)");
    assert_eq!(committed(&scene, ""), Some(3));
    run(&["undo", &id_in(&moved), "--yes"]);
    assert_eq!(committed(&scene, ""), Some(1));
    run(&[
        "copy",
        "",
        "copied",
        "-t",
        "orders:0",
        "--create-group",
        "--yes",
    ]);
    assert_eq!(committed(&scene, "copied"), Some(1));
    run(&["snapshot", "", "--output", file]);
    let deleted = run(&["group", "delete", "", "--yes"]);
    assert_eq!(committed(&scene, ""), None);
    run(&["undo", &id_in(&deleted), "--yes"]);
    assert_eq!(committed(&scene, ""), Some(1));
    commit(&scene, "", 2);
    run(&["reset", "", "--to-snapshot", file, "--yes"]);
    assert_eq!(committed(&scene, ""), Some(1));
}

#[test]
fn single_commits_of_the_group_without_a_name_are_not_deleted_and_those_of_others_are_since_kafka_2_4()
 {
    let scene = scene();
    commit(&scene, "", 1);
    scene
        .koffset_words(&["delete-offsets", "", "-t", "orders:0", "--yes"])
        .exits(3)
        .says("error: group \"\": brokers delete single commits only of a group with a name\n")
        .says("hint: koffset group delete '' deletes it with all its commits\n");
    let all = [
        "delete-offsets",
        "--groups-matching",
        "|billing",
        "--all-topics",
        "--dry-run",
    ];
    scene
        .koffset_words(&all)
        .exits(0)
        .prints("group billing (simple, empty)")
        .prints(
            "left out \"\" (simple): brokers delete single commits only of a group with a name",
        );
}

/// The id with which a change is taken back.
fn id_in(run: &Run) -> String {
    let (_, id) = run.stderr.split_once("koffset undo ").unwrap();
    id.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn no_group_without_a_name_is_created_by_a_variable_that_is_not_set() {
    let scene = scene();
    for args in [
        &[
            "reset",
            "",
            "-t",
            "orders",
            "--to-latest",
            "--create-group",
            "--yes",
        ][..],
        &["seek", "", "orders:0=1", "--create-group", "--yes"],
        &[
            "copy",
            "billing",
            "",
            "--all-topics",
            "--create-group",
            "--yes",
        ],
    ] {
        scene
            .koffset_words(args)
            .exits(2)
            .says("error: --create-group: a new group needs a name, and \"\" is none\n");
    }
}

#[test]
fn groups_are_excluded_by_pattern_and_active_ones_skipped_by_name_since_kafka_2_6() {
    let scene = scene();
    scene.checker.create_topic(&scene.name("own"), 1);
    for group in ["idle", "kept", "busy"] {
        scene.commit(group, "own", &[Some(0)]);
    }
    scene.produce("own", 0, &[1, 2]);
    let member = json!({"handle": scene.name("busy"), "group": scene.name("busy"), "topics": [scene.name("own")]});
    scene.checker.ask("start_consumer", member);
    let line = "reset --groups-matching {}.* -t {}own --to-latest --exclude-groups .*kept";
    scene
        .koffset(&format!("{line} --yes"))
        .exits(3)
        .says("group busy has active members");
    let run = scene.koffset(&format!("{line} --skip-active --yes --format json"));
    run.exits(0)
        .says("left out busy (")
        .says("--skip-active, and the state is stable")
        .says("left out kept (")
        .says("--exclude-groups .*kept");
    let outcome = run.json();
    assert_eq!(outcome["groups"].as_array().unwrap().len(), 1);
    assert_eq!(outcome["groups"][0]["group_id"], "idle");
    assert_eq!(outcome["left_out"][0]["group_id"], "busy");
    assert_eq!(outcome["left_out"][1]["group_id"], "kept");
    assert_eq!(scene.offsets("idle", "own"), [(0, 2)]);
    assert_eq!(scene.offsets("kept", "own"), [(0, 0)]);
    scene
        .koffset("reset --groups-matching {}busy -t {}own --to-latest --skip-active --yes")
        .exits(3)
        .says("error: every group that matches busy is left out: busy (--skip-active, and the state is stable)");
    scene
        .koffset("reset {}idle -t {}own --to-latest --skip-active --yes")
        .exits(2)
        .says("--groups-matching");
    scene
        .checker
        .ask("stop_consumer", json!({"handle": scene.name("busy")}));
}

#[test]
fn a_file_of_all_groups_is_restored_but_for_those_that_are_not_consumers_since_kafka_4_1() {
    let scene = scene();
    commit(&scene, "billing", 1);
    let (saved, csv) = (scene.file("all.json"), scene.file("all.csv"));
    let (saved, csv) = (saved.to_str().unwrap(), csv.to_str().unwrap());
    let save = |args: &[&str]| {
        scene
            .koffset_words(&[&["snapshot", "--all-groups"], args].concat())
            .with_status(0)
    };
    save(&["--output", saved]);
    save(&["--output", csv, "--format", "kafka-csv"]);
    for file in [["--to-snapshot", saved], ["--to-file", csv]] {
        commit(&scene, "billing", 3);
        let reset = [&["reset"], &file[..], &["--yes"]].concat();
        scene
            .koffset_words(&reset)
            .exits(0)
            .says("left out streams-with-commits (unknown): not a consumer group");
        assert_eq!(committed(&scene, "billing"), Some(1));
        assert_eq!(committed(&scene, STREAMS), Some(2));
        let named = [&["reset", STREAMS], &file[..], &["--yes"]].concat();
        scene
            .koffset_words(&named)
            .exits(3)
            .says("is not known to be a consumer group");
    }
}
