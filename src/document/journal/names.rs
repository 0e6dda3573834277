use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const ENTRY: &str = ".json";
const OUTCOME: &str = ".outcome.json";

/// What a file of the journal's folder is, by its name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named<'a> {
    Entry(EntryName<'a>),
    Outcome(&'a str),
    /// One that is being written, or was never finished.
    Unfinished,
    Other,
}

/// The name of an entry's file. The order is that of the changes, so far as names tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EntryName<'a> {
    /// The number of the change, larger than that of every change whose entry was there when this one began: unlike
    /// the wall clock, it only grows. Changes that began at the same time may share one where the folder cannot be
    /// locked. `None` where a koffset wrote
    /// the entry that knew no numbers yet.
    pub(super) sequence: Option<u64>,
    pub(super) id: &'a str,
}

impl<'a> Named<'a> {
    pub(super) fn of(name: &'a str) -> Self {
        match (name.strip_suffix(OUTCOME), name.strip_suffix(ENTRY)) {
            _ if name.starts_with('.') => Named::Unfinished,
            (Some(id), _) if !id.is_empty() => Named::Outcome(id),
            (None, Some(stem)) if !stem.is_empty() => Named::Entry(EntryName::of(stem)),
            _ => Named::Other,
        }
    }

    pub(super) fn entry(self) -> Option<EntryName<'a>> {
        match self {
            Named::Entry(name) => Some(name),
            Named::Outcome(_) | Named::Unfinished | Named::Other => None,
        }
    }
}

impl<'a> EntryName<'a> {
    fn of(stem: &'a str) -> Self {
        let numbered = stem.rsplit_once('.').and_then(|(id, written)| {
            let sequence: u64 = written.parse().ok()?;
            let sequence = Some(sequence).filter(|number| number.to_string() == written);
            sequence.map(|_| EntryName { sequence, id })
        });
        numbered.unwrap_or(EntryName {
            sequence: None,
            id: stem,
        })
    }

    pub(super) fn file_name(&self) -> String {
        let id = self.id;
        match self.sequence {
            Some(sequence) => format!("{id}.{sequence}{ENTRY}"),
            None => format!("{id}{ENTRY}"),
        }
    }

    pub(super) fn path(&self, folder: &Path) -> PathBuf {
        folder.join(self.file_name())
    }
}

pub(super) fn outcome_path(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}{OUTCOME}"))
}

/// The outcomes whose entries are not there: their changes were pruned, and never are the last.
pub(super) fn orphans(names: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    let entries = names.iter().filter_map(|name| Named::of(name).entry());
    let ids: BTreeSet<&str> = entries.map(|name| name.id).collect();
    names.iter().map(String::as_str).filter(move |name| {
        let named = Named::of(name);
        matches!(named, Named::Outcome(id) if !ids.contains(id))
    })
}
