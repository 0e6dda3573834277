mod properties;

use super::*;
use crate::model::{GroupId, Snapshot, TopicPartition};

const ONE_GROUP: &str = r#"{
  "schema": "koffset.snapshot",
  "version": 1,
  "created_at": "2026-11-20T20:04:11.000Z",
  "cluster_id": "MkU3OEVBNTcwNTJENDM2Qg",
  "all_topics": true,
  "nothing_hidden": true,
  "incomplete": [],
  "left_out": [],
  "groups": [
    {
      "group_id": "billing",
      "type": "classic",
      "state": "empty",
      "offsets": [
        {
          "topic": "orders",
          "topic_id": "b2ZmZXQtdG9waWMtaWQtMQ",
          "partition": 0,
          "committed": {
            "offset": 204118,
            "leader_epoch": 3,
            "metadata": "noted"
          },
          "log_start": 120001,
          "end": 205312,
          "last_stable": 205300
        },
        {
          "topic": "orders",
          "topic_id": "b2ZmZXQtdG9waWMtaWQtMQ",
          "partition": 1,
          "committed": null,
          "log_start": null,
          "end": null,
          "last_stable": null,
          "range_error": "no leader"
        },
        {
          "topic": "orders",
          "topic_id": null,
          "partition": 2,
          "committed": null,
          "error": "a transaction is pending",
          "log_start": 0,
          "end": 0,
          "last_stable": 0
        }
      ]
    }
  ]
}
"#;

fn written(snapshot: &Snapshot) -> String {
    String::from_utf8(snapshot_text(snapshot).unwrap()).unwrap()
}

fn problem(text: &str) -> String {
    read_snapshot(text.as_bytes()).unwrap_err().to_string()
}

/// What is said of the document with one piece of its text replaced.
fn problem_with(piece: &str, replacement: &str) -> String {
    assert!(ONE_GROUP.contains(piece), "{piece}");
    problem(&ONE_GROUP.replacen(piece, replacement, 1))
}

#[test]
fn the_document_holds_what_the_design_names() {
    let read = read_snapshot(ONE_GROUP.as_bytes()).unwrap();
    assert_eq!(written(&read), ONE_GROUP);
    assert!(read.is_partial());
    let offsets = &read.groups[&GroupId::new("billing")].offsets;
    let saved = &offsets[&TopicPartition::new("orders", 0)];
    let committed = saved.committed.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(committed.offset.get(), 204_118);
    assert_eq!(committed.leader_epoch, Some(3));
    let failed = &offsets[&TopicPartition::new("orders", 2)].committed;
    assert_eq!(*failed, Err("a transaction is pending".to_owned()));
}

#[test]
fn a_key_of_a_later_koffset_changes_nothing() {
    let text = ONE_GROUP.replace("\"offset\": 204118", "\"offset\": 204118, \"later\": [1]");
    let plain = read_snapshot(ONE_GROUP.as_bytes()).unwrap();
    assert_eq!(read_snapshot(text.as_bytes()).unwrap(), plain);
}

