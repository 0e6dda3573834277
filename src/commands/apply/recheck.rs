//! What is looked at again right before anything is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;
use std::time::Duration;

use super::Applier;
use crate::clock::{Deadline, HELD_UP};
use crate::commands::Session;
use crate::error::{Error, ErrorKind};
use crate::kafka::{ChangeGroups, ReadCluster};
use crate::model::{ErrorCode, GroupId, KafkaError, Observation, TopicName};
use crate::observe::{Observer, Silent, look_again};
use crate::plan::{Action, Drift, GroupPlan, Plan};

impl Applier {
    /// Asks whether commits can be removed before anything is written that could not be taken to its end
    /// then. Whether a whole group can be is said by the answer to its deletion.
    pub(super) fn check_removals(&self, plan: &Plan, deadline: &Deadline) -> Result<(), Error> {
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

/// The longest that may pass between the last answer about a group and the first byte of its change.
const FRESH: Duration = HELD_UP;

/// What helps where this machine lets too much time pass.
pub const IDLE: &str = "run this again when the machine is less busy";

/// How often a group is looked at before it is given up.
const LOOKS: u32 = 3;

/// What was last looked at of a plan that is about to be carried out, and found as the plan saw it.
pub(super) struct Recheck<'a> {
    plan: &'a Plan,
    cluster: &'a dyn ReadCluster,
    changes: &'a dyn ChangeGroups,
    first: Look,
    /// The last look at the groups that were looked at again.
    last: BTreeMap<GroupId, Look>,
}

/// When groups were looked at, by [`Clock::uptime`](crate::clock::Clock::uptime).
#[derive(Clone, Copy)]
struct Look {
    began: Duration,
    /// When their commits were known.
    known_at: Duration,
}

impl Look {
    /// Whether what was seen may be relied on: the answers are of a moment ago, and nothing kept them from being
    /// taken in when they came.
    fn is_fresh(self, deadline: &Deadline) -> bool {
        let age = deadline.beat().saturating_sub(self.known_at);
        age <= FRESH && !deadline.was_held_up_since(self.began)
    }
}

impl<'a> Recheck<'a> {
    /// Looks at all groups of a plan.
    ///
    /// # Errors
    /// As [`check_drift`], or what [`look_again`] meets.
    pub(super) fn begin(
        plan: &'a Plan,
        session: &Session<'a>,
        changes: &'a dyn ChangeGroups,
    ) -> Result<Self, Error> {
        let cluster = session.cluster;
        let first = look(plan, &plan.groups, cluster, session.deadline)?;
        Ok(Recheck {
            plan,
            cluster,
            changes,
            first,
            last: BTreeMap::new(),
        })
    }

    /// Makes a connection ready, and looks at a group again while too much time has passed since the last look. Nothing
    /// that may block must stand between this and the first byte of the group's change.
    ///
    /// # Errors
    /// Refused: the group has moved, or too much time passed after every look. Failed: no broker lets the user in.
    pub(super) fn renew(&mut self, group: &GroupPlan, deadline: &Deadline) -> Result<(), Error> {
        for looks in 1.. {
            // Each time: a look that met the wrong coordinator leaves no connection behind.
            self.changes.make_ready(deadline)?;
            if self.last(group).is_fresh(deadline) {
                break;
            }
            if looks == LOOKS {
                return Err(held_up(&group.id));
            }
            self.look(group, deadline)?;
        }
        Ok(())
    }

    /// Looks at a group again, however little time has passed.
    ///
    /// # Errors
    /// As [`Recheck::renew`].
    pub(super) fn look_anew(
        &mut self,
        group: &GroupPlan,
        deadline: &Deadline,
    ) -> Result<(), Error> {
        self.look(group, deadline)?;
        self.renew(group, deadline)
    }

    fn look(&mut self, group: &GroupPlan, deadline: &Deadline) -> Result<(), Error> {
        let seen = look(self.plan, slice::from_ref(group), self.cluster, deadline)?;
        self.last.insert(group.id.clone(), seen);
        Ok(())
    }

    /// How long ago it was known where a group stands.
    pub(super) fn age(&self, group: &GroupPlan, deadline: &Deadline) -> Duration {
        deadline.beat().saturating_sub(self.last(group).known_at)
    }

    fn last(&self, group: &GroupPlan) -> Look {
        self.last.get(&group.id).copied().unwrap_or(self.first)
    }
}

fn held_up(group: &GroupId) -> Error {
    let message = format!(
        "group {group}: more than {} s passed after each of {LOOKS} rechecks before its change could be sent",
        FRESH.as_secs()
    );
    Error::new(
        ErrorKind::Refused,
        KafkaError::new(ErrorCode::EXPIRED, message),
    )
    .hint(IDLE)
}

fn look(
    plan: &Plan,
    groups: &[GroupPlan],
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
) -> Result<Look, Error> {
    let began = deadline.beat();
    let observer = Observer {
        cluster,
        deadline,
        notices: &Silent,
    };
    let scope = GroupPlan::scope(groups);
    let (now, known_at) = look_again(observer, &scope)?;
    // Of several groups the last one's answer says nothing of how old the first one's is.
    let known_at = if groups.len() > 1 { began } else { known_at };
    let drift = refused_for(plan.drift_of(groups, &now), "the preview");
    drift.map_err(|error| match error.kind {
        ErrorKind::Refused => error.hint("run this again to see the effect as it is now"),
        _ => error,
    })?;
    Ok(Look { began, known_at })
}

/// Compares the world with what a plan saw; `since` is when that was, in words.
///
/// # Errors
/// Refused: something has moved since. Failed: something could not be read again.
pub fn check_drift(plan: &Plan, now: &Observation, since: &str) -> Result<(), Error> {
    refused_for(plan.drift(now), since)
}

fn refused_for(drift: Drift, since: &str) -> Result<(), Error> {
    if drift.is_empty() {
        return Ok(());
    }
    if drift.moved.is_empty() {
        let unread = drift.unread.join("; ");
        return Err(Error::failed(format!("could not look again: {unread}")));
    }
    Err(Error::refused(format!("something has moved since {since}:")).details(drift.moved))
}
