//! What a watch reads, again and again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use super::chosen::{Chosen, choose};
use super::lag::{BLOCK, Reader};
use super::transactions;
use super::{Observer, TopicScope};
use crate::error::Error;
use crate::model::{
    GroupId, GroupState, GroupType, KafkaError, LagBasis, LagRow, LeftOut, Reading, Seen,
    TransactionLimit, View,
};

/// Whether a reading is the one that a command line is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    First,
    /// What was there at first may be gone.
    Later,
}

/// What is kept through all readings of a watch.
pub struct Start {
    at: Instant,
    /// What brokers told, who are asked only where a transaction was seen open.
    transaction_limit: OnceLock<TransactionLimit>,
}

impl Start {
    pub fn new(at: Instant) -> Self {
        Start {
            at,
            transaction_limit: OnceLock::new(),
        }
    }
}

/// Reads all that is watched.
///
/// # Errors
/// As `koffset lag`, of what is asked for and not there only the first time; nothing could be read of any group.
pub fn read_watched(
    view: &View,
    turn: Turn,
    start: &Start,
    observer: Observer<'_>,
) -> Result<Reading, Error> {
    let look_up = match turn {
        Turn::First => TopicScope::look_up,
        Turn::Later => TopicScope::look_up_again,
    };
    let scope = look_up(view, observer)?;
    let (mut chosen, errors) = described(view, turn, observer)?;
    let gaps = std::mem::take(&mut chosen.gaps);
    let ids: Vec<GroupId> = chosen.groups.keys().cloned().collect();
    let mut groups: BTreeMap<GroupId, Seen> = ids
        .iter()
        .map(|id| (id.clone(), seen(&chosen, &errors, id)))
        .collect();
    let mut reader = Reader {
        scope,
        chosen,
        basis: LagBasis::End,
        members: false,
    };
    let (is_hit, left_out) = read_rows(&mut reader, &ids, &mut groups, observer)?;
    let mut errors = groups.values().map(|seen| seen.error.as_ref());
    if let (Some(Some(error)), true) = (errors.next(), errors.all(|error| error.is_some())) {
        return Err(Error::failed(error));
    }
    if turn == Turn::First {
        reader.scope.refuse_missed(is_hit)?;
    }
    if !reader.scope.is_everything() {
        for (id, seen) in &mut groups {
            let is_named = reader.chosen.named.contains(id);
            seen.is_aside = !is_named && seen.rows.is_empty() && seen.error.is_none();
        }
    }
    let transaction_limit = transaction_limit(&groups, start, observer);
    // A slow reading is as old as the ends of the logs, which come last.
    Ok(Reading {
        at: observer.deadline.clock().now(),
        moment: observer
            .deadline
            .clock()
            .instant()
            .saturating_duration_since(start.at),
        groups,
        gaps,
        left_out,
        transaction_limit,
    })
}

/// The groups before their commits are read, and why some of them could not be described.
fn described(
    view: &View,
    turn: Turn,
    observer: Observer<'_>,
) -> Result<(Chosen, BTreeMap<GroupId, String>), Error> {
    let mut chosen = choose(&view.groups, observer)?;
    if turn == Turn::First {
        chosen.refuse_unmatched(&view.groups)?;
        chosen.refuse_mistyped(observer)?;
    }
    let errors = describe(&mut chosen, observer)?;
    Ok((chosen, errors))
}

/// Describes the groups that were only listed: their members are watched too, and their state is younger then.
fn describe(
    chosen: &mut Chosen,
    observer: Observer<'_>,
) -> Result<BTreeMap<GroupId, String>, KafkaError> {
    let ids = chosen.groups.keys();
    let listed: BTreeSet<GroupId> = ids
        .filter(|id| !chosen.members.contains_key(*id))
        .cloned()
        .collect();
    let mut errors = BTreeMap::new();
    if listed.is_empty() {
        return Ok(errors);
    }
    for (id, described) in observer
        .cluster
        .describe_groups(&listed, observer.deadline)?
    {
        match described {
            Ok(group) => {
                if let Some(known) = chosen.groups.get_mut(&id) {
                    *known = (group.group_type, group.state);
                }
                let members = group.members.into_iter().map(Arc::new).collect();
                chosen.members.insert(id, members);
            }
            Err(error) => {
                errors.insert(id, format!("the group could not be described: {error}"));
            }
        }
    }
    Ok(errors)
}

/// Reads the rows of all groups, and takes out those that are left out. Tells whether a commit is in a topic that is
/// asked for.
fn read_rows(
    reader: &mut Reader<'_>,
    ids: &[GroupId],
    groups: &mut BTreeMap<GroupId, Seen>,
    observer: Observer<'_>,
) -> Result<(bool, Vec<LeftOut>), Error> {
    let mut is_hit = false;
    let mut left_out = Vec::new();
    for block in ids.chunks(BLOCK) {
        let block = block.iter().cloned().collect();
        let block = reader.read(observer, &block, &mut || {})?;
        is_hit |= block.is_hit;
        for group in &block.left_out {
            groups.remove(&group.id);
        }
        left_out.extend(block.left_out);
        for row in block.rows {
            add(groups, row);
        }
    }
    Ok((is_hit, left_out))
}

/// How long a transaction may be open, where one is; asked until a broker tells it.
fn transaction_limit(
    groups: &BTreeMap<GroupId, Seen>,
    start: &Start,
    observer: Observer<'_>,
) -> Option<TransactionLimit> {
    let is_open = |row: &LagRow| row.lag.above_last_stable().is_some_and(|above| above > 0);
    let mut rows = groups.values().flat_map(|seen| seen.rows.values());
    rows.any(is_open).then(|| {
        if let Some(told) = start.transaction_limit.get() {
            return *told;
        }
        let limit = transactions::transaction_limit(observer);
        if limit.is_default {
            limit
        } else {
            *start.transaction_limit.get_or_init(|| limit)
        }
    })
}

fn seen(chosen: &Chosen, errors: &BTreeMap<GroupId, String>, id: &GroupId) -> Seen {
    let unknown = (GroupType::Unknown, GroupState::Unknown);
    let (group_type, state) = chosen.groups.get(id).copied().unwrap_or(unknown);
    let members = chosen.members.get(id).into_iter().flatten();
    Seen {
        group_type,
        state,
        members: members.cloned().collect(),
        rows: BTreeMap::new(),
        error: errors.get(id).cloned(),
        is_aside: false,
    }
}

fn add(groups: &mut BTreeMap<GroupId, Seen>, row: LagRow) {
    let Some(seen) = groups.get_mut(&row.group.id) else {
        return;
    };
    match row.at.clone() {
        Some(at) => drop(seen.rows.insert(at, row)),
        None => seen.error = row.lag.error(),
    }
}
