use std::collections::BTreeSet;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::names::{EntryName, Named, outcome_path};
use super::numbering::hold_numbers;
use super::read::orphans;
use super::{Entry, JournalEntry};
use crate::document::json::write_pretty;
use crate::document::store::{is_unfinished, sync_folder};
use crate::document::{Envelope, OutcomeDocument, OutcomeOf, Target};
use crate::error::{Error, ErrorKind};
use crate::model::{ClusterId, LeftOut, path_word};
use crate::plan::Outcome;
use crate::settings::{Access, Me};

/// Numbers from here on count only in the names of this user's own entries: no number is above the last one, which
/// another user may put into a shared folder.
const FAR: u64 = 1 << 63;

/// A folder with one file for each change, and one beside it for what came of it.
#[derive(Clone, Debug)]
pub struct Journal {
    pub(super) folder: PathBuf,
    me: Me,
}

/// A change whose entry is on disk, and whose outcome is not.
#[derive(Debug)]
pub struct Begun {
    folder: PathBuf,
    id: String,
    plan_id: String,
    cluster_id: Option<ClusterId>,
    left_out: Vec<LeftOut>,
}

impl Journal {
    /// The journal in a folder, to be read by this user. The folder need not be there.
    pub fn at(folder: PathBuf, me: Me) -> Journal {
        Journal { folder, me }
    }

    /// The journal in a folder, to be written by this user. The folder and those above it are made for their owner
    /// alone where they are not there.
    ///
    /// # Errors
    /// Failed: the folder could not be made.
    pub fn open(folder: PathBuf, me: Me) -> Result<Journal, Error> {
        make(&folder).map_err(|error| unwritable(&folder, Error::failed(error)))?;
        Ok(Journal { folder, me })
    }

    /// Whether what belongs to this user may be somebody else's text: others may put what they like into a folder that
    /// they may write.
    pub(super) fn is_of_other(&self, owner: u32) -> bool {
        !self.me.believes(owner) && self.is_shared()
    }

    fn is_shared(&self) -> bool {
        fs::metadata(&self.folder).is_ok_and(|folder| self.me.is_shared(Access::of(&folder)))
    }

    /// Writes down what is about to be changed, with a number above all that are there. It has reached the disk when
    /// this returns, or it is not there.
    ///
    /// # Errors
    /// Failed: it could not be written, and nothing may be changed.
    pub fn begin(&self, entry: &Entry<'_>) -> Result<Begun, Error> {
        let failed = |error| unwritable(&self.folder, error);
        let _numbers = hold_numbers(&self.folder);
        let sequence = self.next_sequence().map_err(failed)?;
        let document = Envelope::of_entry(*entry, sequence);
        let document = document.map_err(|error| failed(Error::failed(error)))?;
        let id = &document.content.id;
        let name = EntryName {
            sequence: Some(sequence),
            id,
        };
        store(name.path(&self.folder), &document).map_err(failed)?;
        Ok(Begun {
            folder: self.folder.clone(),
            id: id.clone(),
            plan_id: document.content.plan.content.id.clone(),
            cluster_id: entry.plan.cluster_id.clone(),
            left_out: entry.plan.left_out.clone(),
        })
    }

