//! Commits that are pending in a transaction, beside those that they will replace.

use std::collections::{BTreeMap, BTreeSet};

use super::optional::unless_interrupted;
use crate::clock::Deadline;
use crate::kafka::{CommitsOf, ReadCluster, Stability};
use crate::model::{ErrorCode, GroupId, KafkaError, StoredCommits, TopicPartition};

/// The partitions in which each group has a commit pending.
pub(super) type Pending = BTreeMap<GroupId, BTreeSet<TopicPartition>>;

/// Takes out of commits, read with [`Stability::RequiredNow`], that others are pending there, and reads what is
/// committed until then: one request more for each group of which that is so. Where that fails, it stands in the place
/// of these commits, and all others stay.
///
/// # Errors
/// `INTERRUPTED`.
pub(super) fn settle<'a>(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    groups: impl Iterator<Item = (&'a GroupId, &'a mut StoredCommits)>,
) -> Result<Pending, KafkaError> {
    let mut groups: BTreeMap<&GroupId, _> = groups.collect();
    let pending: Pending = groups
        .iter()
        .map(|(id, commits)| ((*id).clone(), unstable(commits)))
        .filter(|(_, partitions)| !partitions.is_empty())
        .collect();
    if pending.is_empty() {
        return Ok(pending);
    }
    let by_name = CommitsOf::Partitions(&pending);
    let read = cluster.commits(by_name, Stability::Any, deadline, &mut |id, answer| {
        let Some(commits) = groups.get_mut(&id) else {
            return;
        };
        for at in &pending[&id] {
            let until_then = match &answer {
                Ok(read) => read.get(at).cloned(),
                Err(error) => Some(Err(error.clone())),
            };
            match until_then {
                Some(commit) => drop(commits.insert(at.clone(), commit)),
                None => drop(commits.remove(at)),
            }
        }
    });
    if let Some(error) = unless_interrupted(read)?.err() {
        for commits in groups.values_mut() {
            for at in unstable(commits) {
                commits.insert(at, Err(error.clone()));
            }
        }
    }
    Ok(pending)
}

/// Asks by name for commits that are pending where none is committed; see [`CommitsOf::Groups`]. Groups that it is
/// not known of are not in the answer.
///
/// # Errors
/// `INTERRUPTED`.
pub(super) fn of_uncommitted(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    mut uncommitted: BTreeMap<GroupId, BTreeSet<TopicPartition>>,
) -> Result<Pending, KafkaError> {
    uncommitted.retain(|_, partitions| !partitions.is_empty());
    let mut pending = Pending::new();
    if uncommitted.is_empty() {
        return Ok(pending);
    }
    let by_name = CommitsOf::Partitions(&uncommitted);
    let stability = Stability::RequiredNow;
    let read = cluster.commits(by_name, stability, deadline, &mut |id, answer| {
        if let Ok(commits) = answer {
            pending.insert(id, unstable(&commits));
        }
    });
    unless_interrupted(read)?.ok();
    Ok(pending)
}

/// Whether brokers hide that commits are pending, or may.
///
/// # Errors
/// `INTERRUPTED`.
pub(super) fn is_hidden(
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
) -> Result<bool, KafkaError> {
    let hides = unless_interrupted(cluster.hides_pending(deadline))?;
    Ok(hides.unwrap_or(true))
}

fn unstable(commits: &StoredCommits) -> BTreeSet<TopicPartition> {
    let is_unstable = |commit: &Result<_, KafkaError>| {
        let error = commit.as_ref().err();
        error.is_some_and(|error| error.code == ErrorCode::UNSTABLE_OFFSET_COMMIT)
    };
    let unstable = commits.iter().filter(|(_, commit)| is_unstable(commit));
    unstable.map(|(at, _)| at.clone()).collect()
}
