//! `koffset schema`. That all JSON of all tests is as its schema says is seen to in `support::schema`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use koffset::document::WRITTEN;
use serde_json::Value;

use crate::support::koffset::{Run, journal};
use crate::support::scene::Scene;
use crate::support::schema::check_text;

#[test]
fn without_a_name_all_names_are_listed_with_what_they_are() {
    let run = Run::of(["schema"]).with_status(0);
    let listed: Vec<&str> = run
        .stdout
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let names: Vec<&str> = WRITTEN.iter().map(|written| written.name).collect();
    assert_eq!(listed, names);
    run.prints("koffset.plan")
        .prints("--save-plan")
        .says_nothing();
}

#[test]
fn each_schema_is_a_valid_one_and_allows_keys_to_be_added() {
    for written in WRITTEN {
        let run = Run::of(["schema", written.name]).with_status(0);
        let schema = run.json();
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        assert_eq!(schema["title"], written.name);
        jsonschema::meta::validate(&schema).unwrap();
        assert!(
            !run.stdout.contains("additionalProperties"),
            "{}",
            written.name
        );
        assert!(!run.stdout.contains("$ref"), "{}", written.name);
    }
}

#[test]
fn a_schema_names_the_kind_and_the_version_of_its_document() {
    let schema = Run::of(["schema", "koffset.lag"]).json();
    assert_eq!(schema["properties"]["schema"]["const"], "koffset.lag");
    assert_eq!(schema["properties"]["version"]["const"], 1);
    let snapshot = Run::of(["schema", "koffset.snapshot"]).json();
    assert_eq!(
        snapshot["properties"]["schema"]["const"],
        "koffset.snapshot"
    );
}

/// Kinds are found in the source, so that a new one without a schema is noticed.
#[test]
fn each_kind_of_document_has_a_schema() {
    let mut kinds = BTreeSet::new();
    kinds_in(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
        &mut kinds,
    );
    assert!(kinds.contains("koffset.snapshot"), "{kinds:?}");
    let described: BTreeSet<String> = WRITTEN.iter().map(|w| w.name.to_owned()).collect();
    let missing: Vec<_> = kinds.difference(&described).collect();
    assert!(missing.is_empty(), "no schema of {missing:?}");
}

/// Each `("koffset.kind", version)` of the source.
fn kinds_in(folder: &Path, kinds: &mut BTreeSet<String>) {
    let declared = regex::Regex::new(r#"\("(koffset\.[a-z_-]+)", \d+\)"#).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => kinds_in(&path, kinds),
            false => {
                let text = fs::read_to_string(&path).unwrap();
                kinds.extend(
                    declared
                        .captures_iter(&text)
                        .map(|found| found[1].to_owned()),
                );
            }
        }
    }
}

#[test]
fn an_unknown_name_is_a_usage_error_with_the_nearest_one() {
    let run = Run::of(["schema", "koffset.lags"]).with_status(2);
    run.says("koffset.lag").prints_nothing();
}

#[test]
fn what_stands_in_the_journals_folder_is_as_its_schemas_say() {
    let scene = Scene::with_orders(&[4], &[Some(1)]);
    let line = "reset {}billing -t {}orders --to-latest --yes";
    scene.koffset(line).exits(0);
    let files: Vec<Value> = fs::read_dir(journal())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| fs::read_to_string(path).unwrap())
        .inspect(|text| check_text(text))
        .map(|text| serde_json::from_str(&text).unwrap())
        .collect();
    let kinds: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| file["schema"].as_str())
        .collect();
    assert_eq!(
        kinds,
        BTreeSet::from(["koffset.journal", "koffset.outcome"])
    );
}

#[test]
#[should_panic(expected = "Unevaluated properties are not allowed ('unnamed' was unexpected)")]
fn a_key_that_no_schema_names_is_noticed() {
    let scene = Scene::with_orders(&[1], &[]);
    let mut document = scene.koffset("range {}orders --format json").json();
    document["partitions"][0]["unnamed"] = 1.into();
    check_text(&document.to_string());
}
