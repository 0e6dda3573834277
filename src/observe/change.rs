//! The reads of a change, in the order that keeps losses, lags and times from being invented.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Observer;
use super::commits::{read_pending, without_commit};
use super::groups::observe_groups;
use super::logs::{self, Positions};
use crate::error::Error;
use crate::kafka::{OffsetQuery, Stability};
use crate::model::{
    ErrorCode, GroupId, Isolation, Observation, ObservedGroup, OffsetSpec, Retention, Scope,
    TopicName, TopicPartition,
};

/// Looks at the world: log starts, then commits, then ends, then times.
///
/// # Errors
/// Failed: a group could not be described or its commits not read at all. What concerns one topic or
/// partition stands in the observation.
pub fn observe(observer: Observer<'_>, scope: &Scope) -> Result<Observation, Error> {
    let seen = see_topics(observer, scope)?;
    let starts = logs::log_starts(observer, &seen.partitions)?;
    let ids = scope.groups.keys().cloned().collect();
    let mut groups = observe_groups(observer, &ids, Stability::Required)?;
    add_pending(observer, scope, &mut groups)?;
    let hides_pending = observer.cluster.hides_pending(observer.deadline)?;
    let ranges = logs::from_starts(observer, &seen.partitions, starts)?;
    let times = times(observer, scope, &seen.partitions)?;
    // What could not be read because the time was over is no finding about the cluster.
    observer.deadline.check()?;
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
pub fn look_again(observer: Observer<'_>, scope: &Scope) -> Result<(Observation, Duration), Error> {
    let seen = see_topics(observer, scope)?;
    let starts = logs::log_starts(observer, &seen.partitions)?;
    let ranges = logs::from_starts(observer, &seen.partitions, starts)?;
    let hides_pending = observer.cluster.hides_pending(observer.deadline)?;
    let ids = scope.groups.keys().cloned().collect();
    let mut groups = observe_groups(observer, &ids, Stability::Required)?;
    let known_at = observer.deadline.clock().uptime();
    add_pending(observer, scope, &mut groups)?;
    observer.deadline.check()?;
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

fn see_topics(observer: Observer<'_>, scope: &Scope) -> Result<SeenTopics, Error> {
    let observed_at = observer.deadline.clock().now();
    let cluster_id = observer.cluster.cluster_id(observer.deadline)?;
    let wanted = scope.partitions();
    let names: BTreeSet<TopicName> = wanted.iter().map(|tp| tp.topic.clone()).collect();
    let topics = observer.cluster.topics(&names, observer.deadline)?;
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

fn times(
    observer: Observer<'_>,
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
    let answers = observer.cluster.list_offsets(&queries, observer.deadline)?;
    Ok(wanted.into_keys().zip(answers).collect())
}

/// Adds to what the groups have committed what is only pending.
fn add_pending(
    observer: Observer<'_>,
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
    read_pending(
        observer,
        uncommitted,
        &mut |id, answer| match (answer, groups.get_mut(&id)) {
            (Ok(commits), Some(group)) => group.commits.extend(commits),
            (Err(error), _) => failed = Some(Error::from(error).context(format!("group {id}"))),
            (Ok(_), None) => {}
        },
    )?;
    failed.map_or(Ok(()), Err)
}

/// How long the coordinators of groups keep commits. One that does not tell is left out: it is only for the
/// reader of a plan.
pub fn retention(
    observer: Observer<'_>,
    groups: &BTreeMap<GroupId, ObservedGroup>,
) -> BTreeMap<i32, Retention> {
    let coordinators = groups
        .values()
        .filter_map(|group| Some(group.description.coordinator.as_ref()?.broker))
        .collect();
    let told =
        observer
            .cluster
            .broker_settings(&coordinators, Retention::SETTING, observer.deadline);
    let kept = |(broker, value): (i32, Result<Option<String>, _>)| {
        Some((broker, Retention::parse(&value.ok()??)?))
    };
    told.into_iter().flatten().filter_map(kept).collect()
}
