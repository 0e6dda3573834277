use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::locks::is_held_by;
use crate::model::GroupId;
use crate::plan::{Outcome, OverallResult, Plan};

/// How far two clocks that are right may be apart.
const CLOCK_DIFFERENCE: TimeDelta = TimeDelta::minutes(1);

/// A change that is about to be carried out.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub plan: &'a Plan,
    pub written_at: DateTime<Utc>,
    pub user: &'a str,
    pub host: &'a str,
    /// The number of koffset's process on that host.
    pub process: u32,
    /// The program's name and arguments, without secrets.
    pub command_line: &'a [String],
}

/// A change as the journal holds it.
#[derive(Clone, Debug)]
pub struct JournalEntry {
    pub id: String,
    /// By which the newest change is told; `None` where a koffset wrote the entry that knew no numbers yet.
    pub sequence: Option<u64>,
    /// The number of the user whom the entry's file belongs to, where that is another one: what it says is theirs.
    pub owner_uid: Option<u32>,
    pub plan: Plan,
    /// The id of the plan's document.
    pub plan_id: String,
    pub written_at: DateTime<Utc>,
    pub user: String,
    pub host: String,
    pub process: u32,
    /// The version of the koffset that wrote it.
    pub koffset: String,
    pub command_line: Vec<String>,
    pub ended: Ended,
}

/// What the journal says of a change's end.
#[derive(Clone, Debug)]
pub enum Ended {
    /// It came to an end, which was written down at this time.
    Completed {
        outcome: Outcome,
        observed_at: DateTime<Utc>,
    },
    /// There is no outcome: koffset was ended in between, or is still at it.
    Interrupted,
    /// There is no outcome yet: the koffset that began it holds the locks of its groups.
    Running,
    /// There is an outcome, and it cannot be read, for this reason.
    Damaged(String),
}

impl JournalEntry {
    /// What came of the change, where that was written down and can be read.
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.ended {
            Ended::Completed { outcome, .. } => Some(outcome),
            Ended::Interrupted | Ended::Running | Ended::Damaged(_) => None,
        }
    }

    /// Whether it was written later than now, by more than clocks differ.
    pub fn is_of_the_future(&self, now: DateTime<Utc>) -> bool {
        self.written_at - CLOCK_DIFFERENCE > now
    }

    /// Whether anything may be other than before: all but a change of which nothing was taken.
    pub fn may_have_changed(&self) -> bool {
        self.outcome()
            .is_none_or(|outcome| outcome.result() != OverallResult::Unchanged)
    }

    /// Tells a change that a koffset of this host is still at from one that was interrupted, by its locks in
    /// this folder.
    pub fn look_if_running(&mut self, host: &str, locks: &Path) {
        let is_held = |group: &str| {
            let (cluster_id, group) = (self.plan.cluster_id.as_ref(), GroupId::new(group));
            is_held_by(self.process, locks, cluster_id, &group)
        };
        let has_no_end = matches!(self.ended, Ended::Interrupted) && self.host == host;
        if has_no_end && self.written_groups().any(is_held) {
            self.ended = Ended::Running;
        }
    }

    /// The entry as it was given to the journal.
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            plan: &self.plan,
            written_at: self.written_at,
            user: &self.user,
            host: &self.host,
            process: self.process,
            command_line: &self.command_line,
        }
    }
}

impl Entry<'_> {
    /// The journal's name for it: its second, and eight digits that tell it from others in that second.
    pub(super) fn id(&self, sequence: Option<u64>, plan_digest: &str) -> String {
        let (millisecond, process) = (self.written_at.timestamp_millis(), self.process);
        let mut told_apart = format!("{plan_digest}\0{millisecond}\0{process}\0{}", self.host);
        if let Some(sequence) = sequence {
            told_apart += &format!("\0{sequence}");
        }
        let hash = Sha256::digest(told_apart);
        let time = self.written_at.format("%Y%m%dT%H%M%SZ");
        let digits: String = hash[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{time}-{digits}")
    }
}
