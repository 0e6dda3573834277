//! What makes a plan stale.

use Difference::{Moved, Unread};

use super::judge::is_as_requested;
use super::{Change, GroupPlan, Plan};
use crate::model::{
    ClusterId, CommittedOffset, ErrorCode, KafkaError, NegativeOffset, Observation, ObservedGroup,
    PENDING_COMMIT, TopicId, TopicName, TopicPartition, by_reason, committed_at, named,
    negative_at,
};

/// What became of the world between a plan and its recheck.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// What has moved, one line each.
    pub moved: Vec<String>,
    /// What could not be read again, so that it may have moved: one line for each reason.
    pub unread: Vec<String>,
}

impl Drift {
    /// Whether the world was seen to be as the plan saw it.
    pub fn is_empty(&self) -> bool {
        self.moved.is_empty() && self.unread.is_empty()
    }
}

impl Plan {
    /// Whether the groups stand where the plan puts them, so that it has nothing more to do.
    pub fn is_carried_out(&self, now: &Observation) -> bool {
        is_carried_out(self, now)
    }

    /// What is not as the plan saw it, or could not be seen again; empty while it may be carried out. The one
    /// rule of staleness.
    pub fn drift(&self, now: &Observation) -> Drift {
        self.drift_of(&self.groups, now)
    }

    /// As [`Plan::drift`], of some of its groups alone.
    pub fn drift_of(&self, groups: &[GroupPlan], now: &Observation) -> Drift {
        drift(self.cluster_id.as_ref(), groups, now)
    }

    /// How many partitions its topics have more than when it was made.
    pub fn gained(&self, now: &Observation) -> Vec<(&TopicName, usize)> {
        let gained = |(name, before): (&'_ TopicName, &usize)| {
            let topic = now.topics.get(name)?.as_ref().ok()?;
            topic.partitions.len().checked_sub(*before)
        };
        let topics = self.topics.iter();
        let more = topics.filter_map(|topic| Some((topic.0, gained(topic)?)));
        more.filter(|(_, more)| *more > 0).collect()
    }
}

/// How one part of the world is not seen as it was.
enum Difference {
    Moved(String),
    Unread(String),
}

fn drift(cluster_id: Option<&ClusterId>, groups: &[GroupPlan], now: &Observation) -> Drift {
    let (mut moved, mut unread) = (Vec::new(), Vec::new());
    if cluster_id != now.cluster_id.as_ref() {
        let id =
            |id: Option<&ClusterId>| id.map_or("without an id".to_owned(), ToString::to_string);
        let (was, is) = (id(cluster_id), id(now.cluster_id.as_ref()));
        moved.push(format!(
            "the cluster is another one: it was {was} and is {is}"
        ));
        // What else differs there says nothing about the plan.
        return Drift {
            moved,
            unread: Vec::new(),
        };
    }
    for group in groups {
        let Some(observed) = now.groups.get(&group.id) else {
            moved.push(format!("group {} was not seen again", group.id));
            continue;
        };
        group_drift(group, observed, &mut moved);
        for (place, difference) in partition_drift(group, observed, now) {
            match difference {
                Moved(how) => moved.push(format!("{place}: {how}")),
                Unread(why) => unread.push((place, why)),
            }
        }
    }
    Drift {
        moved,
        unread: by_reason(unread),
    }
}

fn group_drift(group: &GroupPlan, observed: &ObservedGroup, moved: &mut Vec<String>) {
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
            named(&member.id),
            named(&member.host)
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
}

fn partition_drift(
    group: &GroupPlan,
    observed: &ObservedGroup,
    now: &Observation,
) -> Vec<(String, Difference)> {
    let mut found = Vec::new();
    for (partition, change) in &group.changes {
        let negative = negative_at(&observed.commits, partition);
        let commit = committed_at(&observed.commits, partition);
        let commit = commit_drift(change, commit, negative);
        let commit = commit.map(|how| (format!("{partition} of group {}", group.id), how));
        let log = log_drift(partition, change, now).map(|how| (partition.to_string(), how));
        found.extend(commit.into_iter().chain(log));
    }
    found
}

fn commit_drift(
    change: &Change,
    now: Result<Option<&CommittedOffset>, &KafkaError>,
    negative: Option<NegativeOffset>,
) -> Option<Difference> {
    let now = match now {
        Ok(now) => now,
        Err(error) if error.code == ErrorCode::UNSTABLE_OFFSET_COMMIT => {
            return Some(Moved(PENDING_COMMIT.to_owned()));
        }
        Err(error) => return Some(Unread(format!("the commit cannot be read: {error}"))),
    };
    (now != change.before.as_ref() || negative != change.negative).then(|| {
        let stored = |commit: Option<&CommittedOffset>, negative: Option<NegativeOffset>| {
            let offset = commit.map(|commit| commit.offset.get());
            let number = offset.or(negative.map(NegativeOffset::get));
            number.map_or_else(|| "no commit".to_owned(), |number| number.to_string())
        };
        let was = stored(change.before.as_ref(), change.negative);
        let is = stored(now, negative);
        Moved(if was == is {
            format!("was committed again at {is}")
        } else {
            format!("the commit was {was} and is {is}")
        })
    })
}

/// Only what is written needs its topic, and its place in the log to be there still, if it was there.
fn log_drift(partition: &TopicPartition, change: &Change, now: &Observation) -> Option<Difference> {
    if !change.writes() {
        return None;
    }
    let topic_id = match now.topics.get(&partition.topic) {
        Some(Ok(topic)) => topic.id.as_ref(),
        Some(Err(error)) if error.code != ErrorCode::UNKNOWN_TOPIC_OR_PARTITION => {
            return Some(Unread(format!("the topic cannot be read: {error}")));
        }
        Some(Err(_)) | None => None,
    };
    if topic_id != change.topic_id.as_ref() {
        return Some(Moved("the topic was recreated or deleted".to_owned()));
    }
    let after = change.after.as_ref()?;
    let range = match now.ranges.get(partition) {
        Some(Ok(range)) => range,
        Some(Err(error)) => {
            return Some(Unread(format!(
                "the range of its log cannot be read: {error}"
            )));
        }
        None => return Some(Moved("the partition is not there any more".to_owned())),
    };
    let then = change.range.as_ref()?;
    if after.offset < range.log_start && after.offset >= then.log_start {
        return Some(Moved(format!(
            "the target {} was deleted: the log starts at {} now",
            after.offset, range.log_start
        )));
    }
    (after.offset > range.end && after.offset <= then.end).then(|| {
        Moved(format!(
            "the target {} is beyond the end of the log, {} now",
            after.offset, range.end
        ))
    })
}

fn is_carried_out(plan: &Plan, now: &Observation) -> bool {
    let stands = |group: &GroupPlan| {
        let Some(observed) = now.groups.get(&group.id) else {
            return false;
        };
        let mut written = group.changes.iter().filter(|(_, change)| change.writes());
        (!group.remove_group || observed.is_absent())
            && written.all(|(at, change)| {
                let there = committed_at(&observed.commits, at);
                there.is_ok_and(|there| is_as_requested(there, change.after.as_ref()))
                    && negative_at(&observed.commits, at).is_none()
                    && (change.after.is_none() || topic_id(at, now) == change.topic_id.as_ref())
            })
    };
    plan.cluster_id == now.cluster_id && plan.groups.iter().all(stands)
}

fn topic_id<'a>(at: &TopicPartition, now: &'a Observation) -> Option<&'a TopicId> {
    now.topics.get(&at.topic)?.as_ref().ok()?.id.as_ref()
}

#[cfg(test)]
mod tests;
