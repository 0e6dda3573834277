//! Everything that koffset parses, each as a function of any bytes: it reads or refuses, what it has read it can write, and
//! what it has written it reads again.

use std::fs;
use std::io;
use std::path::Path;
use std::str::FromStr;

use chrono::DateTime;
use koffset::commands::settings::me;
use koffset::document::{Journal, read_count, read_plan, read_snapshot, snapshot_text};
use koffset::foreign::read_offsets;
use koffset::model::{NamePattern, TopicSelector};
use koffset::settings::{CommandConfig, Contexts, read_properties};
use koffset::{
    model::{TimeContext, Zone, parse_duration, parse_time, parse_timeout},
    plan::parse_target,
};

type Parser = fn(&[u8]);

/// The parsers by the names of their fuzz targets and of their folders of seeds.
#[allow(dead_code, reason = "a fuzz target calls one by its name")]
pub const PARSERS: [(&str, Parser); 10] = [
    ("command_config", command_config),
    ("contexts", contexts),
    ("count", count),
    ("journal", journal),
    ("names", names),
    ("offsets", offsets),
    ("outcome", outcome),
    ("plan", plan),
    ("snapshot", snapshot),
    ("targets", targets),
];

/// The id of the seeds' journal entries: an entry's file bears its id.
pub const ID: &str = "20261130T224952Z-7aa5fd6b";
const ENTRY: &[u8] = include_bytes!("seeds/journal/earliest.json");

pub fn snapshot(bytes: &[u8]) {
    if let Ok(snapshot) = read_snapshot(bytes) {
        let text = snapshot_text(&snapshot).expect("what was read can be written");
        assert_eq!(read_snapshot(&text).as_ref().ok(), Some(&snapshot));
    }
}

pub fn plan(bytes: &[u8]) {
    let _ = read_plan(bytes);
}

pub fn count(bytes: &[u8]) {
    let _ = read_count(bytes);
}

pub fn journal(bytes: &[u8]) {
    in_journal(bytes, None);
}

pub fn outcome(bytes: &[u8]) {
    in_journal(ENTRY, Some(bytes));
}

fn in_journal(entry: &[u8], outcome: Option<&[u8]>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: String, bytes| fs::write(folder.path().join(name), bytes);
    write(format!("{ID}.json"), entry).expect("an entry");
    if let Some(outcome) = outcome {
        write(format!("{ID}.outcome.json"), outcome).expect("an outcome");
    }
    let journal = Journal::at(folder.path().to_owned(), me());
    let listed = journal.entries().expect("a folder that can be listed");
    assert!(listed.found.len() + listed.gaps.len() > 0);
    assert_eq!(journal.entry(ID).is_ok(), !listed.found.is_empty());
}

pub fn offsets(bytes: &[u8]) {
    if let Ok(file) = read_offsets(bytes) {
        // Not every format that is read is written.
        if let Ok(text) = file.write() {
            assert_eq!(read_offsets(text.as_bytes()).as_ref().ok(), Some(&file));
        }
    }
}

pub fn command_config(bytes: &[u8]) {
    let file = Path::new("client.properties");
    let _ = CommandConfig::read(bytes, file, &|_| Err(io::ErrorKind::NotFound.into()));
}

pub fn contexts(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        let _ = Contexts::read(text, Path::new("config.toml"));
    }
}

pub fn targets(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let now = DateTime::from_timestamp_millis(1_795_000_000_000).expect("a time");
    let context = TimeContext {
        now,
        zone: Some(Zone::Utc),
        local: |time| Ok(time.and_local_timezone(chrono::Utc)),
    };
    let _ = parse_target(text, &context);
    if let Ok(time) = parse_time(text, &context) {
        assert!(time <= now, "{time} is in the future");
    }
    let _ = parse_duration(text);
    let _ = parse_timeout(text);
}

pub fn names(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let _ = TopicSelector::from_str(text);
    let _ = read_properties(&[text.to_owned()]);
    if let Ok(pattern) = NamePattern::from_str(text) {
        let _ = pattern.matches("billing-eu.orders");
    }
}