#[test]
fn what_is_no_snapshot_is_named() {
    assert_eq!(problem(""), "is empty");
    assert_eq!(problem(" \n"), "is empty");
    assert_eq!(
        problem("hello"),
        "is no koffset.snapshot document: it is no JSON"
    );
    assert_eq!(
        problem(r#"[{"topic": "t", "partition": 0, "offset": 1}]"#),
        "is no koffset.snapshot document: it is a JSON array"
    );
    assert_eq!(
        problem(r#"{"partitions": [], "version": 1}"#),
        "is no koffset.snapshot document: it is JSON without a schema"
    );
    assert_eq!(
        problem_with("koffset.snapshot", "koffset.plan"),
        "is no koffset.snapshot document: it is a koffset.plan document"
    );
    assert_eq!(
        problem("\"orders\",0,17\n"),
        "is no koffset.snapshot document: it is no JSON"
    );
}

#[test]
fn a_version_that_is_not_known_is_refused() {
    assert_eq!(
        problem_with("\"version\": 1", "\"version\": 2"),
        "is version 2 of koffset.snapshot, and this koffset reads no version after 1"
    );
    for (written, shown) in [
        ("0", "0"),
        ("-1", "-1"),
        ("\"1\"", "\"1\""),
        ("null", "null"),
    ] {
        assert_eq!(
            problem_with("\"version\": 1", &format!("\"version\": {written}")),
            format!("version: {shown} is no version of koffset.snapshot")
        );
    }
}

#[test]
fn a_document_that_is_cut_off_anywhere_is_refused() {
    for end in 1..ONE_GROUP.trim_end().len() {
        let cut = problem(&ONE_GROUP[..end]);
        assert!(cut.starts_with("is cut off at line "), "{end}: {cut}");
    }
    assert_eq!(problem(&ONE_GROUP[..100]), "is cut off at line 5 column 6");
}

#[test]
fn damaged_json_names_its_place() {
    assert_eq!(
        problem(&format!("{ONE_GROUP}x")),
        "is no valid JSON: trailing characters at line 53 column 1"
    );
    assert_eq!(
        problem_with("\"state\": \"empty\",", "\"state\": \"empty\""),
        "is no valid JSON: expected `,` or `}` at line 15 column 7"
    );
}

#[test]
fn a_value_that_cannot_be_names_its_place() {
    let offset = |value: &str| problem_with("204118", value);
    assert_eq!(
        offset("-1"),
        "groups[0].offsets[0].committed.offset: invalid value: integer `-1`, expected a whole \
         number from 0 to 9223372036854775807 at line 21 column 24"
    );
    for (value, shown) in [
        (
            "9223372036854775808",
            "invalid value: integer `9223372036854775808`",
        ),
        ("1.5", "invalid type: floating point `1.5`"),
        ("\"7\"", "invalid type: string \"7\""),
        ("null", "invalid type: null"),
    ] {
        let place = "groups[0].offsets[0].committed.offset: ";
        let found = offset(value);
        assert!(found.starts_with(&format!("{place}{shown}")), "{found}");
    }
    let partition = problem_with("\"partition\": 1", "\"partition\": 2147483648");
    assert!(
        partition.starts_with("groups[0].offsets[1].partition: "),
        "{partition}"
    );
    assert!(partition.contains("0 to 2147483647"), "{partition}");
    let state = problem_with("\"state\": \"empty\"", "\"state\": \"asleep\"");
    assert!(
        state.starts_with("groups[0].state: unknown variant `asleep`"),
        "{state}"
    );
    let time = problem_with("2026-11-20T20:04:11.000Z", "2026-11-20 20:04");
    assert!(
        time.starts_with("created_at: \"2026-11-20 20:04\" is no RFC 3339"),
        "{time}"
    );
}

#[test]
fn a_missing_commit_does_not_pass_for_no_commit() {
    let found = problem_with("          \"committed\": null,\n", "");
    assert!(
        found.starts_with("groups[0].offsets[1]: missing field `committed`"),
        "{found}"
    );
}

#[test]
fn what_stands_twice_is_refused() {
    assert_eq!(
        problem_with("\"partition\": 1", "\"partition\": 0"),
        "groups[0].offsets[1]: orders:0 is in group billing twice"
    );
    let (head, groups) = ONE_GROUP.split_once("\"groups\": [").unwrap();
    let group = groups.trim_end().trim_end_matches(['}', ']', '\n', ' ']);
    let twice = format!("{head}\"groups\": [{group}}}]}},{group}}}]}}]}}");
    assert_eq!(problem(&twice), "groups[1]: group billing is in it twice");
}

#[test]
fn what_contradicts_itself_is_refused() {
    assert_eq!(
        problem_with("\"end\": 205312", "\"end\": 7"),
        "groups[0].offsets[0]: no log begins at 120001, is stable up to 205300 and ends at 7"
    );
    assert_eq!(
        problem_with("\"end\": 205312", "\"end\": null"),
        "groups[0].offsets[0]: log_start, end and last_stable are only there together"
    );
    assert_eq!(
        problem_with(
            "\"last_stable\": 205300",
            "\"last_stable\": 205300, \"range_error\": \"x\""
        ),
        "groups[0].offsets[0]: has both a range and a range_error"
    );
    assert_eq!(
        problem_with(
            "\"log_start\": 120001",
            "\"log_start\": 120001, \"error\": \"x\""
        ),
        "groups[0].offsets[0]: has both a commit and an error"
    );
    assert_eq!(
        problem_with(
            "\"state\": \"empty\"",
            "\"state\": \"empty\", \"error\": \"x\""
        ),
        "groups[0]: has both an error of the whole group and offsets"
    );
}
