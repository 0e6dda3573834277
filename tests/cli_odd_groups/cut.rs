//! Groups with a NUL character in their names, which librdkafka cuts there, and with a line break.

use std::fs;

use serde_json::{Value, json};

use super::{OddScene, commit, committed, read, scene};

/// Cut to the name of no group.
const GHOST: &str = "ghost\0\u{1b}[31m";
/// Cut to the name of another group.
const DOUBLE: &str = "billing\0other";
/// The same, in a state of their own: a broker lists groups in an order of its own.
const BUSY: [&str; 4] = ["billing\0a", "billing\0b", "billing\0c", "billing\0d"];
/// Cut to the name of the group without a name.
const NAMELESS: &str = "\0nameless";

/// Cut to the name of no group, and described in another way than those.
const MODERN: &str = "modern\0other";

const REASON: &str =
    "gone, or the beginning of a name with a NUL character, which cannot be handled";
const GAP: &str =
    "groups with a NUL character in their names cannot be handled; their names begin with ";

/// A scene with such groups, until the end of the test.
struct CutScene(OddScene);

impl CutScene {
    fn with(groups: &[&str]) -> Self {
        let scene = scene();
        for group in groups {
            commit(&scene, group, 3);
        }
        CutScene(scene)
    }
}

impl Drop for CutScene {
    fn drop(&mut self) {
        let others = [GHOST, DOUBLE, NAMELESS, MODERN];
        for group in others.into_iter().chain(BUSY) {
            let _ = self
                .0
                .checker
                .try_ask("delete_groups", json!({"groups": [group]}));
        }
    }
}

fn groups(document: &Value) -> Vec<&str> {
    let groups = document["groups"].as_array().unwrap().iter();
    groups.map(|g| g["group_id"].as_str().unwrap()).collect()
}

#[test]
fn a_group_with_a_nul_in_its_name_is_named_as_one_that_cannot_be_handled() {
    let cut = CutScene::with(&[GHOST, DOUBLE, NAMELESS]);
    let scene = &cut.0;
    let saved = scene.file("all.json");
    let save = [
        "snapshot",
        "--all-groups",
        "--allow-partial",
        "--output",
        saved.to_str().unwrap(),
    ];
    scene.koffset_words(&save).says(GAP);
    let documents = [
        scene.koffset("group list --format json").json(),
        scene.koffset("lag --all-groups --format json").json(),
        read(scene, "all.json"),
    ];
    for document in documents {
        assert_eq!(
            document["incomplete"],
            json!([format!("{GAP}\"\", billing, ghost")])
        );
        let groups = groups(&document);
        assert!(!groups.contains(&"ghost"), "{groups:?}");
        for group in ["", "billing"] {
            let times = groups.iter().filter(|id| **id == group).count();
            assert_eq!(times, 1, "{group:?} in {groups:?}");
        }
    }
}

#[test]
fn a_pattern_does_not_catch_a_group_for_the_beginning_of_its_name() {
    let cut = CutScene::with(&[GHOST]);
    cut.0
        .koffset("reset --groups-matching gho.* -t orders --to-earliest --yes")
        .exits(3)
        .says("no consumer group matches gho.*")
        .says(&format!("groups may be missing: {GAP}ghost"));
    assert_eq!(committed(&cut.0, GHOST), Some(3));
}

#[test]
fn a_group_is_shown_with_its_own_state_beside_one_whose_name_begins_with_its_name() {
    let cut = CutScene::with(&[]);
    let scene = &cut.0;
    for group in BUSY {
        let member = json!({"handle": group, "group": group, "topics": ["orders"]});
        scene.checker.ask("start_consumer", member);
    }
    let run = scene.koffset("group list billing --format json");
    for group in BUSY {
        let member = json!({"handle": group});
        scene.checker.ask("stop_consumer", member);
    }
    let document = run.json();
    assert_eq!(groups(&document), ["billing"]);
    let billing = &document["groups"][0];
    assert_eq!(
        (&billing["type"], &billing["state"]),
        (&json!("simple"), &json!("empty"))
    );
}

#[test]
fn a_kip_848_group_with_a_nul_in_its_name_is_left_out_and_no_group_is_made_of_its_beginning_since_kafka_4_0()
 {
    let cut = CutScene::with(&[]);
    let scene = &cut.0;
    let member =
        json!({"handle": MODERN, "group": MODERN, "topics": ["orders"], "protocol": "consumer"});
    scene.checker.ask("start_consumer", member);
    let lag = scene.koffset("lag --all-groups --format json");
    let named = scene.koffset("lag modern");
    let snapshot = scene.koffset("snapshot --all-groups --allow-partial");
    let change =
        scene.koffset("reset --groups-matching mod.* -t orders --to-earliest --create-group --yes");
    scene
        .checker
        .ask("stop_consumer", json!({"handle": MODERN}));
    for document in [lag.json(), snapshot.json()] {
        assert!(!groups(&document).contains(&"modern"));
        let mut left_out = document["left_out"].as_array().unwrap().iter();
        let modern = left_out
            .find(|group| group["group_id"] == "modern")
            .unwrap();
        assert_eq!(modern["reason"], REASON);
    }
    named
        .exits(3)
        .says("group modern is not known to this cluster\n")
        .never_says("did you mean");
    change.exits(3).says(&format!(
        "every group that matches mod.* is left out: modern ({REASON})"
    ));
}

#[test]
fn a_file_with_a_nul_in_a_groups_name_is_shown_and_not_restored() {
    let scene = scene();
    let file = scene.file("one.json");
    let file = file.to_str().unwrap();
    scene
        .koffset_words(&["snapshot", "billing", "--output", file])
        .exits(0);
    scene.edit("one.json", |document| {
        document["groups"][0]["group_id"] = json!(DOUBLE);
    });
    scene
        .koffset_words(&["snapshot", "show", file])
        .exits(0)
        .prints("billing\\u{0}other");
    scene
        .koffset_words(&["diff", file, "live"])
        .says("billing\\u{0}other")
        .says("a name with a NUL character cannot be asked for");
    let csv = scene.file("one.csv");
    fs::write(&csv, format!("\"{DOUBLE}\",\"orders\",0,1\n")).unwrap();
    for from in [
        ["--to-snapshot", file],
        ["--to-file", csv.to_str().unwrap()],
    ] {
        scene
            .koffset_words(&[&["reset"], &from[..], &["--yes"]].concat())
            .exits(3)
            .says("error: group billing\\u{0}other: cannot change a group with a NUL character in its name\n");
    }
}

#[test]
fn a_pattern_takes_a_group_with_a_line_break_for_what_it_is() {
    scene()
        .koffset(
            "reset --groups-matching l.*k --exclude-groups line.break -t orders --to-latest --yes",
        )
        .exits(3)
        .says("left out: line\\nbreak (--exclude-groups line.break)");
}
