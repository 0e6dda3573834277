//! `koffset schema`. That all JSON of all tests is as its schema says is seen to in `support::schema`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use koffset::document::WRITTEN;
use serde_json::{Value, json};

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
    run.prints("a partition, or with --summary a group or topic, of koffset lag\n");
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

#[test]
fn each_key_of_each_schema_is_described() {
    let mut undescribed = BTreeSet::new();
    for written in WRITTEN {
        each_property(&written.schema(), &mut |key, property| {
            if property["description"].as_str().is_none_or(str::is_empty) {
                undescribed.insert(format!("{}: {key}", written.name));
            }
        });
    }
    assert!(undescribed.is_empty(), "{undescribed:#?}");
}

#[test]
fn an_instant_is_a_date_and_time() {
    for written in WRITTEN {
        each_property(&written.schema(), &mut |key, property| {
            if key.ends_with("_at") || key.ends_with("_time") {
                assert_eq!(property["format"], "date-time", "{key}");
            }
        });
    }
}

#[test]
fn words_of_a_closed_set_are_listed() {
    let plan = Run::of(["schema", "koffset.plan"]).json();
    let group = &plan["properties"]["groups"]["items"];
    let change = &group["properties"]["changes"]["items"]["properties"];
    let actions = ["keep", "rewind", "advance", "create", "delete"];
    assert_eq!(change["action"]["enum"], json!(actions));
    let outcome = Run::of(["schema", "koffset.outcome"]).json();
    let results = ["applied", "unchanged", "partial", "unknown"];
    assert_eq!(outcome["properties"]["result"]["enum"], json!(results));
}

/// Visits each property of a schema, however deep.
fn each_property(schema: &Value, visit: &mut impl FnMut(&str, &Value)) {
    match schema {
        Value::Object(keys) => {
            let properties = keys.get("properties").and_then(Value::as_object);
            for (key, property) in properties.into_iter().flatten() {
                visit(key, property);
            }
            keys.values().for_each(|value| each_property(value, visit));
        }
        Value::Array(values) => values.iter().for_each(|value| each_property(value, visit)),
        _ => (),
    }
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
        if path.is_dir() {
            kinds_in(&path, kinds)
        } else {
            let text = fs::read_to_string(&path).unwrap();
            kinds.extend(
                declared
                    .captures_iter(&text)
                    .map(|found| found[1].to_owned()),
            );
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
