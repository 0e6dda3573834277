//! Checks all hints that koffset gives in tests: an option that one names is one of the command that was called, or of
//! the command that the hint names.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::process::Command;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::Regex;

/// The commands, and after those that have some the commands below them.
const COMMANDS: [&str; 21] = [
    "access",
    "apply",
    "completions",
    "context",
    "convert",
    "copy",
    "count",
    "delete-offsets",
    "diff",
    "group",
    "journal",
    "lag",
    "man",
    "plan",
    "range",
    "reset",
    "schema",
    "seek",
    "snapshot",
    "undo",
    "watch",
];
const PARENTS: [&str; 4] = ["context", "group", "journal", "plan"];

/// What has options of its own.
static OTHER_PROGRAM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\.sh\b|\b(?:aws|cargo|keytool|kinit|klist)\b").unwrap());
static OPTION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s(])(--[a-z][a-z-]*|-X)").unwrap());

/// The help of each command, once it was asked for.
static HELP: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

/// Checks what a call of koffset with these arguments said.
///
/// # Panics
/// Where a hint names an option that is not there.
#[track_caller]
pub fn check<'a>(args: impl IntoIterator<Item = &'a OsStr>, stderr: &str) {
    let args: Vec<&str> = args.into_iter().filter_map(OsStr::to_str).collect();
    let Some(called) = command_of(&args) else {
        return;
    };
    for hint in hints(stderr).filter(|hint| !OTHER_PROGRAM.is_match(hint)) {
        let named = hint.split_once("koffset ").and_then(|(_, rest)| {
            let words: Vec<&str> = rest.split_whitespace().collect();
            command_of(&words)
        });
        let commands: Vec<&String> = [Some(&called), named.as_ref()]
            .into_iter()
            .flatten()
            .collect();
        for option in options(hint) {
            let is_there = commands.iter().any(|command| has_option(command, option));
            assert!(is_there, "{option} is no option of {commands:?}: {hint}");
        }
    }
}

/// The hints among what koffset said.
pub fn hints(stderr: &str) -> impl Iterator<Item = &str> {
    let lines = stderr.lines();
    lines.filter_map(|line| line.trim_start().strip_prefix("hint: "))
}

/// The options that a text names.
pub fn options(text: &str) -> impl Iterator<Item = &str> {
    let found = OPTION.captures_iter(text);
    let found = found.filter_map(|found| found.get(1));
    // What goes on is a part of a name.
    let whole = found.filter(|found| !text[found.end()..].starts_with('{'));
    whole.map(|found| found.as_str())
}

/// Whether any command has such an option.
pub fn is_option(option: &str) -> bool {
    let below = [
        "context add",
        "context show",
        "group list",
        "journal list",
        "journal prune",
    ];
    let mut commands = COMMANDS.iter().chain(&below);
    commands.any(|command| has_option(command, option))
}

fn command_of(words: &[&str]) -> Option<String> {
    let at = words.iter().position(|word| COMMANDS.contains(word))?;
    match words.get(at + 1) {
        Some(below)
            if PARENTS.contains(&words[at]) || (words[at], *below) == ("snapshot", "show") =>
        {
            Some(format!("{} {below}", words[at]))
        }
        _ => Some(words[at].to_owned()),
    }
}

fn has_option(command: &str, option: &str) -> bool {
    let mut known = HELP.lock().unwrap_or_else(PoisonError::into_inner);
    let help = known.entry(command.to_owned()).or_insert_with(|| {
        let mut koffset = Command::new(env!("CARGO_BIN_EXE_koffset"));
        koffset.args(command.split(' ')).arg("--help");
        String::from_utf8(koffset.output().unwrap().stdout).unwrap()
    });
    let is_end = |c: char| !c.is_ascii_lowercase() && c != '-';
    let mut found = help.match_indices(option);
    found.any(|(at, _)| help[at + option.len()..].starts_with(is_end))
}
