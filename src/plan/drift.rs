//! What makes a plan stale.

use super::{Change, GroupPlan, Plan};
use crate::model::{
    CommittedOffset, ErrorCode, KafkaError, Observation, ObservedGroup, TopicPartition,
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
    if group.remove_group {
        let unseen = observed
            .commits
            .keys()
            .filter(|at| !group.changes.contains_key(at));
        moved.extend(
            unseen.map(|at| format!("{at} of group {id}: there was no commit, and is one")),
        );
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

/// Only what is written needs its place in the log to be there still.
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
    match now.ranges.get(partition) {
        Some(Ok(range)) if after.offset < range.log_start => Some(format!(
            "the target {} was deleted: the log starts at {} now",
            after.offset, range.log_start
        )),
        Some(Ok(range)) if after.offset > range.end => Some(format!(
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
