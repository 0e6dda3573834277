//! The one place that writes: recheck, commit, read back, outcome.

mod read_back;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::Session;
use super::gather;
use super::ranges::unanswered;
use crate::clock::Deadline;
use crate::error::Error;
use crate::kafka::ChangeGroups;
use crate::model::{CommittedOffset, GroupId, KafkaError, TopicPartition};
use crate::plan::{
    GroupOutcome, GroupPlan, Outcome, Plan, Sent, Verdict, explained, judge, judge_removal,
};
use read_back::{ReadBack, read_back};

/// How long to wait before the same write is sent again.
const PAUSE: Duration = Duration::from_millis(100);

/// The means to change a cluster. Only this module can use it.
pub struct Applier {
    changes: Arc<dyn ChangeGroups>,
    on_sending: Box<dyn Fn()>,
}

impl Applier {
    /// `on_sending` is told before the first byte of a change goes out.
    pub fn new(changes: Arc<dyn ChangeGroups>, on_sending: impl Fn() + 'static) -> Self {
        Applier {
            changes,
            on_sending: Box::new(on_sending),
        }
    }

    /// Carries out a plan that nothing blocks, if the world is still as the plan saw it.
    ///
    /// # Errors
    /// Refused: something has moved since. Failed or interrupted: the recheck did not come to its end.
    /// Once something was sent there is an outcome, and no error.
    pub fn apply(&self, plan: &Plan, session: &Session<'_>) -> Result<Outcome, Error> {
        recheck(plan, session)?;
        (self.on_sending)();
        // After it, so that no Ctrl-C falls between the two and is lost.
        session.deadline.check()?;
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
        Ok(outcome(plan, sent, &read_back))
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

fn recheck(plan: &Plan, session: &Session<'_>) -> Result<(), Error> {
    let now = gather::observe(session.cluster, session.deadline, &plan.scope())?;
    let moved = plan.drift(&now);
    if moved.is_empty() {
        return Ok(());
    }
    let message = format!(
        "something has moved since the preview:\n  {}",
        moved.join("\n  ")
    );
    Err(Error::refused(message).hint("run this again to see the effect as it is now"))
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
