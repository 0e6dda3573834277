//! The one place that writes: lock, recheck, journal, commit, read back, outcome.

mod read_back;
mod recheck;
mod send;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Session;
use super::record::Record;
use crate::document::Journal;
use crate::error::Error;
use crate::kafka::ChangeGroups;
use crate::model::GroupId;
use crate::plan::{GroupOutcome, GroupPlan, Outcome, Plan, Sent, judge, judge_removal, undone};
use read_back::{ReadBack, read_back};
use recheck::recheck;
use send::GroupSent;

pub use recheck::check_drift;

/// The means to change a cluster. Only this module can use it.
pub struct Applier {
    changes: Arc<dyn ChangeGroups>,
    record: Record,
    on_sending: Box<dyn Fn()>,
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
    /// `on_sending` is told before the first byte of a change goes out.
    pub fn new(
        changes: Arc<dyn ChangeGroups>,
        record: Record,
        on_sending: impl Fn() + 'static,
    ) -> Self {
        Applier {
            changes,
            record,
            on_sending: Box::new(on_sending),
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
    /// Refused: something has moved since, another koffset is at it, or commits cannot be removed. Failed
    /// or interrupted: the recheck did not come to its end, or the journal cannot be written. Once something
    /// was sent there is an outcome, and no error.
    pub fn apply(&self, plan: &Plan, session: &mut Session<'_>) -> Result<Applied, Error> {
        let locks = self.record.lock(plan, session.deadline.clock().now())?;
        self.check_removals(plan, session.deadline)?;
        recheck(plan, session)?;
        locks.check()?;
        (self.on_sending)();
        // After it, so that no Ctrl-C falls between the two and is lost.
        session.deadline.check()?;
        let clock = session.deadline.clock();
        let begun = self.record.begin(plan, clock.now())?;
        if let Some(begun) = &begun {
            session.ui.status(format_args!("journal  {}", begun.id()));
        }
        let outcome = self.carry_out(plan, session);
        let completed = begun
            .as_ref()
            .map(|begun| begun.complete(&outcome, clock.now()));
        let undoable = begun.as_ref();
        let undoable = undoable.filter(|_| !undone(plan, Some(&outcome)).is_empty());
        Ok(Applied {
            undo: undoable.map(|begun| self.record.undo(begun.id())),
            outcome,
            journal_id: begun.map(|begun| begun.id().to_owned()),
            unrecorded: completed.and_then(Result::err),
        })
    }

    fn carry_out(&self, plan: &Plan, session: &Session<'_>) -> Outcome {
        let deadline = session.deadline.uninterruptible();
        let mut sent: BTreeMap<&GroupId, GroupSent> = BTreeMap::new();
        for group in &plan.groups {
            if !sent.values().all(GroupSent::is_acknowledged) {
                break;
            }
            sent.insert(&group.id, self.send(group, &deadline));
        }
        let doubt = sent.values().any(GroupSent::is_doubtful);
        let read_back = read_back(plan, session.cluster, &deadline, doubt);
        outcome(plan, sent, &read_back)
    }
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
    let removal = group.remove_group.then(|| {
        let sent = match sent {
            Some(GroupSent::Removal(sent)) => sent.clone(),
            _ => Sent::NotSent,
        };
        judge_removal(sent, read_back.is_there(&group.id))
    });
    let partitions = group.changes.iter().map(|(partition, change)| {
        let sent = sent.and_then(|sent| sent.at(partition));
        let there = read_back.stored_for(&group.id, partition);
        let judged = judge(change, sent.unwrap_or(Sent::NotSent), there);
        (partition.clone(), judged)
    });
    GroupOutcome {
        removal,
        partitions: partitions.collect(),
    }
}
