use std::collections::{BTreeMap, BTreeSet};

use chrono::SubsecRound;

use super::choose::Chosen;
use super::logs::{Logs, Reading};
use super::scope::Scope;
use crate::commands::Session;
use crate::commands::access::hidden_commits;
use crate::commands::gather::{read_pending, without_commit};
use crate::commands::select::unknown_group;
use crate::error::Error;
use crate::kafka::{CommitsOf, Stability};
use crate::model::{
    GroupId, GroupSnapshot, GroupState, GroupType, KafkaError, SavedOffset, Snapshot,
    StoredCommits, TopicName, TopicPartition, committed_at, negative_at,
};

/// What each group has committed.
pub(in crate::commands) type Commits = BTreeMap<GroupId, Result<StoredCommits, KafkaError>>;

/// Reads where the groups stand: their commits, then what is wanted of the logs of all partitions at once.
///
/// Which partitions matter is only known from the commits, so that every range is younger than them. A
/// commit below `log_start` may thus have been inside the log when it was read; a snapshot draws no
/// conclusion from the two.
///
/// # Errors
/// Refused: a group that is not there, a pattern that matches no topic. Failed: nothing could be read.
pub(super) fn take(
    session: &Session<'_>,
    scope: &Scope<'_>,
    mut chosen: Chosen,
    reading: Reading,
) -> Result<Snapshot, Error> {
    // As precise as the document is.
    let created_at = session.deadline.clock().now().trunc_subsecs(3);
    let cluster_id = session.cluster.cluster_id(session.deadline)?;
    let may_hide = scope.is_everything() && hidden_commits(session).is_some();
    let (mut commits, visible_topics) = read_visible(session, &chosen, may_hide)?;
    refuse_unknown(session, &chosen, &commits)?;
    chosen.find_undescribed(&commits, session)?;
    let left_out = chosen.leave_out(&mut commits, |id| scope.besides.contains_key(id));
    keep_scope(scope, &mut commits)?;
    let (partitions, logs) = read_logs(session, scope, &commits, reading)?;
    add_pending(session, &partitions, &mut commits)?;

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
    session.deadline.check()?;
    Ok(snapshot)
}

/// The commits of the groups, and where commits may be hidden the topics whose commits are not: they are asked for
/// before and after, since a topic may come to be hidden, or no longer.
fn read_visible(
    session: &Session<'_>,
    chosen: &Chosen,
    may_hide: bool,
) -> Result<(Commits, BTreeSet<TopicName>), KafkaError> {
    let topic_names = || {
        if may_hide {
            session.cluster.topic_names(session.deadline)
        } else {
            Ok(BTreeSet::new())
        }
    };
    let before = topic_names()?;
    let commits = read_commits(session, chosen.groups.keys().cloned().collect())?;
    let after = topic_names()?;
    Ok((commits, before.intersection(&after).cloned().collect()))
}

/// The partitions of each group whose commits could be read, and the logs of them all.
fn read_logs(
    session: &Session<'_>,
    scope: &Scope<'_>,
    commits: &Commits,
    reading: Reading,
) -> Result<(BTreeMap<GroupId, BTreeSet<TopicPartition>>, Logs), Error> {
    let committed = commits.values().flatten().flat_map(BTreeMap::keys);
    let topics = scope.topics(committed.map(|at| at.topic.clone()).collect(), session)?;
    let mut partitions = BTreeMap::new();
    for (id, commits) in commits {
        if let Ok(commits) = commits {
            partitions.insert(id.clone(), scope.partitions(id, commits.keys(), &topics));
        }
    }
    let all = partitions.values().flatten().cloned().collect();
    Ok((partitions, Logs::read(session, topics, &all, reading)?))
}

fn read_commits(session: &Session<'_>, ids: BTreeSet<GroupId>) -> Result<Commits, KafkaError> {
    let progress = session.ui.progress("reading commits", ids.len());
    let mut commits = Commits::new();
    session.cluster.commits(
        CommitsOf::Groups(&ids),
        Stability::Required,
        session.deadline,
        &mut |id, answer| {
            commits.insert(id, answer);
            progress.advance();
        },
    )?;
    Ok(commits)
}

/// A commit that is only pending in a transaction is none yet, and one that cannot be read.
fn add_pending(
    session: &Session<'_>,
    partitions: &BTreeMap<GroupId, BTreeSet<TopicPartition>>,
    commits: &mut Commits,
) -> Result<(), KafkaError> {
    let mut uncommitted = BTreeMap::new();
    for (id, partitions) in partitions {
        if let Some(Ok(commits)) = commits.get(id) {
            uncommitted.insert(id.clone(), without_commit(partitions, commits));
        }
    }
    let (cluster, deadline) = (session.cluster, session.deadline);
    read_pending(cluster, deadline, uncommitted, &mut |id, answer| match (
        commits.get_mut(&id),
        answer,
    ) {
        (Some(Ok(commits)), Ok(more)) => commits.extend(more),
        (Some(commits), Err(error)) => *commits = Err(error),
        _ => {}
    })
}

/// A name that no group bears is described as a dead group without commits, and so is a group about to
/// go: only a listing tells them apart.
pub(in crate::commands) fn refuse_unknown(
    session: &Session<'_>,
    chosen: &Chosen,
    commits: &Commits,
) -> Result<(), Error> {
    let doubtful = |id: &&GroupId| {
        let dead = chosen
            .groups
            .get(*id)
            .is_some_and(|(_, state)| *state == GroupState::Dead);
        let empty = matches!(commits.get(*id), Some(Ok(commits)) if commits.is_empty());
        dead && empty
    };
    let mut doubtful = chosen.named.iter().filter(doubtful).peekable();
    if doubtful.peek().is_none() {
        return Ok(());
    }
    let listing = session.cluster.groups(session.deadline)?;
    // A service may list what it calls dead, but no broker so lists a KIP-848 group: a name that librdkafka cut.
    let may_be = |id: &GroupId| {
        let mut listed = listing.found.iter();
        listed.any(|group| group.id == *id && group.group_type != GroupType::Consumer)
    };
    let unknown = doubtful.find(|id| !may_be(id));
    match unknown {
        None => Ok(()),
        Some(id) => {
            let error = unknown_group(id, &listing.found);
            Err(listing.gaps.into_iter().fold(error, Error::hint))
        }
    }
}

fn keep_scope(scope: &Scope<'_>, commits: &mut Commits) -> Result<(), Error> {
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
