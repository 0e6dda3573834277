//! The one place that writes: lock, recheck, journal, commit, read back, outcome.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::Session;
use super::gather;
use super::record::Record;
use crate::clock::Deadline;
use crate::document::Journal;
use crate::error::{Error, ErrorKind};
use crate::kafka::{ChangeGroups, CommitsOf, ReadCluster, Stability};
use crate::model::{
    CommittedOffset, ErrorCode, GroupId, KafkaError, Observation, PerPartition, TopicName,
    TopicPartition,
};
use crate::plan::{
    Action, GroupOutcome, GroupPlan, Outcome, Plan, Sent, Verdict, explained, judge,
};

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
            let topics: BTreeSet<&TopicName> = removed.map(|(at, _)| &at.topic).collect();
            for topic in topics {
                let asked = self.changes.may_delete_commits(&group.id, topic, deadline);
                asked.map_err(|error| cannot_remove(error, &group.id, topic))?;
            }
        }
        Ok(())
    }

    fn carry_out(&self, plan: &Plan, session: &Session<'_>) -> Outcome {
        let deadline = session.deadline.uninterruptible();
        let mut sent: BTreeMap<&GroupId, BTreeMap<TopicPartition, Sent>> = BTreeMap::new();
        for group in &plan.groups {
            if sent
                .values()
                .flatten()
                .any(|(_, sent)| *sent != Sent::Acknowledged)
            {
                break;
            }
            sent.insert(&group.id, self.send(group, &deadline));
        }
        let doubtful = |sent: &Sent| matches!(sent, Sent::Doubtful(_));
        let doubt = sent.values().flat_map(BTreeMap::values).any(doubtful);
        let read_back = read_back(plan, session.cluster, &deadline, doubt);
        outcome(plan, sent, read_back)
    }

    /// One commit request and one delete request, each sent again only while that may help.
    fn send(&self, group: &GroupPlan, deadline: &Deadline) -> BTreeMap<TopicPartition, Sent> {
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

fn cannot_remove(error: KafkaError, group: &GroupId, topic: &TopicName) -> Error {
    let message = format!("commits of group {group} in topic {topic} cannot be removed: {error}");
    match error.code {
        ErrorCode::UNSUPPORTED_FEATURE
        | ErrorCode::GROUP_AUTHORIZATION_FAILED
        | ErrorCode::TOPIC_AUTHORIZATION_FAILED
        | ErrorCode::GROUP_ID_NOT_FOUND
        | ErrorCode::NON_EMPTY_GROUP => Error::refused(message),
        _ => Error::from(error).context(format!(
            "removing commits of group {group} in topic {topic}"
        )),
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

/// Sends the same write for what is still open until it is answered for good or the time of a request
/// is over. A first try that may have been done stays doubtful, unless a later one is acknowledged.
fn insistently(
    mut pending: BTreeSet<TopicPartition>,
    deadline: &Deadline,
    send: &mut dyn FnMut(&BTreeSet<TopicPartition>) -> PerPartition<()>,
) -> BTreeMap<TopicPartition, Sent> {
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
fn take_in(
    answers: PerPartition<()>,
    sent: &mut BTreeMap<TopicPartition, Sent>,
) -> BTreeSet<TopicPartition> {
    let (mut open, mut held_back, mut is_refused) = (BTreeSet::new(), BTreeSet::new(), false);
    for (partition, answer) in answers {
        let Err(error) = answer else {
            sent.insert(partition, Sent::Acknowledged);
            continue;
        };
        let verdict = Verdict::of(error.code);
        match verdict {
            Verdict::TryAgain | Verdict::Doubtful => drop(open.insert(partition.clone())),
            Verdict::HeldBack => drop(held_back.insert(partition.clone())),
            Verdict::Refused => is_refused = true,
        }
        let said = match (verdict, sent.remove(&partition)) {
            (Verdict::Doubtful, _) => Sent::Doubtful(error),
            (Verdict::Refused, Some(Sent::Doubtful(doubt))) => Sent::Doubtful(KafkaError::new(
                doubt.code,
                format!("{doubt}; sent again: {}", explained(error)),
            )),
            (_, Some(Sent::Doubtful(doubt))) => Sent::Doubtful(doubt),
            _ => Sent::Refused(error),
        };
        sent.insert(partition, said);
    }
    // What was held back behind a refusal stays back, so that a change is not carried out by halves.
    if !is_refused {
        open.append(&mut held_back);
    }
    open
}

type Commits = BTreeMap<GroupId, Result<PerPartition<CommittedOffset>, KafkaError>>;

/// Reads all groups again; over a new connection if this one may have lost an answer.
fn read_back(plan: &Plan, cluster: &dyn ReadCluster, deadline: &Deadline, doubt: bool) -> Commits {
    let ids = plan.groups.iter().map(|group| group.id.clone()).collect();
    let mut commits = Commits::new();
    let mut read = |cluster: &dyn ReadCluster| {
        cluster.commits(
            CommitsOf::Groups(&ids),
            Stability::Any,
            deadline,
            &mut |id, answer| {
                commits.insert(id, answer);
            },
        )
    };
    let done = match doubt {
        true => cluster.fresh().and_then(|fresh| read(&*fresh)),
        false => read(cluster),
    };
    if let Err(error) = done {
        for id in ids {
            commits.entry(id).or_insert_with(|| Err(error.clone()));
        }
    }
    commits
}

fn outcome(
    plan: &Plan,
    mut sent: BTreeMap<&GroupId, BTreeMap<TopicPartition, Sent>>,
    read_back: Commits,
) -> Outcome {
    let mut groups: BTreeMap<_, GroupOutcome> = BTreeMap::new();
    for (group, partition, change) in plan.changes() {
        let sent = sent
            .get_mut(&group.id)
            .and_then(|sent| sent.remove(partition));
        let there = match read_back.get(&group.id) {
            Some(Ok(commits)) => commits.get(partition).cloned().transpose(),
            Some(Err(error)) => Err(error.clone()),
            None => Err(KafkaError::new(
                ErrorCode::BAD_MESSAGE,
                "the cluster did not answer for it",
            )),
        };
        let judged = judge(change, sent.unwrap_or(Sent::NotSent), there);
        groups
            .entry(group.id.clone())
            .or_default()
            .partitions
            .insert(partition.clone(), judged);
    }
    Outcome { groups }
}
