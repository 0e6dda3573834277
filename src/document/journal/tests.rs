mod damage;
mod disk;
mod ids;
mod locks;
mod search;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::plan::scene::{Scene, noon};
use crate::plan::{Outcome, OverallResult, Plan};

/// The plan that goes from 1500 to 1200.
fn plan() -> Plan {
    Scene::committed(1500).goes_to_offset(1200).plan()
}

/// A change of this plan, begun so many milliseconds after noon.
fn begun_at(journal: &Journal, plan: &Plan, milliseconds: i64) -> Begun {
    let command_line = ["koffset", "reset", "billing"].map(str::to_owned);
    let entry = Entry {
        plan,
        written_at: noon() + TimeDelta::milliseconds(milliseconds),
        user: "alice",
        host: "ops-1",
        process: 4711,
        command_line: &command_line,
    };
    journal.begin(&entry).unwrap()
}

fn begun(journal: &Journal) -> Begun {
    begun_at(journal, &plan(), 0)
}

fn journal(folder: &TempDir) -> Journal {
    Journal::open(folder.path().join("journal")).unwrap()
}

fn entry_file(journal: &Journal, begun: &Begun) -> PathBuf {
    journal.folder.join(format!("{}.json", begun.id()))
}

fn outcome_file(journal: &Journal, begun: &Begun) -> PathBuf {
    journal.folder.join(format!("{}.outcome.json", begun.id()))
}

/// Changes a document on disk.
fn edit(path: &Path, change: impl FnOnce(&mut Value)) {
    let mut document = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    change(&mut document);
    fs::write(path, document.to_string()).unwrap();
}

fn ids(journal: &Journal) -> Vec<String> {
    let listing = journal.entries().unwrap();
    listing.found.into_iter().map(|entry| entry.id).collect()
}

#[test]
fn what_was_journalled_is_read_back_with_every_commit_that_was_replaced() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let plan = plan();
    let begun = begun_at(&journal, &plan, 7);
    let read = journal.entry(begun.id()).unwrap();
    assert_eq!(read.id, begun.id());
    assert!(matches!(read.ended, Ended::Interrupted));
    assert_eq!(read.command_line, ["koffset", "reset", "billing"]);
    assert_eq!(
        (&*read.user, &*read.host, read.process),
        ("alice", "ops-1", 4711)
    );
    assert_eq!(read.koffset, env!("CARGO_PKG_VERSION"));
    assert_eq!(read.written_at, noon() + TimeDelta::milliseconds(7));
    let commits = |plan: &Plan| -> Vec<_> {
        let rows = plan.changes();
        rows.map(|(_, at, row)| (at.clone(), row.before.clone(), row.after.clone()))
            .collect()
    };
    assert_eq!(commits(&read.plan), commits(&plan));
}

#[test]
fn the_outcome_is_read_back_beside_the_change() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let begun = begun(&journal);
    let outcome = Outcome::nothing_to_do(&plan());
    let ended_at = noon() + TimeDelta::seconds(1);
    begun.complete(&outcome, ended_at).unwrap();
    let Ended::Completed {
        outcome: read,
        observed_at,
    } = journal.entry(begun.id()).unwrap().ended
    else {
        panic!("it has ended");
    };
    assert_eq!(
        (read.result(), observed_at),
        (OverallResult::Unchanged, ended_at)
    );
    assert_eq!(read, outcome);
}

#[test]
fn a_folder_that_is_not_there_holds_nothing_and_is_not_made_by_looking() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal");
    let journal = Journal::at(path.clone());
    let listing = journal.entries().unwrap();
    assert!(listing.found.is_empty() && listing.gaps.is_empty());
    assert!(journal.entry("2023").is_err());
    assert!(!path.exists());
}

#[test]
fn the_newest_change_comes_last() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let begun = [500, 90_000, 20].map(|time| begun_at(&journal, &plan(), time));
    let expected = [2, 0, 1].map(|index: usize| begun[index].id().to_owned());
    assert_eq!(ids(&journal), expected);
}

#[test]
fn what_is_removed_is_gone_with_its_outcome() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let [old, new] = [0, 5].map(|time| begun_at(&journal, &plan(), time));
    old.complete(&Outcome::nothing_to_do(&plan()), noon())
        .unwrap();
    journal.remove([old.id()]).unwrap();
    assert_eq!(ids(&journal), [new.id()]);
    assert_eq!(fs::read_dir(&journal.folder).unwrap().count(), 1);
}
