//! What groups have committed, and what is pending in a transaction beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::Observer;
use super::observer::unless_interrupted;
use crate::error::Error;
use crate::kafka::{CommitsOf, OnCommits, Stability};
use crate::model::{
    ErrorCode, GroupId, KafkaError, PerGroupPartitions, StoredCommits, TopicPartition,
};

/// What each group has committed.
pub(super) type Commits = BTreeMap<GroupId, Result<StoredCommits, KafkaError>>;

/// Takes out of commits, read with [`Stability::RequiredNow`], that others are pending there, and reads what is
/// committed until then: one request more for each group of which that is so. Where that fails, it stands in the place
/// of these commits, and all others stay.
///
/// # Errors
/// `INTERRUPTED`.
pub(super) fn settle<'a>(
    observer: Observer<'_>,
    groups: impl Iterator<Item = (&'a GroupId, &'a mut StoredCommits)>,
) -> Result<PerGroupPartitions, KafkaError> {
    let mut groups: BTreeMap<&GroupId, _> = groups.collect();
    let pending: PerGroupPartitions = groups
        .iter()
        .map(|(id, commits)| ((*id).clone(), unstable(commits)))
        .filter(|(_, partitions)| !partitions.is_empty())
        .collect();
    if pending.is_empty() {
        return Ok(pending);
    }
    let by_name = CommitsOf::Partitions(&pending);
    let read = observer.cluster.commits(
        by_name,
        Stability::Any,
        observer.deadline,
        &mut |id, answer| {
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
        },
    );
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
    observer: Observer<'_>,
    mut uncommitted: PerGroupPartitions,
) -> Result<PerGroupPartitions, KafkaError> {
    uncommitted.retain(|_, partitions| !partitions.is_empty());
    let mut pending = PerGroupPartitions::new();
    if uncommitted.is_empty() {
        return Ok(pending);
    }
    let by_name = CommitsOf::Partitions(&uncommitted);
    let stability = Stability::RequiredNow;
    let read =
        observer
            .cluster
            .commits(by_name, stability, observer.deadline, &mut |id, answer| {
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
pub(super) fn is_hidden(observer: Observer<'_>) -> Result<bool, KafkaError> {
    let hides = unless_interrupted(observer.cluster.hides_pending(observer.deadline))?;
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
    observer: Observer<'_>,
    mut uncommitted: PerGroupPartitions,
    on_commits: OnCommits<'_>,
) -> Result<(), KafkaError> {
    uncommitted.retain(|_, partitions| !partitions.is_empty());
    if uncommitted.is_empty() {
        return Ok(());
    }
    let by_name = CommitsOf::Partitions(&uncommitted);
    observer
        .cluster
        .commits(by_name, Stability::Required, observer.deadline, on_commits)
}

/// Adds to what a group has committed what is only pending in these partitions.
///
/// # Errors
/// Failed: it could not be read.
pub(super) fn add_pending_of(
    id: &GroupId,
    partitions: &BTreeSet<TopicPartition>,
    commits: &mut StoredCommits,
    observer: Observer<'_>,
) -> Result<(), Error> {
    let uncommitted = PerGroupPartitions::from([(id.clone(), without_commit(partitions, commits))]);
    let mut pending = Ok(StoredCommits::new());
    read_pending(observer, uncommitted, &mut |_, answer| pending = answer)?;
    let unreadable = |error| Error::from(error).context(format!("group {id}"));
    commits.extend(pending.map_err(unreadable)?);
    Ok(())
}

/// Reads commits within half of what is left of the command's time, so that groups of which nothing comes keep
/// no other from being shown.
pub(super) fn read_half_the_time(
    observer: Observer<'_>,
    ids: &BTreeSet<GroupId>,
    on_group: &mut dyn FnMut(),
) -> Result<Commits, KafkaError> {
    let half = observer.deadline.first_half();
    let within_half = Observer {
        deadline: &half,
        ..observer
    };
    let mut commits = Commits::new();
    let of = CommitsOf::Groups(ids);
    let stability = Stability::RequiredNow;
    let read = read_commits(within_half, of, stability, &mut commits, on_group);
    if let Err(error) = read {
        let is_half_over = half.check().is_err() && observer.deadline.check().is_ok();
        if !is_half_over {
            return Err(error);
        }
        for id in ids {
            let answer = commits.entry(id.clone());
            answer.or_insert_with(|| Err(error.clone()));
        }
    }
    Ok(commits)
}

/// Reads commits, and keeps what was answered where the reading fails.
pub(super) fn read_commits(
    observer: Observer<'_>,
    of: CommitsOf<'_>,
    stability: Stability,
    commits: &mut Commits,
    on_group: &mut dyn FnMut(),
) -> Result<(), KafkaError> {
    let mut on_commits = |id, answer| {
        commits.insert(id, answer);
        on_group();
    };
    observer
        .cluster
        .commits(of, stability, observer.deadline, &mut on_commits)
}
