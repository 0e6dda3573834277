//! The one place that writes: lock, recheck, journal, commit, read back, outcome.

mod read_back;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::Session;
use super::gather;
use super::ranges::unanswered;
use super::record::Record;
use crate::clock::Deadline;
use crate::document::Journal;
use crate::error::{Error, ErrorKind};
use crate::kafka::ChangeGroups;
use crate::model::{
    CommittedOffset, ErrorCode, GroupId, KafkaError, Observation, TopicName, TopicPartition,
};
use crate::plan::{
    Action, GroupOutcome, GroupPlan, Outcome, Plan, Sent, Verdict, explained, judge, judge_removal,
};
use read_back::{ReadBack, read_back};

/// How long to wait before the same write is sent again.
const PAUSE: Duration = Duration::from_millis(100);

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
    /// Why the outcome is not in the journal, where it should be.
    pub unrecorded: Option<Error>,
}

impl Applied {
    /// The outcome of what was not sent, and so is in no journal.
    pub fn of(outcome: Outcome) -> Self {
        Applied {
            outcome,
            journal_id: None,
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
    pub fn journal(&self) -> Journal {
        self.record.journal()
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
        let _locks = self.record.lock(plan, session.deadline.clock().now())?;
        recheck(plan, session)?;
        self.check_removals(plan, session.deadline)?;
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
        Ok(Applied {
            outcome,
            journal_id: begun.map(|begun| begun.id().to_owned()),
            unrecorded: completed.and_then(Result::err),
        })
    }

    /// Asks whether commits can be removed before anything is written that could not be taken to its end
    /// then. Whether a whole group can be is said by the answer to its deletion.
    fn check_removals(&self, plan: &Plan, deadline: &Deadline) -> Result<(), Error> {
        for group in plan.groups.iter().filter(|group| !group.remove_group) {
            let removed = group
                .changes
                .iter()
                .filter(|(_, change)| change.action == Action::Delete);
            let topics: BTreeSet<TopicName> = removed.map(|(at, _)| at.topic.clone()).collect();
            if topics.is_empty() {
                continue;
            }
            let commits = format!("commits of group {}", group.id);
            let asked = self
                .changes
                .may_delete_commits(&group.id, &topics, deadline);
            for (topic, answer) in asked.map_err(|error| cannot_remove(error, &commits))? {
                answer.map_err(|error| {
                    cannot_remove(error, &format!("{commits} in topic {topic}"))
                })?;
            }
        }
        Ok(())
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

    /// The group's deletion, or one commit request and one delete request; each sent again only while that
    /// may help.
    fn send(&self, group: &GroupPlan, deadline: &Deadline) -> GroupSent {
        match group.remove_group {
            true => GroupSent::Removal(self.send_removal(&group.id, deadline)),
            false => GroupSent::Rows(self.send_rows(group, deadline)),
        }
    }

    fn send_removal(&self, group: &GroupId, deadline: &Deadline) -> Sent {
        let ids = BTreeSet::from([group.clone()]);
        let mut sent = insistently(ids, deadline, &mut |pending| {
            self.changes.delete_groups(pending, deadline)
        });
        sent.remove(group)
            .unwrap_or_else(|| Sent::Doubtful(unanswered()))
    }

    fn send_rows(&self, group: &GroupPlan, deadline: &Deadline) -> BTreeMap<TopicPartition, Sent> {
        let written = group.changes.iter().filter(|(_, change)| change.writes());
        let (mut commits, mut removals) = (BTreeMap::new(), BTreeSet::new());
        for (partition, change) in written {
            match &change.after {
                Some(after) => drop(commits.insert(partition.clone(), after.clone())),
                None => drop(removals.insert(partition.clone())),
            }
        }
        let mut sent = insistently(
            commits.keys().cloned().collect(),
            deadline,
            &mut |pending| {
                let offsets: BTreeMap<TopicPartition, CommittedOffset> = pending
                    .iter()
                    .map(|tp| (tp.clone(), commits[tp].clone()))
                    .collect();
                self.changes.commit(&group.id, &offsets, deadline)
            },
        );
        if sent.values().all(|sent| *sent == Sent::Acknowledged) {
            sent.extend(insistently(removals, deadline, &mut |pending| {
                self.changes.delete_commits(&group.id, pending, deadline)
            }));
        } else {
            sent.extend(
                removals
                    .into_iter()
                    .map(|partition| (partition, Sent::NotSent)),
            );
        }
        sent
    }
}

/// What was sent for one group.
enum GroupSent {
    Rows(BTreeMap<TopicPartition, Sent>),
    /// The group's deletion, which takes every commit with it.
    Removal(Sent),
}

impl GroupSent {
    fn is_acknowledged(&self) -> bool {
        match self {
            GroupSent::Rows(rows) => rows.values().all(|sent| *sent == Sent::Acknowledged),
            GroupSent::Removal(sent) => *sent == Sent::Acknowledged,
        }
    }

    fn is_doubtful(&self) -> bool {
        let doubtful = |sent: &Sent| matches!(sent, Sent::Doubtful(_));
        match self {
            GroupSent::Rows(rows) => rows.values().any(doubtful),
            GroupSent::Removal(sent) => doubtful(sent),
        }
    }

    fn at(&self, partition: &TopicPartition) -> Option<Sent> {
        match self {
            GroupSent::Rows(rows) => rows.get(partition).cloned(),
            GroupSent::Removal(sent) => Some(sent.clone()),
        }
    }
}

fn cannot_remove(error: KafkaError, commits: &str) -> Error {
    let message = format!("{commits} cannot be removed: {error}");
    match error.code {
        ErrorCode::UNSUPPORTED_FEATURE
        | ErrorCode::GROUP_AUTHORIZATION_FAILED
        | ErrorCode::TOPIC_AUTHORIZATION_FAILED
        | ErrorCode::GROUP_ID_NOT_FOUND
        | ErrorCode::NON_EMPTY_GROUP => Error::refused(message),
        _ => Error::from(error).context(format!("removing {commits}")),
    }
}

fn recheck(plan: &Plan, session: &Session<'_>) -> Result<(), Error> {
    let now = gather::observe(session.cluster, session.deadline, &plan.scope())?;
    check_drift(plan, &now, "the preview").map_err(|error| match error.kind {
        ErrorKind::Refused => error.hint("run this again to see the effect as it is now"),
        _ => error,
    })
}

/// # Errors
/// Refused: something has moved since. Failed: something could not be read again.
pub fn check_drift(plan: &Plan, now: &Observation, since: &str) -> Result<(), Error> {
    let drift = plan.drift(now);
    if drift.is_empty() {
        return Ok(());
    }
    if drift.moved.is_empty() {
        let unread = drift.unread.join("; ");
        return Err(Error::failed(format!("could not look again: {unread}")));
    }
    let moved = drift.moved.join("\n  ");
    Err(Error::refused(format!(
        "something has moved since {since}:\n  {moved}"
    )))
}

type Answers<K> = BTreeMap<K, Result<(), KafkaError>>;

/// Sends the same write for what is still open until it is answered for good or the time of a request
/// is over. A first try that may have been done stays doubtful, unless a later one is acknowledged.
fn insistently<K: Ord + Clone>(
    mut pending: BTreeSet<K>,
    deadline: &Deadline,
    send: &mut dyn FnMut(&BTreeSet<K>) -> Answers<K>,
) -> BTreeMap<K, Sent> {
    let mut sent = BTreeMap::new();
    let clock = deadline.clock();
    let end = deadline.request().map(|left| clock.instant() + left);
    while !pending.is_empty() {
        pending = take_in(send(&pending), &mut sent);
        match end {
            Ok(end) if clock.instant() < end => {}
            _ => break,
        }
        if !pending.is_empty() {
            clock.sleep(PAUSE);
        }
    }
    sent
}

/// Notes the answers to one try, and returns for what it may help to send the same again.
fn take_in<K: Ord + Clone>(answers: Answers<K>, sent: &mut BTreeMap<K, Sent>) -> BTreeSet<K> {
    let (mut open, mut held_back, mut is_refused) = (BTreeSet::new(), BTreeSet::new(), false);
    for (key, answer) in answers {
        let Err(error) = answer else {
            sent.insert(key, Sent::Acknowledged);
            continue;
        };
        let verdict = Verdict::of(error.code);
        match verdict {
            Verdict::TryAgain | Verdict::Doubtful => drop(open.insert(key.clone())),
            Verdict::HeldBack => drop(held_back.insert(key.clone())),
            Verdict::Refused => is_refused = true,
        }
        let said = match (verdict, sent.remove(&key)) {
            (Verdict::Doubtful, _) => Sent::Doubtful(error),
            (Verdict::Refused, Some(Sent::Doubtful(doubt))) => Sent::Doubtful(KafkaError::new(
                doubt.code,
                format!("{doubt}; sent again: {}", explained(error)),
            )),
            (_, Some(Sent::Doubtful(doubt))) => Sent::Doubtful(doubt),
            _ => Sent::Refused(error),
        };
        sent.insert(key, said);
    }
    // What was held back behind a refusal stays back, so that a change is not carried out by halves.
    if !is_refused {
        open.append(&mut held_back);
    }
    open
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
        let there = read_back.commits_of(&group.id);
        let there = there.and_then(|commits| commits.get(partition).cloned().transpose());
        let judged = judge(change, sent.unwrap_or(Sent::NotSent), there);
        (partition.clone(), judged)
    });
    GroupOutcome {
        removal,
        partitions: partitions.collect(),
    }
}
