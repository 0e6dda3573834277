use std::collections::BTreeSet;

use super::{ForeignOffsets, Format, Groups};
use crate::error::Error;
use crate::model::{CommittedOffset, GroupId, GroupSnapshot, LeftOut, Snapshot, TopicPartition};

/// What a snapshot tells and a file of another tool does not, beside topic ids, ranges of logs, the cluster
/// and the time, for which none has a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Commits with metadata.
    pub metadata: usize,
    /// Commits with a leader epoch.
    pub epochs: usize,
    /// Partitions that are known to have no commit.
    pub uncommitted: usize,
    /// Groups in which no partition has a commit.
    pub bare_groups: usize,
    /// Whether the name of the one group is left out.
    pub group_name: bool,
    /// The groups whose names the format cannot hold.
    pub left_out: Vec<LeftOut>,
}

/// The commits of a snapshot for a file in this format, and what the file will not tell.
///
/// # Errors
/// Refused: a commit that could not be read, a name that the format cannot hold among those of `named`, or what
/// [`ForeignOffsets::new`] refuses.
pub fn of_snapshot(
    snapshot: &Snapshot,
    format: Format,
    named: &BTreeSet<GroupId>,
) -> Result<(ForeignOffsets, Losses), Error> {
    let mut unread = snapshot.incomplete.iter().cloned().chain(snapshot.unread());
    if let Some(unread) = unread.next() {
        let message = format!("the snapshot is partial, which {format} cannot tell: {unread}");
        return Err(Error::refused(message));
    }
    let mut groups = Groups::new();
    let mut left_out = Vec::new();
    for (id, group) in &snapshot.groups {
        if let Err(reason) = format.can_hold(id)
            && !named.contains(id)
        {
            left_out.push(LeftOut {
                id: id.clone(),
                group_type: group.group_type.to_string(),
                reason: reason.to_owned(),
            });
            continue;
        }
        let positions = commits(group).map(|(at, committed)| (at.clone(), committed.offset));
        groups.insert(Some(id.clone()), positions.collect());
    }
    let losses = Losses {
        left_out,
        ..Losses::of(snapshot, &groups, format)
    };
    Ok((ForeignOffsets::new(format, groups)?, losses))
}

fn commits(group: &GroupSnapshot) -> impl Iterator<Item = (&TopicPartition, &CommittedOffset)> {
    let saved = group.offsets.iter();
    saved.filter_map(|(at, saved)| Some((at, saved.committed.as_ref().ok()?.as_ref()?)))
}

impl Losses {
    fn of(snapshot: &Snapshot, groups: &Groups, format: Format) -> Self {
        let all = || snapshot.groups.values().flat_map(commits);
        Losses {
            metadata: all()
                .filter(|(_, commit)| commit.metadata.is_some())
                .count(),
            epochs: all()
                .filter(|(_, commit)| commit.leader_epoch.is_some())
                .count(),
            uncommitted: snapshot.partitions() - all().count(),
            bare_groups: groups
                .values()
                .filter(|positions| positions.is_empty())
                .count(),
            group_name: !format.names_groups(),
            left_out: Vec::new(),
        }
    }
}
