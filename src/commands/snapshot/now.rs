use std::collections::{BTreeMap, BTreeSet};

use super::choose::Chosen;
use super::logs::Reading;
use super::scope::Scope;
use super::take::take;
use crate::commands::Session;
use crate::error::Error;
use crate::model::{GroupId, GroupState, Snapshot, TopicPartition};

/// What is made of a group that the cluster does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::commands) enum Absent {
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
pub(in crate::commands) fn positions(
    groups: BTreeMap<GroupId, BTreeSet<TopicPartition>>,
    absent: Absent,
    session: &Session<'_>,
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
    let chosen = chosen.described(&ids, session)?;
    let scope = Scope::everything(groups);
    let mut now = take(session, &scope, chosen, Reading::TopicIds)?;
    leave_out_absent(&mut now, session)?;
    Ok(now)
}

/// A group that is not there is described as a dead one, and so is one about to go: only a listing tells
/// them apart.
fn leave_out_absent(now: &mut Snapshot, session: &Session<'_>) -> Result<(), Error> {
    let mut dead = now.groups.iter();
    if !dead.any(|(_, group)| group.state == GroupState::Dead && group.has_no_commit()) {
        return Ok(());
    }
    let listing = session.cluster.groups(session.deadline)?;
    now.incomplete.extend(listing.gaps);
    let listed: BTreeSet<GroupId> = listing.found.into_iter().map(|group| group.id).collect();
    now.groups.retain(|id, group| {
        group.state != GroupState::Dead || !group.has_no_commit() || listed.contains(id)
    });
    Ok(())
}
