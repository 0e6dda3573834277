//! The requests that change a group, each sent again only while that may help.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Applier;
use super::recheck::Recheck;
use crate::clock::Deadline;
use crate::commands::ranges::unanswered;
use crate::error::{Error, ErrorKind};
use crate::model::{CommittedOffset, ErrorCode, KafkaError, TopicPartition, first_few};
use crate::plan::{Doubts, GroupPlan, Sent, Tried, Verdict, explained};

/// When the same write is sent again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    /// Also where it may have been done: the same commit twice is one.
    AfterDoubt,
    /// Only where it was not done, or where a coordinator gave it back and the group still stands as before:
    /// what was made since would be removed too.
    IfNotDone,
}

/// How long to wait before the same write is sent again.
const PAUSE: Duration = Duration::from_millis(100);

/// What has moved beyond this much is only counted beside a change that was not sent.
const SHOWN: usize = 3;

impl Applier {
    /// The group's deletion, or one commit request and one delete request; each sent again only while that
    /// may help.
    pub(super) fn send(
        &self,
        group: &GroupPlan,
        recheck: &mut Recheck<'_>,
        deadline: &Deadline,
    ) -> GroupSent {
        if group.remove_group {
            GroupSent::Removal(self.send_removal(group, recheck, deadline))
        } else {
            GroupSent::Rows(self.send_rows(group, recheck, deadline))
        }
    }

    fn send_removal(
        &self,
        group: &GroupPlan,
        recheck: &mut Recheck<'_>,
        deadline: &Deadline,
    ) -> Tried {
        let mut look = |doubt: bool| look_before(Again::IfNotDone, doubt, group, recheck, deadline);
        let ids = BTreeSet::from([group.id.clone()]);
        let mut sent = insistently(ids, Again::IfNotDone, deadline, &mut look, &mut |pending| {
            self.changes.delete_groups(pending, deadline)
        });
        let sent = sent.remove(&group.id);
        sent.unwrap_or_else(|| Tried::once(Sent::Doubtful(unanswered())))
    }

    fn send_rows(
        &self,
        group: &GroupPlan,
        recheck: &mut Recheck<'_>,
        deadline: &Deadline,
    ) -> BTreeMap<TopicPartition, Tried> {
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
            &mut |doubt| look_before(Again::AfterDoubt, doubt, group, recheck, deadline),
            &mut |pending| {
                let offsets: BTreeMap<TopicPartition, CommittedOffset> = pending
                    .iter()
                    .map(|tp| (tp.clone(), commits[tp].clone()))
                    .collect();
                self.changes.commit(&group.id, &offsets, deadline)
            },
        );
        if removals.is_empty() {
            return sent;
        }
        let removed = if sent.values().all(Tried::is_acknowledged) {
            self.send_removals(group, removals, recheck, deadline)
        } else {
            each(removals, Sent::NotSent)
        };
        sent.extend(removed);
        sent
    }

    /// Removes commits of a group whose other commits were sent: those are no drift any more.
    fn send_removals(
        &self,
        group: &GroupPlan,
        removals: BTreeSet<TopicPartition>,
        recheck: &mut Recheck<'_>,
        deadline: &Deadline,
    ) -> BTreeMap<TopicPartition, Tried> {
        let mut rest = group.clone();
        rest.changes.retain(|at, _| removals.contains(at));
        if let Err(error) = recheck.renew(&rest, deadline) {
            return each(removals, Sent::Refused(unsent(&error)));
        }
        insistently(
            removals,
            Again::IfNotDone,
            deadline,
            &mut |doubt| look_before(Again::IfNotDone, doubt, &rest, recheck, deadline),
            &mut |pending| self.changes.delete_commits(&group.id, pending, deadline),
        )
    }
}

fn each(partitions: BTreeSet<TopicPartition>, sent: Sent) -> BTreeMap<TopicPartition, Tried> {
    let each = partitions.into_iter();
    each.map(|at| (at, Tried::once(sent.clone()))).collect()
}

/// Makes sure that a group still stands where it may be sent the same again; `doubt` is whether what was sent may
/// have been done.
fn look_before(
    again: Again,
    doubt: bool,
    group: &GroupPlan,
    recheck: &mut Recheck<'_>,
    deadline: &Deadline,
) -> Result<(), Error> {
    match (again, doubt) {
        // Where the group stands shows nothing then: the same commit may already be there.
        (Again::AfterDoubt, true) => Ok(()),
        (Again::IfNotDone, true) => recheck.look_anew(group, deadline),
        (_, false) => recheck.renew(group, deadline),
    }
}

/// What was sent for one group.
pub(super) enum GroupSent {
    Rows(BTreeMap<TopicPartition, Tried>),
    /// The group's deletion, which takes every commit with it.
    Removal(Tried),
    /// Nothing, for this reason.
    Nothing(KafkaError),
}

impl GroupSent {
    pub(super) fn is_acknowledged(&self) -> bool {
        match self {
            GroupSent::Rows(rows) => rows.values().all(Tried::is_acknowledged),
            GroupSent::Removal(tried) => tried.is_acknowledged(),
            GroupSent::Nothing(_) => false,
        }
    }

