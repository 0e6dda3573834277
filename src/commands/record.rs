//! Where a change is written down, and what keeps others of its kind away meanwhile.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::journal_folder::{self, JournalDirArgs};
use super::settings::me;
use crate::document::{Begun, Entry, GroupLocks, Holder, Journal};
use crate::error::Error;
use crate::plan::Plan;

/// Whether and where a change is written down.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct RecordArgs {
    #[command(flatten)]
    pub dir: JournalDirArgs,
    /// Changes without writing it down: then there is no way back
    #[arg(long, help_heading = "Change")]
    pub no_journal: bool,
}

/// Who changes a group, and where that is written down.
#[derive(Clone, Debug)]
pub struct Record {
    /// Where the journal is.
    pub dir: JournalDirArgs,
    /// Whether a change is written down there; otherwise it was said that it is not to be.
    pub is_kept: bool,
    /// The folder of the locks that all koffsets of this machine share.
    pub locks: PathBuf,
    pub user: String,
    pub host: String,
    pub process: u32,
    /// The command line without secrets.
    pub command_line: Vec<String>,
}

impl Record {
    /// What a command's arguments, `properties` of librdkafka among them, and this process come to.
    pub fn new(args: &RecordArgs, properties: &[String]) -> Self {
        Record {
            dir: args.dir.clone(),
            is_kept: !args.no_journal,
            locks: journal_folder::lock_folder(),
            user: journal_folder::user(),
            host: journal_folder::host(),
            process: std::process::id(),
            command_line: journal_folder::command_line(properties),
        }
    }

    /// The journal, to be read.
    ///
    /// # Errors
    /// Failed: there is no place for one.
    pub fn journal(&self) -> Result<Journal, Error> {
        self.dir.folder().map(|folder| Journal::at(folder, me()))
    }

    /// The command that takes back the change of this id.
    pub(super) fn undo(&self, id: &str) -> String {
        self.dir.undo(id)
    }

    /// The command that looks into the journal, such as `koffset journal list`.
    pub(super) fn look(&self, words: &str) -> String {
        self.dir.look(words)
    }

    /// Makes the journal's folder, if one is kept.
    ///
    /// # Errors
    /// Failed: it cannot be made.
    pub fn prepare(&self) -> Result<(), Error> {
        if self.is_kept {
            Journal::open(self.dir.folder()?, me()).map(drop)
        } else {
            Ok(())
        }
    }

    /// Keeps every other koffset of this machine from changing the plan's groups until it is dropped.
    ///
    /// # Errors
    /// Refused: another one is changing one of them. Failed: a lock cannot be made.
    pub(super) fn lock(&self, plan: &Plan, since: DateTime<Utc>) -> Result<GroupLocks, Error> {
        let written = plan.groups.iter().filter(|group| group.writes());
        let holder = Holder {
            process: self.process,
            user: &self.user,
            since,
        };
        let ids = written.map(|group| &group.id);
        GroupLocks::take(&self.locks, plan.cluster_id.as_ref(), ids, holder)
    }

    /// Writes the plan to the journal, with every position that it replaces, if one is kept.
    ///
    /// # Errors
    /// Failed: it cannot be written.
    pub(super) fn begin(
        &self,
        plan: &Plan,
        written_at: DateTime<Utc>,
    ) -> Result<Option<Begun>, Error> {
        if !self.is_kept {
            return Ok(None);
        }
        let entry = Entry {
            plan,
            written_at,
            user: &self.user,
            host: &self.host,
            process: self.process,
            command_line: &self.command_line,
        };
        Journal::open(self.dir.folder()?, me())?
            .begin(&entry)
            .map(Some)
    }
}