    fn next_sequence(&self) -> Result<u64, Error> {
        let names = self.names()?;
        let entries = names.iter().filter_map(|name| Named::of(name).entry());
        let counts = |name: &EntryName<'_>| {
            name.sequence < Some(FAR) || !self.is_file_left_to_other(&name.path(&self.folder))
        };
        let last = entries.filter(counts).max();
        let sequence = last.and_then(|name| name.sequence).unwrap_or_default();
        sequence.checked_add(1).ok_or_else(|| {
            let last = last.map(|name| name.path(&self.folder).display().to_string());
            Error::failed(format!(
                "no number is above that of {}",
                last.unwrap_or_default()
            ))
        })
    }

    /// The files that a koffset left unfinished when it was killed: all on which nothing was done since then.
    ///
    /// # Errors
    /// Failed: the folder cannot be read.
    pub fn unfinished(&self, before: DateTime<Utc>) -> Result<Vec<PathBuf>, Error> {
        let names = self.names()?.into_iter().filter(|name| is_unfinished(name));
        Ok(self.older(names, before))
    }

    /// The outcomes without their entries, which a koffset left that was killed while it deleted changes.
    ///
    /// # Errors
    /// As [`Journal::unfinished`].
    pub fn orphans(&self, before: DateTime<Utc>) -> Result<Vec<PathBuf>, Error> {
        let names = self.names()?;
        Ok(self.older(orphans(&names).map(str::to_owned), before))
    }

    fn older(&self, names: impl Iterator<Item = String>, before: DateTime<Utc>) -> Vec<PathBuf> {
        let paths = names.map(|name| self.folder.join(name));
        let is_old = |path: &PathBuf| {
            let modified = fs::symlink_metadata(path).and_then(|found| found.modified());
            modified.is_ok_and(|modified| DateTime::<Utc>::from(modified) < before)
        };
        paths.filter(is_old).collect()
    }

    /// Whether a change is to be deleted by another user than this one: it is the way back of who made it.
    pub fn is_left_to_other(&self, entry: &JournalEntry) -> bool {
        let (sequence, id) = (entry.sequence, entry.id.as_str());
        self.is_file_left_to_other(&EntryName { sequence, id }.path(&self.folder))
    }

    /// Whether a file of a folder that several users write is another user's.
    pub fn is_file_left_to_other(&self, path: &Path) -> bool {
        let found = fs::symlink_metadata(path);
        found.is_ok_and(|found| !self.me.is(found.uid())) && self.is_shared()
    }

    /// Deletes files that a koffset left.
    ///
    /// # Errors
    /// Failed: one could not be deleted; those before it are.
    pub fn remove_files(&self, files: &[PathBuf]) -> Result<(), Error> {
        files.iter().try_for_each(|file| delete(file))
    }

    /// Deletes changes, with what came of them.
    ///
    /// # Errors
    /// Failed: a file could not be deleted; those of the changes before it are.
    pub fn remove<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        let (ids, names): (BTreeSet<&str>, _) = (ids.into_iter().collect(), self.names()?);
        let entries = names.iter().filter_map(|name| Named::of(name).entry());
        for name in entries.filter(|name| ids.contains(name.id)) {
            // The other way round, one that stops in between would leave what looks interrupted.
            delete(&name.path(&self.folder))?;
            let outcome = outcome_path(&self.folder, name.id);
            if !self.is_file_left_to_other(&outcome) {
                delete(&outcome)?;
            }
        }
        sync_folder(&self.folder)
            .map_err(|error| Error::failed(format!("{}: {error}", self.folder.display())))
    }
}

/// Deletes a file, where it is still there.
///
/// # Errors
/// Failed: it could not be deleted.
fn delete(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::failed(format!("{}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

impl Begun {
    /// The journal's name for the change.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Writes down what came of the change. It has reached the disk when this returns.
    ///
    /// # Errors
    /// Failed: it could not be written, and the change is listed as interrupted.
    pub fn complete(&self, outcome: &Outcome, observed_at: DateTime<Utc>) -> Result<(), Error> {
        let of = OutcomeOf {
            plan_id: &self.plan_id,
            journal_id: Some(&self.id),
            cluster_id: self.cluster_id.as_ref(),
            left_out: &self.left_out,
        };
        let document = Envelope::<OutcomeDocument<'_>>::of_outcome(outcome, of, observed_at);
        store(outcome_path(&self.folder, &self.id), &document).map_err(|error| {
            let id = &self.id;
            Error {
                hints: vec![format!(
                    "{} shows {id} as interrupted",
                    listing(&self.folder)
                )],
                ..error.context(format!("the outcome of {id} could not be journalled"))
            }
        })
    }
}

fn store(path: PathBuf, document: &impl Serialize) -> Result<(), Error> {
    Target::private(path, false)?.write(|out| {
        write_pretty(&mut *out, document)?;
        out.write_all(b"\n")
    })
}

/// The command that lists the journal of a folder.
pub(super) fn listing(folder: &Path) -> String {
    let folder = folder.display().to_string();
    format!("koffset journal list --journal-dir {}", path_word(&folder))
}

/// Makes a folder and those above it, each on disk before the next.
fn make(folder: &Path) -> io::Result<()> {
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(_) => return Err(io::Error::other("it is no folder")),
        Err(_) => {}
    }
    let above = match folder.parent() {
        Some(above) if above != Path::new("") => above,
        _ => Path::new("."),
    };
    make(above)?;
    match DirBuilder::new().mode(0o700).create(folder) {
        // Another koffset may have made it meanwhile.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made.and_then(|()| sync_folder(above)),
    }
}

fn unwritable(folder: &Path, error: Error) -> Error {
    let folder = folder.display();
    Error {
        kind: ErrorKind::Failed,
        hints: vec![
            "--journal-dir DIR takes another folder; --no-journal changes without a journal, and \
             then there is no way back"
                .to_owned(),
        ],
        ..error.context(format!("the journal in {folder} cannot be written"))
    }
}