    pub(super) fn is_doubtful(&self) -> bool {
        match self {
            GroupSent::Rows(rows) => rows.values().any(Tried::is_doubtful),
            GroupSent::Removal(tried) => tried.is_doubtful(),
            GroupSent::Nothing(_) => false,
        }
    }

    /// The deletion of the group itself.
    pub(super) fn removal(&self) -> Option<Tried> {
        match self {
            GroupSent::Rows(_) => None,
            GroupSent::Removal(tried) => Some(tried.clone()),
            GroupSent::Nothing(why) => Some(Tried::once(Sent::Refused(why.clone()))),
        }
    }

    pub(super) fn at(&self, partition: &TopicPartition) -> Option<Tried> {
        match self {
            GroupSent::Rows(rows) => rows.get(partition).cloned(),
            GroupSent::Removal(tried) => Some(tried.clone()),
            GroupSent::Nothing(why) => Some(Tried::once(Sent::Refused(why.clone()))),
        }
    }
}

type Answers<K> = BTreeMap<K, Result<(), KafkaError>>;

/// Sends the same write for what is still open until it is answered for good or the time of a request
/// is over; `look` is asked before each try but the first. A first try that may have been done stays doubtful,
/// unless a later one is acknowledged.
fn insistently<K: Ord + Clone>(
    mut pending: BTreeSet<K>,
    again: Again,
    deadline: &Deadline,
    look: &mut dyn FnMut(bool) -> Result<(), Error>,
    send: &mut dyn FnMut(&BTreeSet<K>) -> Answers<K>,
) -> BTreeMap<K, Tried> {
    let mut tried = BTreeMap::new();
    let clock = deadline.clock();
    let end = deadline.request().map(|left| clock.instant() + left);
    while !pending.is_empty() {
        let answers = send(&pending);
        pending = take_in(answers, again, clock.now(), &mut tried);
        match end {
            Ok(end) if !pending.is_empty() && clock.instant() < end => clock.sleep(PAUSE),
            _ => break,
        }
        let doubt = pending.iter().any(|key| tried[key].is_doubtful());
        if let Err(error) = look(doubt) {
            hold_back(&pending, &error, &mut tried);
            break;
        }
    }
    tried
}

/// Notes why what was not done is not sent again.
fn hold_back<K: Ord>(pending: &BTreeSet<K>, why: &Error, tried: &mut BTreeMap<K, Tried>) {
    let open = tried.iter_mut().filter(|(key, _)| pending.contains(key));
    for (_, tried) in open.filter(|(_, tried)| !tried.is_doubtful()) {
        tried.sent = Sent::Refused(unsent(why));
    }
}

/// Says of a change that it was not sent, and why.
pub(super) fn unsent(why: &Error) -> KafkaError {
    let mut said = vec![format!("{:#}", why.source)];
    if !why.details.is_empty() {
        said.push(first_few(&why.details, SHOWN));
    }
    let code = if why.kind == ErrorKind::Refused {
        ErrorCode::OUTDATED
    } else {
        ErrorCode::PURGED_IN_QUEUE
    };
    KafkaError::new(code, format!("not sent: {}", said.join(" ")))
}

/// Notes the answers to one try that was sent by then, and returns for what it may help to send the same again.
fn take_in<K: Ord + Clone>(
    answers: Answers<K>,
    again: Again,
    sent_by: DateTime<Utc>,
    tried: &mut BTreeMap<K, Tried>,
) -> BTreeSet<K> {
    let (mut open, mut held_back, mut is_refused) = (BTreeSet::new(), BTreeSet::new(), false);
    for (key, answer) in answers {
        let before = tried.remove(&key);
        let mut doubts = before
            .as_ref()
            .map_or_else(Doubts::default, |tried| tried.doubts);
        let Err(error) = answer else {
            let sent = Sent::Acknowledged;
            tried.insert(key, Tried { sent, doubts });
            continue;
        };
        let verdict = Verdict::of(error.code);
        match verdict {
            Verdict::Doubtful if again == Again::IfNotDone && !error.code.is_of_coordinator() => {}
            Verdict::TryAgain | Verdict::Doubtful => drop(open.insert(key.clone())),
            Verdict::HeldBack => drop(held_back.insert(key.clone())),
            Verdict::Refused => is_refused = true,
        }
        // What a coordinator gave back is no longer on its way, and what it may have written precedes the next try.
        if verdict == Verdict::Doubtful && !error.code.is_of_coordinator() {
            doubts.add(sent_by);
        }
        let sent = match (verdict, before.map(|tried| tried.sent)) {
            (Verdict::Doubtful, _) => Sent::Doubtful(error),
            (Verdict::Refused, Some(Sent::Doubtful(doubt))) => Sent::Doubtful(KafkaError::new(
                doubt.code,
                format!("{doubt}; sent again: {}", explained(error)),
            )),
            (_, Some(Sent::Doubtful(doubt))) => Sent::Doubtful(doubt),
            _ => Sent::Refused(error),
        };
        tried.insert(key, Tried { sent, doubts });
    }
    // What was held back behind a refusal stays back, so that a change is not carried out by halves.
    if !is_refused {
        open.append(&mut held_back);
    }
    open
}
