//! The reads of a change, in the order that keeps losses, lags and times from being invented.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::ranges::{self, Positions, unanswered};
use crate::clock::Deadline;
use crate::error::Error;
use crate::kafka::{CommitsOf, OffsetQuery, OnCommits, ReadCluster, Stability};
use crate::model::{
    ErrorCode, GroupId, Isolation, KafkaError, Observation, ObservedGroup, OffsetSpec, PerGroup,
    Retention, Scope, StoredCommits, TopicName, TopicPartition,
};

/// Looks at the world: log starts, then commits, then ends, then times.
///
/// # Errors
/// Failed: a group could not be described or its commits not read at all. What concerns one topic or
/// partition stands in the observation.
pub fn observe(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    scope: &Scope,
) -> Result<Observation, Error> {
    let seen = see_topics(cluster, deadline, scope)?;
    let starts = ranges::log_starts(cluster, deadline, &seen.partitions)?;
    let ids = scope.groups.keys().cloned().collect();
    let mut groups = observe_groups(cluster, deadline, &ids, Stability::Required)?;
    add_pending(cluster, deadline, scope, &mut groups)?;
    let hides_pending = cluster.hides_pending(deadline)?;
    let ranges = ranges::from_starts(cluster, deadline, &seen.partitions, starts)?;
    let times = times(cluster, deadline, scope, &seen.partitions)?;
    // What could not be read because the time was over is no finding about the cluster.
    deadline.check()?;
    Ok(Observation {
        ranges,
        times,
        hides_pending,
        groups,
        ..seen.observation
    })
}

/// Looks at the world once more before something is sent: as [`observe`], but with the groups last, so that as
/// little time as possible passes between what is said of them and what is sent. Returns the
/// [`Clock::uptime`](crate::clock::Clock::uptime) at which their commits were known.
///
/// # Errors
/// As [`observe`].
pub fn look_again(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    scope: &Scope,
) -> Result<(Observation, Duration), Error> {
    let seen = see_topics(cluster, deadline, scope)?;
    let starts = ranges::log_starts(cluster, deadline, &seen.partitions)?;
    let ranges = ranges::from_starts(cluster, deadline, &seen.partitions, starts)?;
    let hides_pending = cluster.hides_pending(deadline)?;
    let ids = scope.groups.keys().cloned().collect();
    let mut groups = observe_groups(cluster, deadline, &ids, Stability::Required)?;
    let known_at = deadline.clock().uptime();
    add_pending(cluster, deadline, scope, &mut groups)?;
    deadline.check()?;
    let observation = Observation {
        ranges,
        hides_pending,
        groups,
        ..seen.observation
    };
    Ok((observation, known_at))
}

/// The topics of a scope, in an observation that holds nothing else yet, and which of its partitions are there.
struct SeenTopics {
    observation: Observation,
    partitions: BTreeSet<TopicPartition>,
}

fn see_topics(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    scope: &Scope,
) -> Result<SeenTopics, Error> {
    let observed_at = deadline.clock().now();
    let cluster_id = cluster.cluster_id(deadline)?;
    let wanted = scope.partitions();
    let names: BTreeSet<TopicName> = wanted.iter().map(|tp| tp.topic.clone()).collect();
    let topics = cluster.topics(&names, deadline)?;
    let there = |tp: &&TopicPartition| match topics.get(&tp.topic) {
        Some(Ok(topic)) => topic.partitions.contains(&tp.partition),
        Some(Err(error)) => error.code != ErrorCode::UNKNOWN_TOPIC_OR_PARTITION,
        None => false,
    };
    let partitions = wanted.iter().filter(there).cloned().collect();
    Ok(SeenTopics {
        observation: Observation {
            cluster_id,
            observed_at,
            hides_pending: false,
            topics,
            ranges: BTreeMap::new(),
            times: BTreeMap::new(),
            groups: BTreeMap::new(),
            retention: BTreeMap::new(),
        },
        partitions,
    })
}

/// How long the coordinators of groups keep commits. One that does not tell is left out: it is only for the
/// reader of a plan.
pub fn retention(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    groups: &BTreeMap<GroupId, ObservedGroup>,
) -> BTreeMap<i32, Retention> {
    let coordinators = groups
        .values()
        .filter_map(|group| Some(group.description.coordinator.as_ref()?.broker))
        .collect();
    let told = cluster.broker_settings(&coordinators, Retention::SETTING, deadline);
    let kept = |(broker, value): (i32, Result<Option<String>, _>)| {
        Some((broker, Retention::parse(&value.ok()??)?))
    };
    told.into_iter().flatten().filter_map(kept).collect()
}

