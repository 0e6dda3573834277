use std::collections::BTreeMap;

use super::read::{Partitions, read_commits};
use crate::commands::Session;
use crate::commands::snapshot::{Commits, Logs};
use crate::error::Error;
use crate::kafka::CommitsOf;
use crate::model::{
    Lag, LagBasis, LagGap, OffsetRange, StoredCommit, StoredCommits, TopicPartition,
};

/// Where groups stand, and the logs that they stand in.
pub(super) struct Stands {
    pub(super) commits: Commits,
    pub(super) partitions: Partitions,
    pub(super) logs: Logs,
    /// The starts that are older than the commits, of partitions that were read twice.
    pub(super) starts: BTreeMap<TopicPartition, OffsetRange>,
}

impl Stands {
    pub(super) fn lag(&self, at: &TopicPartition, commits: &StoredCommits, basis: LagBasis) -> Lag {
        let committed = match commits.get(at) {
            Some(Ok(StoredCommit::Offset(committed))) => Ok(Some(committed.offset)),
            Some(Ok(StoredCommit::Negative(negative))) => Err(LagGap::Negative(*negative)),
            Some(Err(error)) => Err(LagGap::Unreadable(format!("commit: {error}"))),
            None => Ok(None),
        };
        let range = self
            .logs
            .range(at)
            .map_err(|why| match self.logs.is_gone(at) {
                true => LagGap::Gone(why),
                false => LagGap::Unreadable(why),
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

    /// Reads the commits once more that lie below the start of their log, and then the ends of these logs.
    pub(super) fn read_losses_again(&mut self, session: &Session<'_>) -> Result<(), Error> {
        let mut lost = Partitions::new();
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
        read_commits(session, lost_of, session.deadline, &mut again, &mut || {})?;
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
        self.logs.read_again(session, &partitions)?;
        Ok(())
    }
}
