//! The direction of dependencies: a name that points the wrong way fails here.

mod names;
mod rules;

use std::fs;
use std::path::{Path, PathBuf};

use names::Source;
use rules::{RULES, Rule};

#[test]
fn every_name_in_the_sources_points_the_right_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&root);
    assert!(files.len() > 10, "the sources are not where they should be");
    let findings: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let place = file.strip_prefix(&root).unwrap().to_str().unwrap();
            findings(place, &fs::read_to_string(file).unwrap())
        })
        .collect();
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What is wrong with the text of a file, where `place` is its path below `src/`.
fn findings(place: &str, text: &str) -> Vec<String> {
    let source = Source::read(place, text);
    RULES
        .iter()
        .filter(|rule| rule.binds(place))
        .flat_map(|rule| {
            let broken = rule.broken_by(&source);
            broken.map(|name| format!("src/{place}: {name}: {}", rule.says))
        })
        .collect()
}

/// Which rules a text breaks, by what they say.
fn broken(place: &str, text: &str) -> Vec<&'static str> {
    let source = Source::read(place, text);
    let breaks = |rule: &&Rule| rule.binds(place) && rule.broken_by(&source).next().is_some();
    RULES.iter().filter(breaks).map(|rule| rule.says).collect()
}

/// Texts that each break the one rule of which a part is given.
const BAD: &[(&str, &str, &str)] = &[
    ("plan/a.rs", "use crate::kafka::ReadCluster;", "pure"),
    ("plan/a.rs", "use crate::{model::Offset, kafka};", "pure"),
    ("plan/a.rs", "use super::super::ui::Ui;", "pure"),
    ("plan/mod.rs", "use super::ui::Ui;", "pure"),
    ("compare/a.rs", "use crate::commands::Session;", "pure"),
    (
        "plan/a.rs",
        "use crate as c; fn f() { c::ui::ask(); }",
        "pure",
    ),
    ("plan/a.rs", "use crate::*;", "pure"),
    (
        "plan/a.rs",
        "mod tests { use super::super::super::clock::Clock; }",
        "pure",
    ),
    (
        "model/a.rs",
        "fn f() { let _ = crate::clock::SystemClock; }",
        "pure",
    ),
    (
        "model/a.rs",
        "fn f(c: &dyn crate::kafka::ReadCluster) {}",
        "pure",
    ),
    ("settings/a.rs", "use std::env;", "pure"),
    ("settings/a.rs", "fn f() { std::env::var(\"A\"); }", "pure"),
    ("settings/a.rs", "use std::*;", "pure"),
    (
        "document/a.rs",
        "use std::io; fn f() { io::stdout(); }",
        "pure",
    ),
    ("document/a.rs", "use std::io::stderr as err;", "pure"),
    ("render/a.rs", "fn f() { println!(\"a\"); }", "pure"),
    ("render/a.rs", "fn f() { std::eprint!(\"a\"); }", "pure"),
    (
        "foreign/a.rs",
        "fn f() { format!(\"{}\", crate::commands::x()); }",
        "pure",
    ),
    ("foreign.rs", "use crate::commands::range;", "pure"),
    ("plan/a.rs", "use crate::observe::Observer;", "pure"),
    ("observe/a.rs", "use crate::plan::Plan;", "observe/"),
    ("observe/a.rs", "use crate::commands::Session;", "observe/"),
    ("observe/a.rs", "use crate::ui::Ui;", "observe/"),
    (
        "observe/a.rs",
        "fn f(x: &crate::render::Page) {}",
        "observe/",
    ),
    (
        "observe/a.rs",
        "use crate::clock::{Clock, Deadline};",
        "observe/",
    ),
    (
        "observe/a.rs",
        "use crate::kafka::ChangeGroups;",
        "observe/",
    ),
    (
        "observe/a.rs",
        "#[derive(clap::Args)] struct Args;",
        "observe/",
    ),
    (
        "commands/lag/run.rs",
        "use crate::commands::snapshot::run;",
        "sibling",
    ),
    ("commands/seek.rs", "use super::reset::run;", "sibling"),
    ("commands/scope.rs", "use super::group::list;", "sibling"),
    (
        "model/a.rs",
        "#[derive(serde::Serialize)] struct S;",
        "serde",
    ),
    ("model/a.rs", "use serde::Serialize;", "serde"),
    ("commands/a.rs", "use rdkafka::ClientConfig;", "rdkafka"),
    ("lib.rs", "extern crate rdkafka;", "rdkafka"),
    (
        "main.rs",
        "fn f() { rdkafka_sys::rd_kafka_version(); }",
        "rdkafka",
    ),
    ("commands/a.rs", "use dialoguer::Input;", "dialoguer"),
    ("ui/a.rs", "use ratatui::Frame;", "ratatui"),
    (
        "commands/watch/a.rs",
        "use ratatui::crossterm::event;",
        "ratatui",
    ),
    ("commands/a.rs", "use crossterm::event;", "ratatui"),
    ("watch/a.rs", "use crate::ui::Picture;", "pure"),
    ("plan/a.rs", "use anyhow::Context;", "anyhow"),
    (
        "ui/a.rs",
        "fn f() -> anyhow::Result<()> { anyhow::bail!(\"a\") }",
        "anyhow",
    ),
    (
        "commands/scope.rs",
        "use crate::kafka::ChangeGroups;",
        "ChangeGroups",
    ),
    (
        "commands/scope.rs",
        "use crate::kafka as k; fn f(c: &dyn k::ChangeGroups) {}",
        "ChangeGroups",
    ),
    ("commands/scope.rs", "use crate::kafka::*;", "ChangeGroups"),
    (
        "main.rs",
        "use koffset::kafka::ChangeGroups;",
        "ChangeGroups",
    ),
    (
        "commands/a.rs",
        "use chrono::Utc; fn f() { Utc::now(); }",
        "now",
    ),
    ("commands/a.rs", "fn f() { chrono::Local::now(); }", "now"),
    (
        "commands/a.rs",
        "use std::time::Instant as I; fn f() { I::now(); }",
        "now",
    ),
    (
        "ui/a.rs",
        "fn f() { vec![std::time::SystemTime::now()]; }",
        "now",
    ),
    (
        "ui/a.rs",
        "use std::thread; fn f() { thread::sleep(d); }",
        "now",
    ),
    ("ui/a.rs", "use std::thread::sleep;", "now"),
    ("kafka/client.rs", "fn f() { unsafe { g() } }", "unsafe"),
    ("kafka/client.rs", "#![allow(unsafe_code)]", "unsafe"),
    ("plan/a.rs", "unsafe impl Send for X {}", "unsafe"),
];

