//! Where groups stand, and the logs that they stand in.

use std::collections::{BTreeMap, BTreeSet};

use super::Observer;
use super::commits::{Commits, read_commits};
use super::group_logs::Logs;
use crate::error::Error;
use crate::kafka::{CommitsOf, Stability};
use crate::model::{
    GroupId, Lag, LagBasis, LagGap, OffsetRange, PerGroupPartitions, StoredCommit, StoredCommits,
    TopicPartition,
};

/// Where groups stand, and the logs that they stand in.
pub(super) struct Stands {
    pub(super) commits: Commits,
    pub(super) partitions: PerGroupPartitions,
    pub(super) logs: Logs,
    /// The starts that are older than the commits, of partitions that were read twice.
    pub(super) starts: BTreeMap<TopicPartition, OffsetRange>,
    /// Where commits are pending that replace others.
    pub(super) pending: PerGroupPartitions,
    /// Where commits are pending and none is there, of the groups that were asked for it.
    pub(super) only_pending: PerGroupPartitions,
    /// Whether brokers hide where commits are pending, or may.
    pub(super) hides_pending: bool,
}

impl Stands {
    pub(super) fn lag(&self, at: &TopicPartition, commits: &StoredCommits, basis: LagBasis) -> Lag {
        let committed = match commits.get(at) {
            Some(Ok(StoredCommit::Offset(committed))) => Ok(Some(committed.offset)),
            Some(Ok(StoredCommit::Negative(negative))) => Err(LagGap::Negative(*negative)),
            Some(Err(error)) => Err(LagGap::Unreadable(format!("commit: {error}"))),
            None => Ok(None),
        };
        let range = self.logs.range(at).map_err(|why| {
            if self.logs.is_gone(at) {
                LagGap::Gone(why)
            } else {
                LagGap::Unreadable(why)
            }
        });
        let range = range.map(|range| match self.starts.get(at) {
            Some(before) => OffsetRange {
                log_start: before.log_start,
                ..range
            },
            None => range,
        });
        Lag::of(committed, range, basis)
    }

    /// Whether a commit is pending in a transaction; `None` where that is not known.
    pub(super) fn is_pending(&self, group: &GroupId, at: &TopicPartition) -> Option<bool> {
        let is_in = |pending: &BTreeSet<TopicPartition>| pending.contains(at);
        let is_committed =
            matches!(self.commits.get(group)?, Ok(commits) if commits.contains_key(at));
        if self.pending.get(group).is_some_and(is_in) {
            Some(true)
        } else if self.hides_pending {
            None
        } else if is_committed {
            Some(false)
        } else {
            self.only_pending.get(group).map(is_in)
        }
    }

    /// Reads the commits once more that lie below the start of their log, and then the ends of these logs.
    pub(super) fn read_losses_again(&mut self, observer: Observer<'_>) -> Result<(), Error> {
        let mut lost = PerGroupPartitions::new();
        for (id, commits) in &self.commits {
            for (at, committed) in commits.iter().flatten() {
                if let (Ok(StoredCommit::Offset(committed)), Ok(range)) =
                    (committed, self.logs.range(at))
                    && committed.offset < range.log_start
                {
                    lost.entry(id.clone()).or_default().insert(at.clone());
                    self.starts.insert(at.clone(), range);
                }
            }
        }
        if lost.is_empty() {
            return Ok(());
        }
        let lost_of = CommitsOf::Partitions(&lost);
        let mut again = Commits::new();
        read_commits(observer, lost_of, Stability::Any, &mut again, &mut || {})?;
        for (id, read) in again {
            let Some(Ok(commits)) = self.commits.get_mut(&id) else {
                continue;
            };
            for at in lost.remove(&id).into_iter().flatten() {
                match &read {
                    Ok(read) => match read.get(&at) {
                        Some(committed) => drop(commits.insert(at, committed.clone())),
                        None => drop(commits.remove(&at)),
                    },
                    Err(error) => drop(commits.insert(at, Err(error.clone()))),
                }
            }
        }
        let partitions = self.starts.keys().cloned().collect();
        self.logs.read_again(observer, &partitions)?;
        Ok(())
    }
}
