//! Where groups stand at one moment.

use std::collections::{BTreeMap, BTreeSet};

use chrono::SubsecRound;

use super::chosen::Chosen;
use super::commits::{Commits, read_commits, read_pending, without_commit};
use super::group_logs::{Logs, Wanted};
use super::groups::may_be;
use super::observer::sees_everything;
use super::{Observer, TopicScope};
use crate::error::Error;
use crate::kafka::{CommitsOf, Stability};
use crate::model::{
    GroupId, GroupSnapshot, GroupState, KafkaError, PerGroupPartitions, SavedOffset, Snapshot,
    StoredCommits, TopicName, TopicPartition, committed_at, negative_at,
};

/// Reads where the groups stand: their commits, then what is wanted of the logs of all partitions at once.
///
/// Which partitions matter is only known from the commits, so that every range is younger than them. A
/// commit below `log_start` may thus have been inside the log when it was read; a snapshot draws no
/// conclusion from the two.
///
/// # Errors
/// Refused: a group that is not there, a pattern that matches no topic. Failed: nothing could be read.
pub fn take(
    scope: &TopicScope<'_>,
    chosen: Chosen,
    observer: Observer<'_>,
) -> Result<Snapshot, Error> {
    taken(observer, scope, chosen, Wanted::Ranges)
}

fn taken(
    observer: Observer<'_>,
    scope: &TopicScope<'_>,
    mut chosen: Chosen,
    wanted: Wanted,
) -> Result<Snapshot, Error> {
    // As precise as the document is.
    let created_at = observer.deadline.clock().now().trunc_subsecs(3);
    let cluster_id = observer.cluster.cluster_id(observer.deadline)?;
    let may_hide = scope.is_everything() && !sees_everything(observer);
    let (mut commits, visible_topics) = read_visible(observer, &chosen, may_hide)?;
    chosen.check_known(&commits, observer)?;
    chosen.find_undescribed(&commits, observer)?;
    let left_out = chosen.leave_out(&mut commits, |id| scope.besides.contains_key(id));
    keep_scope(scope, &mut commits)?;
    let (partitions, logs) = read_logs(observer, scope, &commits, wanted)?;
    add_pending(observer, &partitions, &mut commits)?;

    let is_left_out: BTreeSet<&GroupId> = left_out.iter().map(|group| &group.id).collect();
    let groups = chosen.groups.into_iter();
    let groups = groups.filter(|(id, _)| !is_left_out.contains(id));
    let groups = groups.map(|(id, (group_type, state))| {
        let (error, offsets) = match commits.remove(&id) {
            Some(Ok(commits)) => (None, saved(&commits, &partitions[&id], &logs)),
            Some(Err(error)) => (Some(error.to_string()), BTreeMap::new()),
            None => {
                let error = "the cluster did not answer".to_owned();
                (Some(error), BTreeMap::new())
            }
        };
        let group = GroupSnapshot {
            group_type,
            state,
            error,
            offsets,
        };
        (id, group)
    });
    let groups = groups.collect();
    let mut snapshot = Snapshot {
        created_at,
        cluster_id,
        all_topics: scope.is_everything() && !may_hide,
        visible_topics,
        incomplete: chosen.gaps,
        left_out,
        groups,
    };
    let unread: Vec<_> = snapshot.unread().collect();
    snapshot.incomplete.extend(unread);
    // An interrupt or a deadline that struck between two groups must not pass for their own failures.
    observer.deadline.check()?;
    Ok(snapshot)
}

/// The commits of the groups, and where commits may be hidden the topics whose commits are not: they are asked for
/// before and after, since a topic may come to be hidden, or no longer.
fn read_visible(
    observer: Observer<'_>,
    chosen: &Chosen,
    may_hide: bool,
) -> Result<(Commits, BTreeSet<TopicName>), KafkaError> {
    let topic_names = || {
        if may_hide {
            observer.cluster.topic_names(observer.deadline)
        } else {
            Ok(BTreeSet::new())
        }
    };
    let before = topic_names()?;
    let commits = commits_of(chosen, observer)?;
    let after = topic_names()?;
    Ok((commits, before.intersection(&after).cloned().collect()))
}

