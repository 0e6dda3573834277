mod damage;
mod disk;
mod ids;
mod locks;
mod search;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;

use chrono::TimeDelta;
use serde_json::Value;
use tempfile::TempDir;

use super::names::Named;
use super::*;
use crate::plan::scene::{Scene, noon};
use crate::plan::{Outcome, OverallResult, Plan};
use crate::settings::Me;

/// The plan that goes from 1500 to 1200.
fn plan() -> Plan {
    Scene::committed(1500).goes_to_offset(1200).plan()
}

/// A change of this plan, begun so many milliseconds after noon.
fn begin_at(
    journal: &Journal,
    plan: &Plan,
    milliseconds: i64,
) -> Result<Begun, crate::error::Error> {
    let command_line = ["koffset", "reset", "billing"].map(str::to_owned);
    let entry = Entry {
        plan,
        written_at: noon() + TimeDelta::milliseconds(milliseconds),
        user: "alice",
        host: "ops-1",
        process: 4711,
        command_line: &command_line,
    };
    journal.begin(&entry)
}

fn begun_at(journal: &Journal, plan: &Plan, milliseconds: i64) -> Begun {
    begin_at(journal, plan, milliseconds).unwrap()
}

fn begun(journal: &Journal) -> Begun {
    begun_at(journal, &plan(), 0)
}

/// Whoever runs the test.
fn me() -> Me {
    Me {
        user: rustix::process::geteuid().as_raw(),
        sudo_user: None,
        private_groups: [None; 2],
    }
}

/// Lets everybody write the folder of a journal.
fn share(journal: &Journal) {
    let all = fs::Permissions::from_mode(0o1777);
    fs::set_permissions(&journal.folder, all).unwrap();
}

fn journal(folder: &TempDir) -> Journal {
    Journal::open(folder.path().join("journal"), me()).unwrap()
}

fn entry_file(journal: &Journal, begun: &Begun) -> PathBuf {
    file_of(journal, begun.id())
}

/// The file of the entry with this id.
fn file_of(journal: &Journal, id: &str) -> PathBuf {
    let names = journal.names().unwrap();
    let mut entries = names.iter().filter_map(|name| Named::of(name).entry());
    let name = entries.find(|name| name.id == id).unwrap();
    name.path(&journal.folder)
}

/// A change as a koffset wrote it down that knew no numbers, and its id.
fn without_number(journal: &Journal, milliseconds: i64) -> String {
    let begun = begun_at(journal, &plan(), milliseconds);
    let file = entry_file(journal, &begun);
    let entry = journal.entry(begun.id()).unwrap();
    let document: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let id = entry
        .entry()
        .id(None, document["plan"]["digest"].as_str().unwrap());
    edit(&file, |document| {
        document.as_object_mut().unwrap().remove("sequence");
        document["id"] = Value::from(&*id);
    });
    fs::rename(file, journal.folder.join(format!("{id}.json"))).unwrap();
    id
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
    let journal = Journal::at(path.clone(), me());
    let listing = journal.entries().unwrap();
    assert!(listing.found.is_empty() && listing.gaps.is_empty());
    assert!(journal.entry("2023").is_err());
    assert!(!path.exists());
}

#[test]
fn the_newest_change_comes_last_whatever_the_clock_said() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let begun = [500, 90_000, 20].map(|time| begun_at(&journal, &plan(), time));
    assert_eq!(ids(&journal), begun.each_ref().map(Begun::id));
    let listed = journal.entries().unwrap().found;
    let numbers: Vec<_> = listed.iter().map(|entry| entry.sequence).collect();
    assert_eq!(numbers, [Some(1), Some(2), Some(3)]);
    let last = journal.last(|_| true).unwrap().listing;
    assert_eq!(last.found[0].id, begun[2].id());
}

