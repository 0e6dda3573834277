use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::folder::listing;
use super::form::read_entry;
use super::lock_file::{open_plain, plain};
use super::names::{EntryName, Named, orphans, outcome_path};
use super::{Ended, Journal, JournalEntry};
use crate::document::outcome::{ReadOutcome, read_outcome};
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
        is_wanted: impl Fn(EntryName<'_>) -> bool,
    ) -> Listing<JournalEntry> {
        let entries = names.iter().filter_map(|name| Named::of(name).entry());
        let mut listing = self.read_each(entries.filter(|name| is_wanted(*name)));
        listing.gaps.extend(strays(names));
        let orphans = orphans(names);
        listing.gaps.extend(
            orphans.map(|name| format!("{name}: is the outcome of a change that is not here")),
        );
        listing.gaps.sort();
        listing
    }

    /// The changes of these names in their order, those without a number first, and the files that tell of none.
    pub(super) fn read_each<'a>(
        &self,
        names: impl IntoIterator<Item = EntryName<'a>>,
    ) -> Listing<JournalEntry> {
        let (mut found, mut gaps) = (Vec::new(), Vec::new());
        for name in names {
            match self.read(name) {
                Ok(entry) => found.push(entry),
                Err(error) => gaps.push(format!("{}: {error}", name.file_name())),
            }
        }
        let order = |entry: &JournalEntry| (entry.sequence, entry.written_at);
        found.sort_by(|a: &JournalEntry, b| (order(a), &a.id).cmp(&(order(b), &b.id)));
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
        let known = names.iter().filter_map(|name| Named::of(name).entry());
        let mut candidates: Vec<EntryName<'_>> =
            known.filter(|known| known.id.starts_with(id)).collect();
        if candidates.iter().any(|known| known.id == id) {
            candidates.retain(|known| known.id == id);
        }
        let found = match candidates.as_slice() {
            [] => return Err(unknown(id, &self.folder)),
            [only] => *only,
            several => return Err(ambiguous(id, several)),
        };
        self.read(found).map_err(|error| {
            let path = found.path(&self.folder);
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

    fn read(&self, name: EntryName<'_>) -> Result<JournalEntry, Error> {
        let (text, owner) = read_file(&name.path(&self.folder)).map_err(Error::failed)?;
        let mut entry = read_entry(&text).map_err(without_hints)?;
        let written = EntryName {
            sequence: entry.sequence,
            id: &entry.id,
        };
        if written != name {
            let written = written.file_name();
            return Err(Error::failed(format!("its name is not its id, {written}")));
        }
        entry.ended = self.ended(&entry, owner);
        entry.owner_uid = Some(owner).filter(|owner| self.is_of_other(*owner));
        Ok(entry)
    }

    fn ended(&self, entry: &JournalEntry, owner: u32) -> Ended {
        let path = outcome_path(&self.folder, &entry.id);
        if let Ok(false) = path.try_exists() {
            return Ended::Interrupted;
        }
        let text = read_file(&path).map_err(Error::failed);
        let read = text.and_then(|(text, theirs)| {
            if theirs != owner && [theirs, owner].iter().any(|uid| self.is_of_other(*uid)) {
                let message = format!("belongs to uid {theirs}, and its entry to uid {owner}");
                return Err(Error::failed(message));
            }
            let read = read_outcome(&text)?;
            if belongs(&read, entry) {
                Ok(read)
            } else {
                Err(Error::failed("is the outcome of another change"))
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

/// The text of a file of the journal, and the number of the user whom it belongs to.
pub(super) fn read_file(path: &Path) -> io::Result<(Vec<u8>, u32)> {
    let mut file = open_plain(&plain(), path)?;
    let found = file.metadata()?;
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    Ok((text, found.uid()))
}

/// The files that may be changes, and are not known to be.
pub(super) fn strays(names: &BTreeSet<String>) -> Vec<String> {
    let others = names.iter().filter(|name| Named::of(name) == Named::Other);
    others
        .map(|name| format!("{name}: is no file of the journal"))
        .collect()
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

fn ambiguous(id: &str, candidates: &[EntryName<'_>]) -> Error {
    let candidates: Vec<&str> = candidates.iter().map(|name| name.id).collect();
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