/// The partitions of each group whose commits could be read, and the logs of them all.
fn read_logs(
    observer: Observer<'_>,
    scope: &TopicScope<'_>,
    commits: &Commits,
    wanted: Wanted,
) -> Result<(PerGroupPartitions, Logs), Error> {
    let committed = commits.values().flatten().flat_map(BTreeMap::keys);
    let topics = scope.topics(committed.map(|at| at.topic.clone()).collect(), observer)?;
    let mut partitions = BTreeMap::new();
    for (id, commits) in commits {
        if let Ok(commits) = commits {
            partitions.insert(id.clone(), scope.partitions(id, commits.keys(), &topics));
        }
    }
    let all = partitions.values().flatten().cloned().collect();
    Ok((partitions, Logs::read(observer, topics, &all, wanted)?))
}

fn commits_of(chosen: &Chosen, observer: Observer<'_>) -> Result<Commits, KafkaError> {
    let ids = chosen.groups.keys().cloned().collect::<BTreeSet<_>>();
    let progress = observer.notices.progress("reading commits", ids.len());
    let mut commits = Commits::new();
    let of = CommitsOf::Groups(&ids);
    let advance = &mut || progress.advance();
    read_commits(observer, of, Stability::Required, &mut commits, advance)?;
    Ok(commits)
}

/// A commit that is only pending in a transaction is none yet, and one that cannot be read.
fn add_pending(
    observer: Observer<'_>,
    partitions: &PerGroupPartitions,
    commits: &mut Commits,
) -> Result<(), KafkaError> {
    let mut uncommitted = BTreeMap::new();
    for (id, partitions) in partitions {
        if let Some(Ok(commits)) = commits.get(id) {
            uncommitted.insert(id.clone(), without_commit(partitions, commits));
        }
    }
    read_pending(
        observer,
        uncommitted,
        &mut |id, answer| match (commits.get_mut(&id), answer) {
            (Some(Ok(commits)), Ok(more)) => commits.extend(more),
            (Some(commits), Err(error)) => *commits = Err(error),
            _ => {}
        },
    )
}

fn keep_scope(scope: &TopicScope<'_>, commits: &mut Commits) -> Result<(), Error> {
    for commits in commits.values_mut().flatten() {
        commits.retain(|at, _| scope.holds(at));
    }
    let Some(pattern) = scope.matching else {
        return Ok(());
    };
    let hits = |at: &TopicPartition| pattern.matches(&at.topic);
    let hit = commits.values().any(|commits| match commits {
        Ok(commits) => commits.keys().any(hits),
        Err(_) => true,
    });
    scope.refuse_missed(hit)
}

fn saved(
    commits: &StoredCommits,
    partitions: &BTreeSet<TopicPartition>,
    logs: &Logs,
) -> BTreeMap<TopicPartition, SavedOffset> {
    let saved = |at: &TopicPartition| SavedOffset {
        topic_id: logs.topic_id(at),
        committed: committed_at(commits, at)
            .map(|committed| committed.cloned())
            .map_err(ToString::to_string),
        negative: negative_at(commits, at),
        range: logs.range(at),
    };
    partitions
        .iter()
        .map(|at| (at.clone(), saved(at)))
        .collect()
}

/// What is made of a group that the cluster does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// It is an error.
    Refused,
    /// It is not in the snapshot.
    LeftOut,
}

/// Reads where groups stand now, in all topics and besides in the given partitions, without the ends of
/// their logs.
///
/// # Errors
/// Refused: a group that is not a consumer's, or not there where that is refused. Failed: nothing could
/// be read.
pub fn positions(
    groups: PerGroupPartitions,
    absent: Absent,
    observer: Observer<'_>,
) -> Result<Snapshot, Error> {
    let ids: BTreeSet<GroupId> = groups.keys().cloned().collect();
    let named = match absent {
        Absent::Refused => ids.clone(),
        Absent::LeftOut => BTreeSet::new(),
    };
    let chosen = Chosen {
        named,
        ..Chosen::default()
    };
    let chosen = chosen.described(&ids, observer)?;
    let scope = TopicScope::everything(groups);
    let mut now = taken(observer, &scope, chosen, Wanted::TopicIds)?;
    leave_out_absent(&mut now, observer)?;
    Ok(now)
}

/// A group that is not there is described as a dead one, and so is one about to go: only a listing tells
/// them apart.
fn leave_out_absent(now: &mut Snapshot, observer: Observer<'_>) -> Result<(), Error> {
    let mut dead = now.groups.iter();
    if !dead.any(|(_, group)| group.state == GroupState::Dead && group.has_no_commit()) {
        return Ok(());
    }
    let listing = observer.cluster.groups(observer.deadline)?;
    now.incomplete.extend(listing.gaps);
    now.groups.retain(|id, group| {
        group.state != GroupState::Dead || !group.has_no_commit() || may_be(id, &listing.found)
    });
    Ok(())
}
