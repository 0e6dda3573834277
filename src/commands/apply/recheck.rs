//! What is looked at again right before anything is sent.

use std::collections::BTreeSet;

use super::Applier;
use crate::clock::Deadline;
use crate::commands::{Session, gather};
use crate::error::{Error, ErrorKind};
use crate::model::{ErrorCode, KafkaError, Observation, TopicName};
use crate::plan::{Action, Plan};

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

pub(super) fn recheck(plan: &Plan, session: &Session<'_>) -> Result<(), Error> {
    let now = gather::observe(session.cluster, session.deadline, &plan.scope())?;
    check_drift(plan, &now, "the preview").map_err(|error| match error.kind {
        ErrorKind::Refused => error.hint("run this again to see the effect as it is now"),
        _ => error,
    })
}

/// Compares the world with what a plan saw; `since` is when that was, in words.
///
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
    Err(Error::refused(format!("something has moved since {since}:")).details(drift.moved))
}
