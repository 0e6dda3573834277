//! The reads of a change, in the order that keeps losses, lags and times from being invented.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Deadline;
use crate::error::Error;
use crate::kafka::{CommitsOf, OffsetQuery, ReadCluster, Stability};
use crate::model::{
    ErrorCode, GroupId, Isolation, KafkaError, ListedOffset, Observation, ObservedGroup,
    OffsetRange, OffsetSpec, PerPartition, Scope, TopicName, TopicPartition,
};

type Positions = PerPartition<Option<ListedOffset>>;

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
    let starts = log_starts(cluster, deadline, &partitions)?;
    let ids = scope.groups.keys().cloned().collect();
    let mut groups = observe_groups(cluster, deadline, &ids, Stability::Required)?;
    add_pending(cluster, deadline, scope, &mut groups)?;
    let ranges = ranges(cluster, deadline, &partitions, starts)?;
    let times = times(cluster, deadline, scope, &partitions)?;
    Ok(Observation {
        cluster_id,
        observed_at,
        topics,
        ranges,
        times,
        groups,
    })
}

/// Describes groups and reads their commits. To wait until they are stable is only right for what is
/// decided from them.
pub fn observe_groups(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    ids: &BTreeSet<GroupId>,
    stability: Stability,
) -> Result<BTreeMap<GroupId, ObservedGroup>, Error> {
    let mut described = cluster.describe_groups(ids, deadline)?;
    let mut commits = BTreeMap::new();
    let all = CommitsOf::Groups(ids);
    cluster.commits(all, stability, deadline, &mut |id, answer| {
        commits.insert(id, answer);
    })?;
    let mut groups = BTreeMap::new();
    for id in ids {
        let unreadable = |error: KafkaError| Error::from(error).context(format!("group {id}"));
        let description = described
            .remove(id)
            .unwrap_or_else(|| Err(unanswered()))
            .map_err(unreadable)?;
        let commits = commits
            .remove(id)
            .unwrap_or_else(|| Err(unanswered()))
            .map_err(unreadable)?;
        groups.insert(
            id.clone(),
            ObservedGroup {
                description,
                commits,
            },
        );
    }
    Ok(groups)
}

/// Asks again, by name, for the partitions that seem to have no commit: a broker that is asked for all of
/// them leaves out those whose only commit is pending in a transaction.
fn add_pending(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    scope: &Scope,
    groups: &mut BTreeMap<GroupId, ObservedGroup>,
) -> Result<(), Error> {
    let mut uncommitted = BTreeMap::new();
    for (id, partitions) in &scope.groups {
        let commits = &groups[id].commits;
        let without = partitions.iter().filter(|at| !commits.contains_key(at));
        let without: BTreeSet<TopicPartition> = without.cloned().collect();
        if !without.is_empty() && !groups[id].is_absent() {
            uncommitted.insert(id.clone(), without);
        }
    }
    if uncommitted.is_empty() {
        return Ok(());
    }
    let by_name = CommitsOf::Partitions(&uncommitted);
    let mut failed = None;
    cluster.commits(
        by_name,
        Stability::Required,
        deadline,
        &mut |id, answer| match (answer, groups.get_mut(&id)) {
            (Ok(commits), Some(group)) => group.commits.extend(commits),
            (Err(error), _) => failed = Some(Error::from(error).context(format!("group {id}"))),
            (Ok(_), None) => {}
        },
    )?;
    failed.map_or(Ok(()), Err)
}

fn unanswered() -> KafkaError {
    KafkaError::new(ErrorCode::BAD_MESSAGE, "the cluster did not answer for it")
}

fn log_starts(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    partitions: &BTreeSet<TopicPartition>,
) -> Result<Positions, Error> {
    let isolation = Isolation::ReadUncommitted;
    let query = OffsetQuery {
        spec: OffsetSpec::Earliest,
        isolation,
        partitions,
    };
    Ok(cluster
        .list_offsets(&[query], deadline)?
        .pop()
        .unwrap_or_default())
}

fn ranges(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    partitions: &BTreeSet<TopicPartition>,
    mut starts: Positions,
) -> Result<PerPartition<OffsetRange>, Error> {
    let latest = |isolation| OffsetQuery {
        spec: OffsetSpec::Latest,
        isolation,
        partitions,
    };
    let queries = [
        latest(Isolation::ReadUncommitted),
        latest(Isolation::ReadCommitted),
    ];
    let mut answers = cluster.list_offsets(&queries, deadline)?.into_iter();
    let mut ends = answers.next().unwrap_or_default();
    let mut stable = answers.next().unwrap_or_default();
    let mut ranges = BTreeMap::new();
    for tp in partitions {
        let range = joined(starts.remove(tp), ends.remove(tp), stable.remove(tp));
        ranges.insert(tp.clone(), range);
    }
    Ok(ranges)
}

/// Makes a range of its three look-ups.
pub fn joined(
    start: Option<Result<Option<ListedOffset>, KafkaError>>,
    end: Option<Result<Option<ListedOffset>, KafkaError>>,
    stable: Option<Result<Option<ListedOffset>, KafkaError>>,
) -> Result<OffsetRange, KafkaError> {
    let found = |answer: Option<Result<Option<ListedOffset>, KafkaError>>| match answer {
        Some(Ok(Some(found))) => Ok(found),
        Some(Err(error)) => Err(error),
        Some(Ok(None)) | None => Err(unanswered()),
    };
    let (start, end, stable) = (found(start)?, found(end)?, found(stable)?);
    // The look-ups see a growing log at slightly different moments: whichever saw most saw its end.
    let end = [&start, &stable, &end]
        .into_iter()
        .max_by_key(|seen| seen.offset)
        .unwrap_or(&end);
    Ok(OffsetRange {
        log_start: start.offset,
        log_start_epoch: start.leader_epoch,
        end: end.offset,
        end_epoch: end.leader_epoch,
        last_stable: stable.offset,
    })
}

fn times(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    scope: &Scope,
    there: &BTreeSet<TopicPartition>,
) -> Result<BTreeMap<chrono::DateTime<chrono::Utc>, Positions>, Error> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Offset;

    #[test]
    fn a_log_that_grows_between_look_ups_does_not_end_before_it_is_stable() {
        let seen = |offset| {
            Some(Ok(Some(ListedOffset {
                offset: Offset::new(offset).unwrap(),
                leader_epoch: None,
                timestamp: None,
            })))
        };
        let range = joined(seen(3), seen(10), seen(12)).unwrap();
        assert_eq!((range.end.get(), range.last_stable.get()), (12, 12));
        let range = joined(seen(3), seen(10), seen(9)).unwrap();
        assert_eq!((range.end.get(), range.last_stable.get()), (10, 9));
    }
}