/// Describes groups and reads their commits. To wait until they are stable is only right for what is
/// decided from them.
///
/// # Errors
/// Refused: a group that no request can name, which a file may hold. Failed: a group that cannot be read.
pub fn observe_groups(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    ids: &BTreeSet<GroupId>,
    stability: Stability,
) -> Result<BTreeMap<GroupId, ObservedGroup>, Error> {
    if let Some(id) = ids.iter().find(|id| id.has_nul()) {
        let message = format!("group {id}: cannot change a group with a NUL character in its name");
        return Err(Error::refused(message).hint("name the groups to change"));
    }
    let observed = observe_each_group(cluster, deadline, ids, stability, &mut || {})?;
    let readable = |(id, group): (GroupId, Result<_, KafkaError>)| match group {
        Ok(group) => Ok((id, group)),
        Err(error) => Err(Error::from(error).context(format!("group {id}"))),
    };
    observed.into_iter().map(readable).collect()
}

/// As [`observe_groups`], with what failed at one group in its place; `on_group` is told of each group that is
/// done.
///
/// # Errors
/// Where nothing could be learnt of any group.
pub fn observe_each_group(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    ids: &BTreeSet<GroupId>,
    stability: Stability,
    on_group: &mut dyn FnMut(),
) -> Result<PerGroup<ObservedGroup>, KafkaError> {
    if ids.is_empty() {
        return Ok(PerGroup::new());
    }
    let mut described = cluster.describe_groups(ids, deadline)?;
    let mut commits = BTreeMap::new();
    let all = CommitsOf::Groups(ids);
    cluster.commits(all, stability, deadline, &mut |id, answer| {
        commits.insert(id, answer);
        on_group();
    })?;
    let mut observed = |id: &GroupId| {
        Ok(ObservedGroup {
            description: described.remove(id).unwrap_or_else(|| Err(unanswered()))?,
            commits: commits.remove(id).unwrap_or_else(|| Err(unanswered()))?,
        })
    };
    Ok(ids.iter().map(|id| (id.clone(), observed(id))).collect())
}

/// Adds to what the groups have committed what is only pending.
fn add_pending(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    scope: &Scope,
    groups: &mut BTreeMap<GroupId, ObservedGroup>,
) -> Result<(), Error> {
    let mut uncommitted = BTreeMap::new();
    for (id, partitions) in &scope.groups {
        if !groups[id].is_absent() {
            uncommitted.insert(id.clone(), without_commit(partitions, &groups[id].commits));
        }
    }
    let mut failed = None;
    read_pending(cluster, deadline, uncommitted, &mut |id, answer| match (
        answer,
        groups.get_mut(&id),
    ) {
        (Ok(commits), Some(group)) => group.commits.extend(commits),
        (Err(error), _) => failed = Some(Error::from(error).context(format!("group {id}"))),
        (Ok(_), None) => {}
    })?;
    failed.map_or(Ok(()), Err)
}

/// The partitions that seem to have no commit.
pub(super) fn without_commit(
    partitions: &BTreeSet<TopicPartition>,
    commits: &StoredCommits,
) -> BTreeSet<TopicPartition> {
    let without = partitions.iter().filter(|at| !commits.contains_key(at));
    without.cloned().collect()
}

/// Reads by name what seems to have no commit: a broker that is asked for all partitions leaves out those
/// whose only commit is pending in a transaction.
pub(super) fn read_pending(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    mut uncommitted: BTreeMap<GroupId, BTreeSet<TopicPartition>>,
    on_commits: OnCommits<'_>,
) -> Result<(), KafkaError> {
    uncommitted.retain(|_, partitions| !partitions.is_empty());
    if uncommitted.is_empty() {
        return Ok(());
    }
    let by_name = CommitsOf::Partitions(&uncommitted);
    cluster.commits(by_name, Stability::Required, deadline, on_commits)
}

fn times(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    scope: &Scope,
    there: &BTreeSet<TopicPartition>,
) -> Result<BTreeMap<DateTime<Utc>, Positions>, Error> {
    let wanted: BTreeMap<_, BTreeSet<_>> = scope
        .times
        .iter()
        .map(|(time, partitions)| (*time, partitions.intersection(there).cloned().collect()))
        .collect();
    let isolation = Isolation::ReadUncommitted;
    let queries: Vec<_> = wanted
        .iter()
        .map(|(time, partitions)| OffsetQuery {
            spec: OffsetSpec::At(*time),
            isolation,
            partitions,
        })
        .collect();
    if queries.is_empty() {
        return Ok(BTreeMap::new());
    }
    let answers = cluster.list_offsets(&queries, deadline)?;
    Ok(wanted.into_keys().zip(answers).collect())
}
