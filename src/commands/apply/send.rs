//! The requests that change a group, each sent again only while that may help.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Applier;
use super::recheck::Recheck;
use super::requests::Request;
use crate::clock::Deadline;
use crate::error::{Error, ErrorKind};
use crate::model::{ErrorCode, KafkaError, TopicPartition, first_few};
use crate::observe::unanswered;
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
        let (again, ids) = (Again::IfNotDone, BTreeSet::from([group.id.clone()]));
        let mut tried = BTreeMap::new();
        let mut look = |doubt, _: &_, _: &_| look_before(again, doubt, group, recheck, deadline);
        insistently(ids, again, deadline, &mut tried, &mut look, &mut |open| {
            self.changes.delete_groups(open, deadline)
        });
        let sent = tried.remove(&group.id);
        sent.unwrap_or_else(|| Tried::once(Sent::Doubtful(unanswered())))
    }

    /// One request after the other, and none after one that was not taken whole.
    fn send_rows(
        &self,
        group: &GroupPlan,
        recheck: &mut Recheck<'_>,
        deadline: &Deadline,
    ) -> BTreeMap<TopicPartition, Tried> {
        let mut tried = BTreeMap::new();
        for request in Request::all_of(group) {
            if tried.values().all(Tried::is_acknowledged) {
                self.send_request(group, &request, &mut tried, recheck, deadline);
            } else {
                let unsent = request.partitions().into_iter();
                tried.extend(unsent.map(|at| (at, Tried::once(Sent::NotSent))));
            }
        }
        tried
    }

    fn send_request(
        &self,
        group: &GroupPlan,
        request: &Request,
        tried: &mut BTreeMap<TopicPartition, Tried>,
        recheck: &mut Recheck<'_>,
        deadline: &Deadline,
    ) {
        let again = match request {
            Request::Commit(_) => Again::AfterDoubt,
            Request::DeleteCommits(_) => Again::IfNotDone,
        };
        let mut look = |doubt, open: &BTreeSet<TopicPartition>, tried: &BTreeMap<_, Tried>| {
            let rest = rest_of(group, open, tried);
            look_before(again, doubt, &rest, recheck, deadline)
        };
        let pending = request.partitions();
        insistently(
            pending,
            again,
            deadline,
            tried,
            &mut look,
            &mut |open| match request {
                Request::Commit(commits) => {
                    let commits = commits.iter().filter(|(at, _)| open.contains(at));
                    let commits = commits.map(|(at, commit)| (at.clone(), commit.clone()));
                    self.changes.commit(&group.id, &commits.collect(), deadline)
                }
                Request::DeleteCommits(_) => self.changes.delete_commits(&group.id, open, deadline),
            },
        );
    }
}

/// What of a group has to stand as the plan saw it before more of it is sent: all that was not sent, and what is open
/// of what was.
fn rest_of<'p>(
    group: &'p GroupPlan,
    open: &BTreeSet<TopicPartition>,
    tried: &BTreeMap<TopicPartition, Tried>,
) -> Cow<'p, GroupPlan> {
    if tried.is_empty() {
        return Cow::Borrowed(group);
    }
    let rest = group.without(|at| tried.contains_key(at) && !open.contains(at));
    Cow::Owned(if tried.values().any(Tried::is_acknowledged) {
        rest.once_written()
    } else {
        rest
    })
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

/// Makes sure, before a try, that what is open may be sent; told whether it may have been done already, what is open,
/// and all that was tried.
type Look<'a, K> = dyn FnMut(bool, &BTreeSet<K>, &BTreeMap<K, Tried>) -> Result<(), Error> + 'a;

/// Sends the same write for what is still open until it is answered for good or the time of a request
/// is over; `look` is asked before each try. A first try that may have been done stays doubtful, unless a later one is
/// acknowledged.
fn insistently<K: Ord + Clone>(
    mut open: BTreeSet<K>,
    again: Again,
    deadline: &Deadline,
    tried: &mut BTreeMap<K, Tried>,
    look: &mut Look<'_, K>,
    send: &mut dyn FnMut(&BTreeSet<K>) -> Answers<K>,
) {
    let clock = deadline.clock();
    let end = deadline.request().map(|left| clock.instant() + left);
    while !open.is_empty() {
        let is_doubtful = |key| tried.get(key).is_some_and(Tried::is_doubtful);
        let doubt = open.iter().any(is_doubtful);
        if let Err(error) = look(doubt, &open, tried) {
            hold_back(open, &error, tried);
            break;
        }
        open = take_in(send(&open), again, clock.now(), tried);
        match end {
            Ok(end) if !open.is_empty() && clock.instant() < end => clock.sleep(PAUSE),
            _ => break,
        }
    }
}

/// Notes of what was not done why it is not sent.
fn hold_back<K: Ord>(open: BTreeSet<K>, why: &Error, tried: &mut BTreeMap<K, Tried>) {
    for key in open {
        let tried = tried.entry(key);
        let tried = tried.or_insert_with(|| Tried::once(Sent::NotSent));
        if !tried.is_doubtful() {
            tried.sent = Sent::Refused(unsent(why));
        }
    }
}

/// Says of a change that it was not sent, and why.
pub(super) fn unsent(why: &Error) -> KafkaError {
    let mut said = vec![format!("{:#}", why.source)];
    if !why.details.is_empty() {
        said.push(first_few(&why.details, SHOWN));
    }
    let told = why
        .source
        .downcast_ref()
        .map(|error: &KafkaError| error.code);
    let code = match why.kind {
        ErrorKind::Refused => told.unwrap_or(ErrorCode::OUTDATED),
        _ => ErrorCode::PURGED_IN_QUEUE,
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
    let mut open = BTreeSet::new();
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
            Verdict::Refused => {}
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
    open
}
