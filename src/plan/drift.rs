//! What makes a plan stale.

use super::outcome::is_as_requested;
use super::{Change, GroupPlan, Plan};
use crate::model::{
    CommittedOffset, ErrorCode, KafkaError, Observation, ObservedGroup, TopicId, TopicPartition,
};

pub(super) fn drift(plan: &Plan, now: &Observation) -> Vec<String> {
    let mut moved = Vec::new();
    if plan.cluster_id != now.cluster_id {
        moved.push("the cluster is another one".to_owned());
    }
    for group in &plan.groups {
        match now.groups.get(&group.id) {
            Some(observed) => group_drift(group, observed, now, &mut moved),
            None => moved.push(format!("group {} was not seen again", group.id)),
        }
    }
    moved
}

pub(super) fn is_carried_out(plan: &Plan, now: &Observation) -> bool {
    let stands = |group: &GroupPlan| {
        let Some(observed) = now.groups.get(&group.id) else {
            return false;
        };
        let mut written = group.changes.iter().filter(|(_, change)| change.writes());
        let there = |at| observed.commits.get(at).and_then(|there| there.as_ref().ok());
        (!group.remove_group || observed.is_absent())
            && written.all(|(at, change)| {
                is_as_requested(there(at), change.after.as_ref())
                    && observed.commits.get(at).is_none_or(Result::is_ok)
                    && (change.after.is_none() || topic_id(at, now) == change.topic_id.as_ref())
            })
    };
    plan.cluster_id == now.cluster_id && plan.groups.iter().all(stands)
}

fn topic_id<'a>(at: &TopicPartition, now: &'a Observation) -> Option<&'a TopicId> {
    now.topics.get(&at.topic)?.as_ref().ok()?.id.as_ref()
}

fn group_drift(
    group: &GroupPlan,
    observed: &ObservedGroup,
    now: &Observation,
    moved: &mut Vec<String>,
) {
    let (id, described) = (&group.id, &observed.description);
    if described.group_type != group.group_type {
        moved.push(format!(
            "group {id} was of type {} and is {}",
            group.group_type, described.group_type
        ));
    }
    if described.state != group.state {
        moved.push(format!(
            "group {id} was {} and is {}",
            group.state, described.state
        ));
    }
    for member in &described.members {
        moved.push(format!(
            "{} ({}) has joined group {id}",
            member.id, member.host
        ));
    }
    for (partition, change) in &group.changes {
        let commit = observed.commits.get(partition);
        moved.extend(
            commit_drift(change, commit).map(|how| format!("{partition} of group {id}: {how}")),
        );
        moved.extend(log_drift(partition, change, now).map(|how| format!("{partition}: {how}")));
    }
}

fn commit_drift(
    change: &Change,
    now: Option<&Result<CommittedOffset, KafkaError>>,
) -> Option<String> {
    let now = match now.map(Result::as_ref).transpose() {
        Ok(now) => now,
        Err(error) => return Some(format!("the commit cannot be read any more: {error}")),
    };
    (now != change.before.as_ref()).then(|| {
        let offset = |commit: Option<&CommittedOffset>| {
            commit.map_or_else(
                || "no commit".to_owned(),
                |commit| commit.offset.to_string(),
            )
        };
        let (was, is) = (offset(change.before.as_ref()), offset(now));
        match was == is {
            true => format!("was committed again at {is}"),
            false => format!("the commit was {was} and is {is}"),
        }
    })
}

/// Only what is written needs its place in the log to be there still, if it was there.
fn log_drift(partition: &TopicPartition, change: &Change, now: &Observation) -> Option<String> {
    let after = change.after.as_ref().filter(|_| change.writes())?;
    let topic_id = match now.topics.get(&partition.topic) {
        Some(Ok(topic)) => topic.id.as_ref(),
        Some(Err(error)) if error.code != ErrorCode::UNKNOWN_TOPIC_OR_PARTITION => {
            return Some(format!("the topic cannot be read any more: {error}"));
        }
        Some(Err(_)) | None => None,
    };
    if topic_id != change.topic_id.as_ref() {
        return Some("the topic was recreated or deleted".to_owned());
    }
    let then = change.range.as_ref()?;
    match now.ranges.get(partition) {
        Some(Ok(range)) if after.offset < range.log_start && after.offset >= then.log_start => Some(format!(
            "the target {} was deleted: the log starts at {} now",
            after.offset, range.log_start
        )),
        Some(Ok(range)) if after.offset > range.end && after.offset <= then.end => Some(format!(
            "the target {} is beyond the end of the log, {} now",
            after.offset, range.end
        )),
        Some(Ok(_)) => None,
        Some(Err(error)) => Some(format!(
            "the range of its log cannot be read any more: {error}"
        )),
        None => Some("the partition is not there any more".to_owned()),
    }
}

#[cfg(test)]
mod tests;
