//! The requests that change a group, each sent again only while that may help.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::Applier;
use crate::clock::Deadline;
use crate::commands::ranges::unanswered;
use crate::model::{CommittedOffset, GroupId, KafkaError, TopicPartition};
use crate::plan::{GroupPlan, Sent, Verdict, explained};

/// When the same write is sent again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    /// Also where it may have been done: the same commit twice is one.
    AfterDoubt,
    /// Only where it was not done: what was made since would be removed too.
    IfNotDone,
}

/// How long to wait before the same write is sent again.
const PAUSE: Duration = Duration::from_millis(100);

impl Applier {
    /// The group's deletion, or one commit request and one delete request; each sent again only while that
    /// may help.
    pub(super) fn send(&self, group: &GroupPlan, deadline: &Deadline) -> GroupSent {
        match group.remove_group {
            true => GroupSent::Removal(self.send_removal(&group.id, deadline)),
            false => GroupSent::Rows(self.send_rows(group, deadline)),
        }
    }

    fn send_removal(&self, group: &GroupId, deadline: &Deadline) -> Sent {
        let ids = BTreeSet::from([group.clone()]);
        let mut sent = insistently(ids, Again::IfNotDone, deadline, &mut |pending| {
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
            Again::AfterDoubt,
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
            let removed = insistently(removals, Again::IfNotDone, deadline, &mut |pending| {
                self.changes.delete_commits(&group.id, pending, deadline)
            });
            sent.extend(removed);
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
pub(super) enum GroupSent {
    Rows(BTreeMap<TopicPartition, Sent>),
    /// The group's deletion, which takes every commit with it.
    Removal(Sent),
}

impl GroupSent {
    pub(super) fn is_acknowledged(&self) -> bool {
        match self {
            GroupSent::Rows(rows) => rows.values().all(|sent| *sent == Sent::Acknowledged),
            GroupSent::Removal(sent) => *sent == Sent::Acknowledged,
        }
    }

    pub(super) fn is_doubtful(&self) -> bool {
        let doubtful = |sent: &Sent| matches!(sent, Sent::Doubtful(_));
        match self {
            GroupSent::Rows(rows) => rows.values().any(doubtful),
            GroupSent::Removal(sent) => doubtful(sent),
        }
    }

    pub(super) fn at(&self, partition: &TopicPartition) -> Option<Sent> {
        match self {
            GroupSent::Rows(rows) => rows.get(partition).cloned(),
            GroupSent::Removal(sent) => Some(sent.clone()),
        }
    }
}

type Answers<K> = BTreeMap<K, Result<(), KafkaError>>;

/// Sends the same write for what is still open until it is answered for good or the time of a request
/// is over. A first try that may have been done stays doubtful, unless a later one is acknowledged.
fn insistently<K: Ord + Clone>(
    mut pending: BTreeSet<K>,
    again: Again,
    deadline: &Deadline,
    send: &mut dyn FnMut(&BTreeSet<K>) -> Answers<K>,
) -> BTreeMap<K, Sent> {
    let mut sent = BTreeMap::new();
    let clock = deadline.clock();
    let end = deadline.request().map(|left| clock.instant() + left);
    while !pending.is_empty() {
        pending = take_in(send(&pending), again, &mut sent);
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
fn take_in<K: Ord + Clone>(
    answers: Answers<K>,
    again: Again,
    sent: &mut BTreeMap<K, Sent>,
) -> BTreeSet<K> {
    let (mut open, mut held_back, mut is_refused) = (BTreeSet::new(), BTreeSet::new(), false);
    for (key, answer) in answers {
        let Err(error) = answer else {
            sent.insert(key, Sent::Acknowledged);
            continue;
        };
        let verdict = Verdict::of(error.code);
        match verdict {
            Verdict::Doubtful if again == Again::IfNotDone => {}
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