/// Texts that no rule forbids.
const GOOD: &[(&str, &str)] = &[
    (
        "kafka/client.rs",
        "use rdkafka::ClientConfig; use crate::clock::Deadline;",
    ),
    (
        "kafka/native/a.rs",
        "#![allow(unsafe_code)] fn f() { unsafe { g() } }",
    ),
    ("kafka/native.rs", "fn f() { unsafe { g() } }"),
    (
        "ui/prompt.rs",
        "use dialoguer::Input; fn f() { std::io::stderr(); }",
    ),
    ("ui/screen/a.rs", "use ratatui::crossterm::event::poll;"),
    (
        "commands/a.rs",
        "use anyhow::Context; use crate::kafka::ReadCluster;",
    ),
    ("commands/apply.rs", "use crate::kafka::ChangeGroups;"),
    (
        "clock.rs",
        "fn f() { chrono::Utc::now(); std::thread::sleep(d); }",
    ),
    (
        "plan/a.rs",
        "//! As [`crate::kafka`] says.\nuse crate::error::Error; use crate::model::*;",
    ),
    ("plan/a.rs", "mod tests { use super::*; }"),
    (
        "plan/kafka.rs",
        "mod ui {} fn f() { self::ui::x(); super::clock::y(); }",
    ),
    (
        "observe/a.rs",
        "use crate::clock::Deadline; use crate::error::Error; use crate::kafka::{ReadCluster, ReadRecords};",
    ),
    (
        "commands/lag/run.rs",
        "use crate::commands::lag::LagArgs; use crate::commands::Session; use crate::commands::scope::TopicArgs;",
    ),
    ("commands/seek/tests.rs", "use crate::commands::reset::run;"),
    (
        "document/a.rs",
        "use std::io::{self, Write}; use serde::Serialize;",
    ),
    (
        "foreign/a.rs",
        "fn now() {} fn f() { now(); clock.now(); sleep(); }",
    ),
];

#[test]
fn each_rule_is_broken_by_what_it_forbids() {
    for (place, text, expected) in BAD {
        let found = broken(place, text);
        assert!(
            found.iter().any(|says| says.contains(expected)),
            "{place}: {text}: broke {found:?}"
        );
    }
    for rule in RULES {
        let tried = BAD.iter().any(|(.., part)| rule.says.contains(part));
        assert!(tried, "no bad text for: {}", rule.says);
    }
}

#[test]
fn no_rule_is_broken_by_what_is_allowed() {
    for (place, text) in GOOD {
        assert_eq!(findings(place, text), Vec::<String>::new(), "{text}");
    }
}
