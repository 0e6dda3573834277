use std::path::{Path, PathBuf};

const ENTRY: &str = ".json";
const OUTCOME: &str = ".outcome.json";

/// What a file of the journal's folder is, by its name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named<'a> {
    Entry(&'a str),
    Outcome(&'a str),
    /// One that is being written, or was never finished.
    Unfinished,
    Other,
}

impl<'a> Named<'a> {
    pub(super) fn of(name: &'a str) -> Self {
        match (name.strip_suffix(OUTCOME), name.strip_suffix(ENTRY)) {
            _ if name.starts_with('.') => Named::Unfinished,
            (Some(id), _) if !id.is_empty() => Named::Outcome(id),
            (None, Some(id)) if !id.is_empty() => Named::Entry(id),
            _ => Named::Other,
        }
    }
}

pub(super) fn entry_path(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}{ENTRY}"))
}

pub(super) fn outcome_path(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}{OUTCOME}"))
}
