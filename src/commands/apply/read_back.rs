//! What stands in the cluster after a change.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Deadline;
use crate::kafka::{CommitsOf, ReadCluster, Stability};
use crate::model::{
    ErrorCode, GroupDescription, GroupId, KafkaError, ObservedGroup, PerGroup, StoredCommit,
    StoredCommits, TopicPartition,
};
use crate::observe::unanswered;
use crate::plan::Plan;

/// What stood there afterwards.
pub(super) struct ReadBack {
    commits: PerGroup<StoredCommits>,
    /// The groups that were to be deleted.
    removed: PerGroup<GroupDescription>,
}

/// Reads all groups again; over a new connection if this one may have lost an answer.
pub(super) fn read_back(
    plan: &Plan,
    cluster: &dyn ReadCluster,
    deadline: &Deadline,
    doubt: bool,
) -> ReadBack {
    let ids: BTreeSet<GroupId> = plan.groups.iter().map(|group| group.id.clone()).collect();
    let removed = plan.groups.iter().filter(|group| group.remove_group);
    let removed: BTreeSet<GroupId> = removed.map(|group| group.id.clone()).collect();
    let fresh = doubt.then(|| cluster.fresh()).transpose();
    let cluster = match &fresh {
        Ok(fresh) => Ok(fresh.as_deref().unwrap_or(cluster)),
        Err(error) => Err(error.clone()),
    };
    ReadBack {
        commits: commits(cluster.clone(), ids, deadline),
        removed: descriptions(cluster, removed, deadline),
    }
}

fn commits(
    cluster: Result<&dyn ReadCluster, KafkaError>,
    ids: BTreeSet<GroupId>,
    deadline: &Deadline,
) -> PerGroup<StoredCommits> {
    let mut commits = BTreeMap::new();
    let of = CommitsOf::Groups(&ids);
    let done = cluster.and_then(|cluster| {
        cluster.commits(of, Stability::Any, deadline, &mut |id, answer| {
            commits.insert(id, answer);
        })
    });
    if let Err(error) = done {
        for id in ids {
            commits.entry(id).or_insert_with(|| Err(error.clone()));
        }
    }
    commits
}

fn descriptions(
    cluster: Result<&dyn ReadCluster, KafkaError>,
    ids: BTreeSet<GroupId>,
    deadline: &Deadline,
) -> PerGroup<GroupDescription> {
    if ids.is_empty() {
        return PerGroup::new();
    }
    let described = cluster.and_then(|cluster| cluster.describe_groups(&ids, deadline));
    described.unwrap_or_else(|error| ids.into_iter().map(|id| (id, Err(error.clone()))).collect())
}

impl ReadBack {
    /// Nothing, since nothing was sent.
    pub(super) fn none(plan: &Plan) -> Self {
        let why = "nothing was sent, so nothing was read back";
        let unread = || Err(KafkaError::new(ErrorCode::PURGED_IN_QUEUE, why));
        let ids = plan.groups.iter().map(|group| group.id.clone());
        ReadBack {
            commits: ids.map(|id| (id, unread())).collect(),
            removed: PerGroup::new(),
        }
    }

    fn commits_of(&self, group: &GroupId) -> Result<&StoredCommits, KafkaError> {
        match self.commits.get(group) {
            Some(commits) => commits.as_ref().map_err(Clone::clone),
            None => Err(unanswered()),
        }
    }

    /// What is stored for one partition: a commit, or a negative number; `None` where nothing is.
    pub(super) fn stored_for(
        &self,
        group: &GroupId,
        at: &TopicPartition,
    ) -> Result<Option<StoredCommit>, KafkaError> {
        self.commits_of(group)?.get(at).cloned().transpose()
    }

    /// Whether the cluster knows a group that was to be deleted.
    pub(super) fn is_there(&self, group: &GroupId) -> Result<bool, KafkaError> {
        let commits = self.commits_of(group)?.clone();
        let description = self.removed.get(group).cloned();
        let description = description.unwrap_or_else(|| Err(unanswered()))?;
        let observed = ObservedGroup {
            description,
            commits,
        };
        Ok(!observed.is_absent())
    }
}
