use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::folder::listing;
use super::form::read_entry;
use super::names::{Named, entry_path, outcome_path};
use super::{Ended, Journal, JournalEntry};
use crate::document::outcome::{ReadOutcome, read_outcome};
use crate::document::{MOST_READ, load};
use crate::error::Error;
use crate::model::{Listing, TopicPartition, named};
use crate::plan::{Outcome, Plan};

/// How many candidates an ambiguous id is answered with.
const MOST_CANDIDATES: usize = 5;

impl Journal {
    /// Every change, the newest last, and each file that tells of none. A folder that is not there holds
    /// none.
    ///
    /// # Errors
    /// Failed: the folder cannot be read.
    pub fn entries(&self) -> Result<Listing<JournalEntry>, Error> {
        Ok(self.read_of(&self.names()?, |_| true))
    }

    /// Those of the changes whose ids are wanted, and each file that tells of none.
    pub(super) fn read_of(
        &self,
        names: &BTreeSet<String>,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Listing<JournalEntry> {
        let ids = names.iter().filter_map(|name| entry_id(name));
        let mut listing = self.read_each(ids.filter(|id| is_wanted(id)));
        listing.gaps.extend(strays(names));
        listing.gaps.sort();
        listing
    }

    /// The changes of these ids in the order of time, and the files that tell of none.
    pub(super) fn read_each<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a str>,
    ) -> Listing<JournalEntry> {
        let (mut found, mut gaps) = (Vec::new(), Vec::new());
        for id in ids {
            match self.read(id) {
                Ok(entry) => found.push(entry),
                Err(error) => gaps.push(format!("{id}.json: {error}")),
            }
        }
        found.sort_by(|a, b| (a.written_at, &a.id).cmp(&(b.written_at, &b.id)));
        Listing { found, gaps }
    }

    /// The change of this id, or of the only id that begins so.
    ///
    /// # Errors
    /// Usage: an empty id. Refused: there is none, or more than one. Failed: its file is damaged.
    pub fn entry(&self, id: &str) -> Result<JournalEntry, Error> {
        if id.is_empty() {
            let error = Error::usage("the id of a change is empty");
            return Err(error.hint(format!("{} shows the ids", listing(&self.folder))));
        }
        let names = self.names()?;
        let known: Vec<&str> = names.iter().filter_map(|name| entry_id(name)).collect();
        let candidates: Vec<&str> = known
            .iter()
            .copied()
            .filter(|known| known.starts_with(id))
            .collect();
        let exact = known.contains(&id);
        let found = match candidates.as_slice() {
            _ if exact => id,
            [] => return Err(unknown(id, &self.folder)),
            [only] => only,
            several => return Err(ambiguous(id, several)),
        };
        self.read(found).map_err(|error| {
            let path = entry_path(&self.folder, found);
            error.context(path.display().to_string())
        })
    }

    /// What stands in the folder, in order.
    pub(super) fn names(&self) -> Result<BTreeSet<String>, Error> {
        let failed = |error| Error::failed(format!("{}: {error}", self.folder.display()));
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            entries => entries.map_err(failed)?,
        };
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        entries
            .map(|entry| entry.map(name).map_err(failed))
            .collect()
    }

    fn read(&self, id: &str) -> Result<JournalEntry, Error> {
        let text = fs::read(entry_path(&self.folder, id)).map_err(Error::failed)?;
        let mut entry = read_entry(&text).map_err(without_hints)?;
        if entry.id != id {
            return Err(Error::failed(format!(
                "its name is not its id, {}",
                entry.id
            )));
        }
        entry.ended = self.ended(&entry);
        Ok(entry)
    }

    fn ended(&self, entry: &JournalEntry) -> Ended {
        let path = outcome_path(&self.folder, &entry.id);
        if let Ok(false) = path.try_exists() {
            return Ended::Interrupted;
        }
        let read = load(&path, MOST_READ).and_then(|text| {
            let read = read_outcome(&text)?;
            match belongs(&read, entry) {
                true => Ok(read),
                false => Err(Error::failed("is the outcome of another change")),
            }
        });
        match read {
            Ok(read) => Ended::Completed {
                outcome: read.outcome,
                observed_at: read.observed_at,
            },
            Err(error) => Ended::Damaged(error.to_string()),
        }
    }
}

fn belongs(read: &ReadOutcome, entry: &JournalEntry) -> bool {
    let is_named = read.journal_id.as_deref() == Some(&entry.id) && read.plan_id == entry.plan_id;
    is_named && rows_of_plan(&entry.plan) == rows(&read.outcome)
}

fn rows_of_plan(plan: &Plan) -> BTreeSet<(&str, &TopicPartition)> {
    let rows = plan.changes();
    rows.map(|(group, at, _)| (group.id.as_str(), at)).collect()
}

fn rows(outcome: &Outcome) -> BTreeSet<(&str, &TopicPartition)> {
    let rows = outcome.partitions();
    rows.map(|(group, at, _)| (group.as_str(), at)).collect()
}

/// The files that belong to no change.
pub(super) fn strays(names: &BTreeSet<String>) -> Vec<String> {
    let stray = |name: &String| match Named::of(name) {
        Named::Outcome(id) if !names.contains(&format!("{id}.json")) => Some(format!(
            "{name}: is the outcome of a change that is not here"
        )),
        Named::Other => Some(format!("{name}: is no file of the journal")),
        Named::Entry(_) | Named::Outcome(_) | Named::Unfinished => None,
    };
    names.iter().filter_map(stray).collect()
}

pub(super) fn entry_id(name: &str) -> Option<&str> {
    match Named::of(name) {
        Named::Entry(id) => Some(id),
        _ => None,
    }
}

/// What helps with a document that an operator names is no help with a file of koffset's own.
fn without_hints(error: Error) -> Error {
    Error {
        hints: Vec::new(),
        ..error
    }
}

/// No other is suggested: what looks like the id that was meant is another change of the same second.
fn unknown(id: &str, folder: &Path) -> Error {
    Error::refused(format!("the journal holds no change {}", named(id)))
        .hint(format!("{} shows what there is", listing(folder)))
}

fn ambiguous(id: &str, candidates: &[&str]) -> Error {
    let shown = candidates.len().min(MOST_CANDIDATES);
    let list = candidates[candidates.len() - shown..].join(", ");
    let more = match candidates.len() - shown {
        0 => String::new(),
        more => format!(" and {more} before them"),
    };
    Error::refused(format!(
        "{} changes begin with {id}: {list}{more}",
        candidates.len()
    ))
    .hint("write more of the id")
}