#[test]
fn changes_without_a_number_come_before_those_with_one_by_their_time() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let old = [90_000, 20].map(|time| without_number(&journal, time));
    assert_eq!(journal.last(|_| true).unwrap().listing.found[0].id, old[0]);
    let new = begun_at(&journal, &plan(), 500);
    let listing = journal.entries().unwrap();
    assert_eq!(listing.gaps, [""; 0]);
    let listed: Vec<_> = listing.found.iter().map(|entry| &*entry.id).collect();
    assert_eq!(listed, [&*old[1], &*old[0], new.id()]);
    assert_eq!(listing.found[2].sequence, Some(1));
    assert_eq!(
        journal.last(|_| true).unwrap().listing.found[0].id,
        new.id()
    );
    assert_eq!(journal.entry(&old[0]).unwrap().id, old[0]);
}

#[test]
fn a_number_is_above_all_that_are_there_also_after_others_were_removed() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let [first, second, third] = [1, 2, 3].map(|time| begun_at(&journal, &plan(), time));
    journal.remove([first.id(), second.id()]).unwrap();
    let fourth = begun_at(&journal, &plan(), 0);
    assert_eq!(ids(&journal), [third.id(), fourth.id()]);
}

/// Needs the right to give a file away.
#[test]
fn no_number_of_another_user_keeps_the_number_from_growing() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let first = begun_at(&journal, &plan(), 1);
    let far = journal.folder.join(format!("theirs.{}.json", u64::MAX));
    fs::write(&far, "{}").unwrap();
    share(&journal);
    if std::os::unix::fs::chown(&far, Some(12345), None).is_err() {
        return;
    }
    let second = begun_at(&journal, &plan(), 0);
    assert_eq!(ids(&journal), [first.id(), second.id()]);
    let numbers = [&first, &second].map(|begun| journal.entry(begun.id()).unwrap().sequence);
    assert_eq!(numbers, [Some(1), Some(2)]);
}

#[test]
fn a_last_number_of_ones_own_is_told_with_its_file() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let far = journal.folder.join(format!("mine.{}.json", u64::MAX));
    fs::write(&far, "{}").unwrap();
    let error = begin_at(&journal, &plan(), 1).unwrap_err().to_string();
    assert!(error.ends_with(&far.display().to_string()), "{error}");
}

#[test]
fn changes_that_begin_together_have_numbers_of_their_own() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    thread::scope(|scope| {
        for time in 0..8 {
            let journal = &journal;
            scope.spawn(move || drop(begun_at(journal, &plan(), time)));
        }
    });
    let listed = journal.entries().unwrap().found;
    let numbers: Vec<_> = listed.iter().filter_map(|entry| entry.sequence).collect();
    assert_eq!(numbers, (1..=8).collect::<Vec<_>>());
}

/// Needs the right to give a file away.
#[test]
fn a_change_of_another_user_is_told_and_never_the_last() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let [mine, theirs] = [1, 2].map(|time| begun_at(&journal, &plan(), time));
    for begun in [&mine, &theirs] {
        let outcome = Outcome::nothing_to_do(&plan());
        begun.complete(&outcome, noon()).unwrap();
    }
    assert!(journal.entry(theirs.id()).unwrap().owner_uid.is_none());
    let give = |path: &Path| std::os::unix::fs::chown(path, Some(12345), None);
    if give(&outcome_file(&journal, &mine)).is_err() {
        return;
    }
    give(&entry_file(&journal, &theirs)).unwrap();
    let only_here = journal.entry(theirs.id()).unwrap();
    assert_eq!(only_here.owner_uid, None, "nobody else may write there");
    let last = journal.last(|_| true).unwrap();
    assert_eq!(last.listing.found[0].id, theirs.id());
    assert!(last.newer_of_others.is_empty());
    share(&journal);
    let entry = journal.entry(theirs.id()).unwrap();
    assert_eq!(entry.owner_uid, Some(12345));
    assert!(
        matches!(entry.ended, Ended::Damaged(_)),
        "{:?}",
        entry.ended
    );
    fs::write(entry_file(&journal, &theirs), "{").unwrap();
    let last = journal.last(|_| true).unwrap();
    assert_eq!(last.newer_of_others, [theirs.id()]);
    let last = last.listing;
    assert_eq!(last.gaps, [""; 0]);
    assert_eq!(last.found[0].id, mine.id());
    let Ended::Damaged(why) = &last.found[0].ended else {
        panic!("an outcome of another user is believed");
    };
    assert!(why.starts_with("belongs to uid 12345"), "{why}");
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
