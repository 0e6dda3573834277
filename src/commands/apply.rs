//! The one place that writes: lock, journal, recheck, commit, read back, outcome.

mod read_back;
mod recheck;
mod requests;
mod send;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::Session;
use super::record::Record;
use crate::document::Journal;
use crate::error::Error;
use crate::kafka::{ChangeGroups, ReadOnly};
use crate::model::GroupId;
use crate::plan::{
    GroupOutcome, GroupPlan, Outcome, PartitionOutcome, Plan, Removal, Sent, Tried, judge,
    judge_removal, undone,
};
use read_back::{ReadBack, read_back};
use recheck::Recheck;
use send::{GroupSent, unsent};

pub use recheck::{IDLE, check_drift};

/// The means to change a cluster. Only this module can use it.
pub struct Applier {
    changes: Arc<dyn ChangeGroups>,
    record: Record,
    on_sending: Box<dyn Fn()>,
    /// The context that lets nothing be changed.
    read_only: Option<String>,
}

/// What came of a plan, and what was written down of it.
pub struct Applied {
    pub outcome: Outcome,
    /// The journal's id of the change; `None` where no journal is kept.
    pub journal_id: Option<String>,
    /// The command that takes it back, where a journal is kept and there is something to bring back.
    pub undo: Option<String>,
    /// Why the outcome is not in the journal, where it should be.
    pub unrecorded: Option<Error>,
}

impl Applied {
    /// The outcome of what was not sent, and so is in no journal.
    pub fn of(outcome: Outcome) -> Self {
        Applied {
            outcome,
            journal_id: None,
            undo: None,
            unrecorded: None,
        }
    }
}

impl Applier {
    /// `on_sending` is told before the first byte of a change goes out. It must not block.
    pub fn new(
        changes: Arc<dyn ChangeGroups>,
        record: Record,
        on_sending: impl Fn() + 'static,
    ) -> Self {
        Applier {
            changes,
            record,
            on_sending: Box::new(on_sending),
            read_only: None,
        }
    }

    /// Plans can be made with it, and nothing changed: it holds no means to.
    pub fn read_only(context: String, record: Record) -> Self {
        Applier {
            read_only: Some(context),
            ..Applier::new(Arc::new(ReadOnly), record, || {})
        }
    }

    /// Checks that a change may be made at all.
    ///
    /// # Errors
    /// Refused: the context is read-only.
    pub fn check_may_change(&self) -> Result<(), Error> {
        match &self.read_only {
            Some(context) => Err(Error::refused(format!("context {context} is read-only"))
                .hint("--dry-run only shows what would change")),
            None => Ok(()),
        }
    }

    /// The journal, to be read.
    ///
    /// # Errors
    /// Failed: there is no place for one.
    pub fn journal(&self) -> Result<Journal, Error> {
        self.record.journal()
    }

    /// The command that takes back the change of this id.
    pub fn undo(&self, id: &str) -> String {
        self.record.undo(id)
    }

    /// The command that looks into the journal, such as `koffset journal list`.
    pub fn look(&self, words: &str) -> String {
        self.record.look(words)
    }

    /// Makes sure of what a change needs beside the cluster, before anybody is asked about it.
    ///
    /// # Errors
    /// Failed: the journal's folder cannot be made.
    pub fn prepare(&self) -> Result<(), Error> {
        self.record.prepare()
    }

    /// Carries out a plan that nothing blocks, if the world is still as the plan saw it.
    ///
    /// # Errors
    /// Refused: the context is read-only, something has moved since, another koffset is at it, or commits cannot be removed. Failed
    /// or interrupted: the recheck did not come to its end, or the journal cannot be written. Once something
    /// was sent there is an outcome, and no error.
    pub fn apply(&self, plan: &Plan, session: &mut Session<'_>) -> Result<Applied, Error> {
        self.check_may_change()?;
        let clock = session.deadline.clock();
        let locks = self.record.lock(plan, clock.now())?;
        self.check_removals(plan, session.deadline)?;
        let begun = self.record.begin(plan, clock.now())?;
        let complete = |outcome: &Outcome| {
            let completed = begun.as_ref().map(|it| it.complete(outcome, clock.now()));
            completed.and_then(Result::err)
        };
        let Sending { outcome, window } =
            match locks.check().and_then(|()| self.carry_out(plan, session)) {
                Ok(sending) => sending,
                Err(error) => {
                    if let Some(unrecorded) = complete(&unsent_outcome(plan, &error)) {
                        session.ui.warning(format_args!("journal: {unrecorded}"));
                    }
                    return Err(error);
                }
            };
        let unrecorded = complete(&outcome);
        let window = window.as_secs_f64() * 1_000.0;
        session.ui.detail(format_args!(
            "from the recheck of a group to the answer to its change: {window:.1} ms"
        ));
        if let Some(begun) = &begun {
            session.ui.status(format_args!("journal  {}", begun.id()));
        }
        let undoable = begun.as_ref();
        let undoable = undoable.filter(|_| !undone(plan, Some(&outcome)).is_empty());
        Ok(Applied {
            undo: undoable.map(|begun| self.record.undo(begun.id())),
            outcome,
            journal_id: begun.map(|begun| begun.id().to_owned()),
            unrecorded,
        })
    }

