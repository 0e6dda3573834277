//! The document that a command leaves on stdout where it ends without its product.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::koffset::Run;
use crate::support::scene::Scene;

/// The document of a run, which says the same as its exit code and its stderr.
#[track_caller]
fn error(run: &Run, status: i32, kind: &str) -> Value {
    let document = run.exits(status).json();
    let keys: BTreeSet<&str> = document
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expected = "cluster_id details error exit_code hints incomplete kind observed_at result schema version";
    assert_eq!(keys, expected.split(' ').collect(), "{document:#}");
    assert_eq!(document["schema"], "koffset.error");
    assert_eq!(document["version"], 1);
    assert_eq!(document["exit_code"], status);
    assert_eq!(document["kind"], kind);
    assert_eq!(document["result"], "unchanged");
    for line in document["error"].as_str().unwrap().lines() {
        run.says(line.trim_start());
    }
    for hint in document["hints"].as_array().unwrap() {
        run.says(&format!("hint: {}\n", hint.as_str().unwrap()));
    }
    document
}

#[test]
fn a_group_that_is_not_known_is_refused_in_json_too() {
    let scene = Scene::with_orders(&[3], &[Some(1)]);
    for command in ["lag", "group describe"] {
        let run = scene.koffset(&format!("{command} {{}}bilings --format json"));
        error(&run, 3, "refused");
    }
    let run = scene.koffset("range {}order --format jsonl");
    let document = error(&run, 3, "refused");
    assert_eq!(run.stdout.lines().count(), 1);
    assert_eq!(document["hints"], json!(["did you mean orders?"]));
}

#[test]
fn a_change_that_is_not_agreed_to_or_has_become_stale_is_told_in_json() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let reset = "reset {}billing -t {}orders --to-latest";
    let run = scene.koffset(&format!("{reset} --format json"));
    error(&run, 6, "declined");
    scene
        .koffset(&format!("{reset} --save-plan plan.json"))
        .exits(0);
    scene.commit("billing", "orders", &[Some(5)]);
    let run = scene.koffset("apply plan.json --yes --format json");
    let document = error(&run, 3, "refused");
    let message = document["error"].as_str().unwrap();
    assert!(message.contains("the commit was 4 and is 5"), "{message}");
    assert_eq!(document["details"].as_array().unwrap().len(), 1);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 5)]);
}

#[test]
fn what_makes_no_sense_after_it_was_read_is_told_in_json() {
    let scene = Scene::with_orders(&[1], &[Some(0)]);
    let run = scene.koffset("undo --yes --format json");
    error(&run, 2, "usage");
    let run = Run::of(["range", "orders", "--format", "json"]);
    let document = error(&run, 2, "usage");
    assert_eq!(document["error"], "which cluster is not said");
    let run = Run::of(["journal", "show", "none", "--format", "json"]);
    error(&run, 3, "refused");
}

#[test]
fn a_product_stands_alone_and_other_forms_hold_no_json() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let blocked = "reset {}billing -t {}orders --to-latest --yes --max-skip 1 --format json";
    let plan = scene.koffset(blocked).with_status(3).json();
    assert_eq!(plan["schema"], "koffset.plan");
    for form in ["--format table", "--format csv", ""] {
        scene
            .koffset(&format!("range {{}}none {form}"))
            .exits(3)
            .prints_nothing();
    }
    Run::of(["range", "--format", "json", "--none"])
        .exits(2)
        .prints_nothing();
}
