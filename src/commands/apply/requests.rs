//! The requests that a group's change takes, each of a size that a broker takes.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{CommittedOffset, GroupId, TopicPartition};
use crate::plan::GroupPlan;

/// The most bytes of keys and metadata in one request: the broker writes them as one batch, and takes none
/// above `max.message.bytes`, about 1 MB.
const REQUEST_BYTES: usize = 500_000;

/// What a commit takes beside its names and metadata: versions, lengths, numbers, the batch's own fields.
const FIXED_BYTES: usize = 64;

/// One request to a group's coordinator.
pub(super) enum Request {
    Commit(BTreeMap<TopicPartition, CommittedOffset>),
    DeleteCommits(BTreeSet<TopicPartition>),
}

impl Request {
    /// What carries out all changes of a group, in the order in which it is sent: removals last.
    pub(super) fn all_of(group: &GroupPlan) -> Vec<Request> {
        let written = group.changes.iter().filter(|(_, change)| change.writes());
        let (mut commits, mut removals) = (Vec::new(), Vec::new());
        for (at, change) in written {
            match &change.after {
                Some(after) => commits.push((at.clone(), after.clone())),
                None => removals.push(at.clone()),
            }
        }
        let commit_bytes = |(at, commit): &(TopicPartition, CommittedOffset)| {
            bytes(&group.id, at) + commit.metadata.as_ref().map_or(0, String::len)
        };
        let commits = split(commits, commit_bytes).into_iter();
        let removals = split(removals, |at| bytes(&group.id, at)).into_iter();
        let commits = commits.map(|part| Request::Commit(part.into_iter().collect()));
        let removals = removals.map(|part| Request::DeleteCommits(part.into_iter().collect()));
        commits.chain(removals).collect()
    }

    pub(super) fn partitions(&self) -> BTreeSet<TopicPartition> {
        match self {
            Request::Commit(commits) => commits.keys().cloned().collect(),
            Request::DeleteCommits(partitions) => partitions.clone(),
        }
    }
}

fn bytes(group: &GroupId, at: &TopicPartition) -> usize {
    FIXED_BYTES + group.as_str().len() + at.topic.len()
}

fn split<T>(items: Vec<T>, bytes: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut parts: Vec<Vec<T>> = Vec::new();
    let mut room = 0;
    for item in items {
        let bytes = bytes(&item);
        match parts.last_mut() {
            Some(part) if bytes <= room => {
                room -= bytes;
                part.push(item);
            }
            _ => {
                room = REQUEST_BYTES.saturating_sub(bytes);
                parts.push(vec![item]);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(partitions: i32, metadata: usize) -> Vec<usize> {
        let group = GroupId::new("billing");
        let all = (0..partitions).map(|number| TopicPartition::new("orders", number));
        let parts = split(all.collect(), |at| bytes(&group, at) + metadata);
        parts.iter().map(Vec::len).collect()
    }

    #[test]
    fn a_commit_that_fits_is_one_request() {
        assert_eq!(sizes(5_000, 0), [5_000]);
        assert!(sizes(0, 0).is_empty());
    }

    #[test]
    fn a_commit_with_much_metadata_is_split_below_500_kb() {
        let parts = sizes(1_000, 4_096);
        assert_eq!(parts.iter().sum::<usize>(), 1_000);
        assert!(parts.iter().all(|part| part * 4_096 < REQUEST_BYTES));
        assert_eq!(parts.len(), 9);
    }

    #[test]
    fn metadata_beyond_the_limit_goes_alone_for_the_broker_to_refuse() {
        assert_eq!(sizes(3, 600_000), [1, 1, 1]);
    }
}