    /// Looks again and sends. Nothing in here writes to a terminal or a disk: what blocks there would stand between
    /// the last look at a group and its change.
    ///
    /// # Errors
    /// As [`Recheck::begin`] and [`Recheck::renew`], while nothing has been sent.
    fn carry_out(&self, plan: &Plan, session: &Session<'_>) -> Result<Sending, Error> {
        let mut recheck = Recheck::begin(plan, session, &*self.changes)?;
        (self.on_sending)();
        // After it, so that no Ctrl-C falls between the two and is lost.
        session.deadline.check()?;
        let deadline = session.deadline.uninterruptible();
        let mut sent: BTreeMap<&GroupId, GroupSent> = BTreeMap::new();
        let mut window = Duration::ZERO;
        for group in plan.groups.iter().filter(|group| group.writes()) {
            if !sent.values().all(GroupSent::is_acknowledged) {
                break;
            }
            let group_sent = match recheck.renew(group, &deadline) {
                Ok(()) => self.send(group, &mut recheck, &deadline),
                Err(error) if sent.is_empty() => return Err(error),
                Err(error) => GroupSent::Nothing(unsent(&error)),
            };
            window = window.max(recheck.age(group, &deadline));
            sent.insert(&group.id, group_sent);
        }
        let doubt = sent.values().any(GroupSent::is_doubtful);
        let read_back = read_back(plan, session.cluster, &deadline, doubt);
        Ok(Sending {
            outcome: outcome(plan, sent, &read_back),
            window,
        })
    }
}

/// What came of sending a plan.
struct Sending {
    outcome: Outcome,
    /// The longest time from what was last known of a group to the answer to its change: what somebody else committed
    /// meanwhile may have been overwritten.
    window: Duration,
}

/// The outcome of a plan of which nothing was sent, for this reason.
fn unsent_outcome(plan: &Plan, why: &Error) -> Outcome {
    let written = plan.groups.iter().filter(|group| group.writes());
    let sent = written.map(|group| (&group.id, GroupSent::Nothing(unsent(why))));
    outcome(plan, sent.collect(), &ReadBack::none(plan))
}

fn outcome(plan: &Plan, sent: BTreeMap<&GroupId, GroupSent>, read_back: &ReadBack) -> Outcome {
    let ended = plan.groups.iter().map(|group| {
        let ended = ended(group, sent.get(&group.id), read_back);
        (group.id.clone(), ended)
    });
    Outcome {
        groups: ended.collect(),
    }
}

fn ended(group: &GroupPlan, sent: Option<&GroupSent>, read_back: &ReadBack) -> GroupOutcome {
    let tried = |tried: Option<Tried>| tried.unwrap_or_else(|| Tried::once(Sent::NotSent));
    let removal = group.remove_group.then(|| {
        let tried = tried(sent.and_then(GroupSent::removal));
        let judged = judge_removal(tried.sent.clone(), read_back.is_there(&group.id));
        Removal {
            late_copy: tried.late_copy(judged.status),
            ..judged
        }
    });
    let partitions = group.changes.iter().map(|(partition, change)| {
        let tried = tried(sent.and_then(|sent| sent.at(partition)));
        let there = read_back.stored_for(&group.id, partition);
        let judged = judge(change, tried.sent.clone(), there);
        let row = PartitionOutcome {
            late_copy: tried.late_copy(judged.status),
            ..judged
        };
        (partition.clone(), row)
    });
    GroupOutcome {
        removal,
        partitions: partitions.collect(),
    }
}
