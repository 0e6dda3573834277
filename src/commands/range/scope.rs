use std::collections::{BTreeMap, BTreeSet};

use super::RangeArgs;
use crate::commands::Session;
use crate::commands::select::{TopicQuery, TopicSelector, select_topics, unknown_group};
use crate::error::Error;
use crate::kafka::{CommitsOf, Stability};
use crate::model::{ErrorCode, GroupId, KafkaError, StoredCommits, TopicName, TopicPartition};

/// The partitions that a range is about.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) partitions: BTreeSet<TopicPartition>,
    /// Those of which it is known before any look-up that it would fail.
    pub(super) missing: BTreeMap<TopicPartition, KafkaError>,
}

impl Scope {
    pub(super) fn is_empty(&self) -> bool {
        self.partitions.is_empty() && self.missing.is_empty()
    }
}

/// Looks up what the arguments ask for.
///
/// # Errors
/// Usage: something named twice, or an empty name. Refused: what is not there, or matches nothing.
pub(super) fn of(args: &RangeArgs, session: &Session<'_>) -> Result<Scope, Error> {
    if let Some(group) = &args.group {
        return of_group(group, session);
    }
    let named: Vec<TopicSelector> = args.topics.iter().chain(&args.topic).cloned().collect();
    let query = TopicQuery {
        named: &named,
        matching: args.topics_matching.as_ref(),
        all: named.is_empty() && args.topics_matching.is_none(),
        internal: args.internal,
        committed: None,
    };
    Ok(Scope {
        partitions: select_topics(session, &query)?.partitions,
        missing: BTreeMap::new(),
    })
}

/// All partitions of the topics in which a group has commits. A commit whose partition is gone stays in
/// view as one that cannot be read.
fn of_group(name: &str, session: &Session<'_>) -> Result<Scope, Error> {
    let group = GroupId::new(name);
    let commits = commits(&group, session)?;
    if commits.is_empty() {
        refuse_unknown(&group, session)?;
        return Ok(Scope::default());
    }
    let names: BTreeSet<TopicName> = commits.keys().map(|at| at.topic.clone()).collect();
    let topics = session.cluster.topics(&names, session.deadline)?;
    let found = topics.values().flatten();
    let partitions: BTreeSet<_> = found.flat_map(|topic| topic.topic_partitions()).collect();
    let gone = commits.into_keys().filter(|at| !partitions.contains(at));
    let missing = gone
        .map(|at| {
            let error = match topics.get(&at.topic) {
                Some(Err(error)) => error.clone(),
                _ => KafkaError::new(
                    ErrorCode::UNKNOWN_TOPIC_OR_PARTITION,
                    "the topic has no such partition",
                ),
            };
            (at, error)
        })
        .collect();
    Ok(Scope {
        partitions,
        missing,
    })
}

fn commits(group: &GroupId, session: &Session<'_>) -> Result<StoredCommits, Error> {
    let ids = BTreeSet::from([group.clone()]);
    let mut answer = None;
    session.cluster.commits(
        CommitsOf::Groups(&ids),
        Stability::Any,
        session.deadline,
        &mut |_, commits| {
            answer = Some(commits);
        },
    )?;
    let none = || {
        KafkaError::new(
            ErrorCode::BAD_MESSAGE,
            "the group's commits are not in the answer",
        )
    };
    let commits = answer.unwrap_or_else(|| Err(none()));
    commits.map_err(|error| Error::from(error).context(format!("group {group}")))
}

/// Refuses a group that the cluster does not know. One of another type is known, and has no commits.
fn refuse_unknown(group: &GroupId, session: &Session<'_>) -> Result<(), Error> {
    let ids = BTreeSet::from([group.clone()]);
    let mut described = session.cluster.describe_groups(&ids, session.deadline)?;
    let absent = match described.remove(group) {
        Some(Err(error)) => {
            return Err(Error::from(error).context(format!("group {group}")));
        }
        Some(Ok(found)) => found.is_dead(),
        None => true,
    };
    match absent {
        true => {
            let listed = session.cluster.groups(session.deadline)?;
            Err(unknown_group(group, &listed.found))
        }
        false => Ok(()),
    }
}
