//! Checks all JSON that koffset writes in tests against the schemas that it gives of it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use koffset::document::WRITTEN;
use serde_json::{Map, Value};

/// The options that name a file to write.
const FILES: [&str; 2] = ["--output", "--save-plan"];

/// The schemas, and they forbid here what they do not name: a key that is written has to be described.
static SCHEMAS: LazyLock<BTreeMap<&str, Validator>> = LazyLock::new(|| {
    let strict = WRITTEN.iter().map(|written| {
        let schema = closed(written.schema(), Place::Value);
        let validator = jsonschema::draft202012::new(&schema);
        (
            written.name,
            validator.unwrap_or_else(|error| panic!("{}: {error}", written.name)),
        )
    });
    strict.collect()
});

/// Checks what a call of koffset with these arguments wrote, to stdout and to a file.
///
/// # Panics
/// Where it is not as its schema says.
#[track_caller]
pub fn check<'a>(args: impl IntoIterator<Item = &'a OsStr>, stdout: &str) {
    let args: Vec<&str> = args.into_iter().filter_map(OsStr::to_str).collect();
    check_text(stdout);
    if args.contains(&"jsonl") {
        check_lines(&args, stdout);
    }
    let files = args.windows(2).filter(|pair| FILES.contains(&pair[0]));
    // A device has no end.
    for pair in files.filter(|pair| Path::new(pair[1]).is_file()) {
        check_text(&fs::read_to_string(pair[1]).unwrap_or_default());
    }
}

/// Checks one text, where it is a document of koffset's.
#[track_caller]
pub fn check_text(text: &str) {
    if let Ok(document) = serde_json::from_str::<Value>(text)
        && let Some(kind) = kind_of(&document)
    {
        check_value(&kind, &document);
    }
}

fn kind_of(document: &Value) -> Option<String> {
    let kind = document["schema"].as_str()?;
    let is_shown = kind == "koffset.journal" && document.get("result").is_some();
    let kind = if is_shown {
        "koffset.journal.shown"
    } else {
        kind
    };
    kind.starts_with("koffset.").then(|| kind.to_owned())
}

#[track_caller]
fn check_lines(args: &[&str], stdout: &str) {
    let kind = match args {
        _ if args.contains(&"group") => "groups",
        _ if args.contains(&"journal") => "journal_list",
        _ => ["count", "diff", "lag", "range", "watch"]
            .into_iter()
            .find(|command| args.contains(command))
            .unwrap_or_else(|| panic!("lines of {args:?} have no schema")),
    };
    for line in stdout.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let kind = match line.get("difference") {
            Some(_) => "count-diff",
            None => kind,
        };
        let kind = kind_of(&line).unwrap_or_else(|| format!("koffset.{kind}.line"));
        check_value(&kind, &line);
    }
}

#[track_caller]
fn check_value(kind: &str, value: &Value) {
    let schema = SCHEMAS
        .get(kind)
        .unwrap_or_else(|| panic!("{kind} has no schema"));
    let wrong: Vec<String> = schema
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        wrong.is_empty(),
        "{kind} is not as its schema says:\n{wrong:#?}\n{value:#}"
    );
}

/// Where a schema stands in another.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// It says all that there is to say of a value.
    Value,
    /// It says a part of it, and others say more.
    Part,
}

/// The schema, forbidding each key that it does not name.
fn closed(schema: Value, place: Place) -> Value {
    let Value::Object(keywords) = schema else {
        return schema;
    };
    let each = |keyword: (String, Value)| {
        let (name, value) = keyword;
        let value = closed_within(&name, value);
        (name, value)
    };
    let mut keywords: Map<String, Value> = keywords.into_iter().map(each).collect();
    if place == Place::Value {
        keywords.insert("unevaluatedProperties".to_owned(), false.into());
    }
    keywords.into()
}

fn closed_within(keyword: &str, value: Value) -> Value {
    let all = |values: Vec<Value>| values.into_iter().map(|part| closed(part, Place::Part));
    match (keyword, value) {
        ("properties", Value::Object(keys)) => {
            let keys = keys.into_iter();
            keys.map(|(key, value)| (key, closed(value, Place::Value)))
                .collect()
        }
        ("items", value) => closed(value, Place::Value),
        ("oneOf" | "anyOf" | "allOf", Value::Array(parts)) => all(parts).collect(),
        (_, value) => value,
    }
}
