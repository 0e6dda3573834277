//! Where a change is written down, and what keeps others of its kind away meanwhile.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::document::{Begun, Entry, GroupLocks, Journal};
use crate::error::Error;
use crate::plan::Plan;

/// Who changes a group, and where that is written down.
#[derive(Clone, Debug)]
pub struct Record {
    /// `None` where no journal is kept, as asked.
    pub journal: Option<Journal>,
    /// The folder of the locks that all koffsets of this machine share.
    pub locks: PathBuf,
    pub user: String,
    pub host: String,
    pub process: u32,
    /// The command line without secrets.
    pub command_line: Vec<String>,
}

impl Record {
    /// Keeps every other koffset of this machine from changing the plan's groups until it is dropped.
    ///
    /// # Errors
    /// Refused: another one is changing one of them. Failed: a lock cannot be made.
    pub(super) fn lock(&self, plan: &Plan) -> Result<GroupLocks, Error> {
        let written = plan.groups.iter().filter(|group| group.writes());
        let ids = written.map(|group| group.id.clone()).collect();
        GroupLocks::take(&self.locks, plan.cluster_id.as_ref(), &ids)
    }

    /// Writes the plan to the journal, with every position that it replaces.
    ///
    /// # Errors
    /// Failed: it cannot be written.
    pub(super) fn begin(&self, plan: &Plan, written_at: DateTime<Utc>) -> Result<Option<Begun>, Error> {
        let entry = Entry {
            plan,
            written_at,
            user: &self.user,
            host: &self.host,
            process: self.process,
            command_line: &self.command_line,
        };
        let journal = self.journal.as_ref();
        journal.map(|journal| journal.begin(&entry)).transpose()
    }
}
