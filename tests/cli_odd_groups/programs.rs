//! What programs read: the same bytes into a file, a pipe and a terminal, and the same groups back from them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{OddScene, scene};
use crate::support::koffset::Run;
use crate::support::process::koffset;
use crate::support::terminal::Terminal;

/// Every character that a format may have to escape, but for the zero byte, which no argument of a program can hold.
fn odd() -> String {
    let controls = (1..0x20).chain(0x7f..0xa0).filter_map(char::from_u32);
    let others = "\u{61c}\u{200b}\u{200d}\u{200e}\u{202e}\u{2028}\u{2029}\u{2066}\u{2069}\u{feff}\"'\\,;|{}z\u{e4}";
    controls.chain(others.chars()).collect()
}

/// A group whose name and metadata hold all that is odd.
struct OddGroup {
    scene: OddScene,
    name: String,
}

impl OddGroup {
    fn new() -> Self {
        let scene = scene();
        let name = format!("odd-{}", odd());
        commit(&scene, &name);
        OddGroup { scene, name }
    }

    fn metadata(&self, group: &str) -> Value {
        let rows = self
            .scene
            .checker
            .ask("committed", json!({ "group": group }));
        rows[0]["metadata"].clone()
    }
}

impl Drop for OddGroup {
    fn drop(&mut self) {
        let fields = json!({"groups": [self.name]});
        let _ = self.scene.checker.try_ask("delete_groups", fields);
    }
}

fn commit(scene: &OddScene, group: &str) {
    let row = json!({"topic": "orders", "partition": 0, "offset": 2, "metadata": odd()});
    let fields = json!({"group": group, "offsets": [row]});
    scene.checker.ask("commit", fields);
}

fn run(scene: &OddScene, args: &[&str]) -> Run {
    koffset(scene.bootstrap(), args)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_snapshot_by_a_pipe_a_file_or_a_terminal_restores_the_same_metadata() {
    let group = OddGroup::new();
    let scene = &group.scene;
    let file = scene.file("written.json");
    let taken = |more: &[&str]| {
        let args = [&["--quiet", "snapshot", &*group.name], more].concat();
        run(scene, &args).exits(0).stdout.clone()
    };
    taken(&["--output", text(&file)]);
    let without_time = |text: &str| {
        let mut document: Value = serde_json::from_str(text).unwrap();
        document.as_object_mut().unwrap().remove("created_at");
        document
    };
    let written = fs::read_to_string(&file).unwrap();
    let is_control = |c: char| c != '\n' && c.is_control();
    assert!(!written.contains(is_control), "{written:?}");
    let piped = taken(&[]);
    assert_eq!(without_time(&written), without_time(&piped));
    let shown = ["snapshot", "show", text(&file), "--format", "json"];
    assert_eq!(run(scene, &shown).exits(0).stdout, written);
    let mut terminal = Terminal::start_wide(4000, &shown, &[]);
    assert_eq!(terminal.exit_code(), 0);
    let on_terminal = terminal.bytes().replace("\r\n", "\n");
    assert!(on_terminal.starts_with(&written), "{on_terminal:?}");
    let other = scene.file("piped.json");
    fs::write(&other, piped).unwrap();
    for file in [&file, &other] {
        scene
            .checker
            .ask("delete_groups", json!({"groups": [group.name]}));
        let restore = [
            "reset",
            &*group.name,
            "--to-snapshot",
            text(file),
            "--create-group",
            "--yes",
        ];
        run(scene, &restore).exits(0);
        assert_eq!(group.metadata(&group.name), odd());
    }
}

#[test]
fn json_and_csv_name_the_group_and_its_metadata_as_they_are() {
    let group = OddGroup::new();
    let (scene, name) = (&group.scene, &*group.name);
    let saved = scene.file("saved.json");
    run(scene, &["snapshot", name, "--output", text(&saved)]).exits(0);
    let groups = |command: &[&str]| {
        let run = run(scene, &[command, &["--format", "json"]].concat());
        run.json()["groups"].clone()
    };
    assert_eq!(groups(&["lag", name])[0]["group_id"], name);
    assert_eq!(groups(&["group", "describe", name])[0]["group_id"], name);
    let plan = [
        "reset",
        name,
        "--topic",
        "orders",
        "--to-earliest",
        "--dry-run",
    ];
    assert_eq!(groups(&plan)[0]["group_id"], name);
    for line in run(scene, &["lag", name, "--format", "jsonl"])
        .stdout
        .lines()
    {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["group_id"], name);
    }
    commit_other(scene, name);
    for (command, columns) in [
        (&["lag", name, "--format", "csv"][..], &["group"][..]),
        (&["group", "list", "--format", "csv"], &["group"]),
        (
            &["diff", text(&saved), "live", "--format", "csv"],
            &["a_group", "b_group"],
        ),
    ] {
        let run = run(scene, command);
        let mut reader = csv::Reader::from_reader(run.stdout.as_bytes());
        let titles = reader.headers().unwrap().clone();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        for column in columns {
            let at = titles.iter().position(|title| title == *column).unwrap();
            assert!(
                rows.iter().any(|row| &row[at] == name),
                "{command:?}: {rows:?}"
            );
        }
        if let Some(at) = titles.iter().position(|title| title == "a_metadata") {
            assert_eq!(&rows[0][at], &*odd());
        }
    }
}

/// Moves the group on, so that it differs from what was saved.
fn commit_other(scene: &OddScene, group: &str) {
    let row = json!({"topic": "orders", "partition": 0, "offset": 1, "metadata": ""});
    scene
        .checker
        .ask("commit", json!({"group": group, "offsets": [row]}));
}

#[test]
fn two_groups_that_a_terminal_shows_alike_have_two_labels() {
    let group = OddGroup::new();
    let scene = &group.scene;
    let twins = ["twin-\u{7}", "twin-\u{8}", "twin-\u{fffd}", "twin-\\u{7}"];
    twins.iter().for_each(|twin| commit(scene, twin));
    let args = [&["lag", "--format", "openmetrics"], &twins[..]].concat();
    let metrics = run(scene, &args).exits(0).stdout.clone();
    let samples = metrics
        .lines()
        .filter(|line| line.starts_with("koffset_group_committed_offset{"));
    let labels: std::collections::BTreeSet<_> = samples.clone().collect();
    assert_eq!((samples.count(), labels.len()), (4, 4), "{metrics}");
    for twin in twins {
        let label = format!("group=\"{}\"", twin.replace('\\', "\\\\"));
        assert!(metrics.contains(&label), "{label:?} in {metrics:?}");
    }
    scene
        .checker
        .ask("delete_groups", json!({ "groups": twins }));
}
