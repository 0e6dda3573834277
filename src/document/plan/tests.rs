use serde_json::{Value, json};

use super::*;
use crate::document::{Envelope, Worded};
use crate::error::{Error, ErrorKind};
use crate::model::{GroupId, LeftOut};
use crate::plan::scene::Scene;
use crate::plan::{Action, Plan, Target};

/// The document of a plan that goes from 1500 to 1200.
fn document() -> Value {
    written(&Scene::committed(1500).goes_to_offset(1200).plan())
}

fn written(plan: &Plan) -> Value {
    serde_json::to_value(Envelope::of_plan(plan).unwrap()).unwrap()
}

fn read(document: &Value) -> Result<Plan, Error> {
    read_plan(document.to_string().as_bytes())
}

#[test]
fn a_plan_that_was_read_is_the_plan_that_was_written() {
    for target in [
        Target::Earliest { plus: 0 },
        Target::Latest { minus: 3 },
        Target::Current,
    ] {
        let plan = Scene::committed(1500).goes_to(target).plan();
        let document = written(&plan);
        let read = read(&document).unwrap();
        assert_eq!(written(&read), document);
        let changes = |plan: &Plan| -> Vec<_> {
            let rows = plan.changes().map(|(_, at, change)| (at, change));
            rows.map(|(at, change)| (at.clone(), change.before.clone(), change.after.clone()))
                .collect()
        };
        assert_eq!(changes(&read), changes(&plan));
    }
}

#[test]
fn a_moment_is_written_and_no_age_of_it() {
    let mut plan = Scene::committed(1500).goes_to_offset(1200).plan();
    assert_eq!(written(&plan).get("as_of"), None, "as in the first plans");
    plan.as_of = Some(plan.observed_at - chrono::TimeDelta::hours(3));
    let document = written(&plan);
    assert_eq!(document["as_of"], "2023-11-14T19:13:20.000Z");
    assert_eq!(read(&document).unwrap().as_of, plan.as_of);
}

#[test]
fn an_edited_plan_is_refused_wherever_it_was_edited() {
    let edits: [(&str, Value); 7] = [
        ("/cluster_id", json!("elsewhere")),
        ("/observed_at", json!("2026-11-20T20:00:00.000Z")),
        ("/command", json!("seek")),
        ("/id", json!("20231114T221320Z-00000000")),
        ("/groups/0/group_id", json!("shipping")),
        ("/groups/0/changes/0/before/offset", json!(1501)),
        ("/groups/0/changes/0/after/metadata", json!("other")),
    ];
    for (place, value) in edits {
        let mut document = document();
        *document.pointer_mut(place).unwrap() = value;
        let error = read(&document).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Refused, "{place}: {error}");
        assert!(error.to_string().contains("edited"), "{place}: {error}");
    }
    let mut more = document();
    more["groups"][0]["changes"][0]["approved_by"] = json!("nobody");
    assert_eq!(read(&more).unwrap_err().kind, ErrorKind::Refused);
}

#[test]
fn a_key_that_stands_there_twice_is_no_plan() {
    let text = document().to_string();
    let twice = text.replacen("\"after\":", "\"after\":null,\"after\":", 1);
    let error = read_plan(twice.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("duplicate field"), "{error}");
}

#[test]
fn a_missing_commit_is_not_taken_for_no_commit() {
    let mut missing = document();
    let row = missing["groups"][0]["changes"][0].as_object_mut().unwrap();
    row.remove("after");
    let error = read(&missing).unwrap_err();
    assert!(
        error.to_string().contains("missing field `after`"),
        "{error}"
    );
}

#[test]
fn a_plan_that_was_refused_cannot_be_read_back() {
    let refused = Scene::committed(1500).goes_to_offset(9_999_999).plan();
    let error = read(&written(&refused)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert!(error.to_string().contains("beyond the end"), "{error}");
}

#[test]
fn the_id_is_of_the_time_and_the_digest() {
    let document = document();
    let digest = document["digest"].as_str().unwrap();
    let id = format!("20231114T221320Z-{}", &digest[..8]);
    assert_eq!(document["id"], json!(id));
    let action = &document["groups"][0]["changes"][0]["action"];
    assert_eq!(*action, json!(Action::Rewind.word()));
}

#[test]
fn a_group_stands_in_a_plan_once() {
    let mut twice = document();
    let group = twice["groups"][0].clone();
    twice["groups"].as_array_mut().unwrap().push(group);
    assert!(
        read(&signed(twice))
            .unwrap_err()
            .to_string()
            .contains("twice")
    );
}

#[test]
fn a_plan_of_before_topics_were_counted_is_read() {
    let mut before = document();
    assert_eq!(before["topics"][0]["topic"], json!("orders"));
    before.as_object_mut().unwrap().remove("topics");
    assert!(read(&signed(before)).unwrap().topics.is_empty());
}

#[test]
fn a_plan_that_says_more_than_is_known_is_not_applied_without_it() {
    let mut more = document();
    more["groups"][0]["only_if"] = json!("approved");
    let error = read(&signed(more)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert!(
        error.to_string().contains("more than this koffset knows"),
        "{error}"
    );
}

/// The document with the id and digest that its writer would have given it.
fn signed(mut document: Value) -> Value {
    let digest = form::digest(&document);
    document["id"] = json!(format!("20231114T221320Z-{}", &digest[..8]));
    document["digest"] = json!(digest);
    document
}

proptest::proptest! {
    #[test]
    fn a_plan_of_any_names_is_read_back(
        group in ".{0,8}",
        broken in "[\u{0}-\u{1f}\"\\\\]{0,4}",
        description in proptest::prelude::any::<String>(),
    ) {
        let mut plan = Scene::committed(1500).goes_to_offset(1200).plan();
        plan.groups[0].id = GroupId::new(group);
        plan.description = description;
        plan.left_out = vec![LeftOut::unchangeable(GroupId::new(broken.clone()), Some(broken))];
        let document = written(&plan);
        let read = read(&document).unwrap();
        proptest::prop_assert_eq!(&read.groups[0].id, &plan.groups[0].id);
        proptest::prop_assert_eq!(&read.left_out, &plan.left_out);
        proptest::prop_assert_eq!(written(&read), document);
    }
}
