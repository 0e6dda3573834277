use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::track::commit;
use super::{Seen, Track, Tracked};
use crate::model::{
    GroupId, GroupState, LagGap, LagRow, Member, NegativeOffset, Offset, TopicPartition,
    TransactionLimit, first_few, named,
};

/// Partitions beyond this many are only counted.
const NAMED: usize = 3;

/// Something that happened to a group between two readings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The time of the later reading.
    pub at: DateTime<Utc>,
    pub group: GroupId,
    pub change: Change,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Appeared,
    Vanished,
    State(GroupState),
    Joined(Arc<Member>),
    Left(Arc<Member>),
    /// Commits that stand before where they stood.
    MovedBack(Vec<Step>),
    /// Commits that went forward in a group that had no member before and has none now: nobody was seen who
    /// consumed, so that they were made from outside, or by a consumer that came and went in between.
    MovedForward(Vec<Step>),
    /// Commits that are not there any more.
    Removed(Vec<Step>),
    /// Commits in whose place a number is stored now that is no offset.
    Negative(Vec<(TopicPartition, NegativeOffset)>),
    /// Logs that end before where they ended: truncated, or the topic was deleted and made anew.
    Shrunk(Vec<Step>),
    /// Last stable offsets that have not moved for longer than a transaction may be open.
    Hanging {
        steps: Vec<Step>,
        limit: TransactionLimit,
    },
}

/// An offset of one partition, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub at: TopicPartition,
    pub from: Offset,
    pub to: Option<Offset>,
}

impl Change {
    /// The word for it in documents.
    pub fn word(&self) -> &'static str {
        match self {
            Change::Appeared => "appeared",
            Change::Vanished => "vanished",
            Change::State(_) => "state",
            Change::Joined(_) => "joined",
            Change::Left(_) => "left",
            Change::MovedBack(_) => "moved-back",
            Change::MovedForward(_) => "moved-forward",
            Change::Removed(_) => "removed",
            Change::Negative(_) => "negative",
            Change::Shrunk(_) => "shrunk",
            Change::Hanging { .. } => "hanging",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Appeared => f.write_str("appeared"),
            Change::Vanished => f.write_str("vanished"),
            Change::State(GroupState::Empty) => f.write_str("became empty"),
            Change::State(GroupState::Stable) => f.write_str("became stable"),
            Change::State(GroupState::PreparingRebalance) => f.write_str("rebalances"),
            Change::State(state) => write!(f, "is {state}"),
            Change::Joined(member) => write!(f, "joined: {}", name(member)),
            Change::Left(member) => write!(f, "left: {}", name(member)),
            Change::MovedBack(steps) => write!(f, "commit moved back: {}", Steps(steps)),
            Change::MovedForward(steps) => {
                write!(
                    f,
                    "commit moved forward with no member seen: {}",
                    Steps(steps)
                )
            }
            Change::Removed(steps) => write!(f, "commit removed: {}", Steps(steps)),
            Change::Negative(stored) => {
                let stored: Vec<String> = stored
                    .iter()
                    .map(|(at, negative)| format!("{at} is {}", negative.get()))
                    .collect();
                let stored = first_few(&stored, NAMED);
                write!(
                    f,
                    "the stored commit is negative, treated as no commit: {stored}"
                )
            }
            Change::Shrunk(steps) => write!(f, "log ends earlier than before: {}", Steps(steps)),
            Change::Hanging { steps, limit } => write!(
                f,
                "last stable offset not moved for longer than {limit} lets a transaction be open: {}",
                Steps(steps)
            ),
        }
    }
}

fn name(member: &Member) -> String {
    let (client, host) = (named(&member.client_id), named(&member.host));
    format!("{client} ({host})")
}

struct Steps<'a>(&'a [Step]);

impl fmt::Display for Steps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Step { at, from, to }) in self.0.iter().take(NAMED).enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            match to {
                Some(to) => write!(f, "{comma}{at} from {from} to {to}")?,
                None => write!(f, "{comma}{at} at {from}")?,
            }
        }
        match self.0.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// What became of a group since it was seen before.
pub(super) fn changes(before: &Tracked, now: &Seen) -> Vec<Change> {
    let mut changes = Vec::new();
    let left = without(&before.seen.members, &now.members).map(Change::Left);
    let joined = without(&now.members, &before.seen.members).map(Change::Joined);
    changes.extend(left.chain(joined));
    if before.seen.state != now.state {
        changes.push(Change::State(now.state));
    }
    let steps = |step: fn(&Tracked, &TopicPartition, &LagRow) -> Option<Step>| {
        let rows = now.rows.iter();
        rows.filter_map(|(at, row)| step(before, at, row))
            .collect::<Vec<_>>()
    };
    let mut add = |steps: Vec<Step>, change: fn(Vec<Step>) -> Change| {
        if !steps.is_empty() {
            changes.push(change(steps));
        }
    };
    add(steps(moved_back), Change::MovedBack);
    if before.seen.is_deserted() && now.is_deserted() {
        add(steps(moved_forward), Change::MovedForward);
    }
    add(removed(before, now), Change::Removed);
    add(steps(shrunk), Change::Shrunk);
    let negative = negative(before, now);
    changes.extend((!negative.is_empty()).then_some(Change::Negative(negative)));
    changes
}

fn without<'a>(
    these: &'a [Arc<Member>],
    those: &'a [Arc<Member>],
) -> impl Iterator<Item = Arc<Member>> + 'a {
    let is_new = |member: &&Arc<Member>| those.iter().all(|other| other.id != member.id);
    these.iter().filter(is_new).cloned()
}

fn moved_back(before: &Tracked, at: &TopicPartition, row: &LagRow) -> Option<Step> {
    let from = before.track(at)?.commit?;
    back(at, from, row.lag.committed)
}

fn moved_forward(before: &Tracked, at: &TopicPartition, row: &LagRow) -> Option<Step> {
    let (from, to) = before.track(at)?.forward(&row.lag)?;
    Some(Step {
        at: at.clone(),
        from,
        to: Some(to),
    })
}

/// A commit that goes with its whole topic leaves no row behind.
fn removed(before: &Tracked, now: &Seen) -> Vec<Step> {
    let step = |(at, track): (&TopicPartition, &Track)| {
        let from = track.commit?;
        let row = now.rows.get(at);
        let commit = row.map_or(Some(None), |row| commit(&row.lag));
        let is_negative = row.is_some_and(|row| negative_of(row).is_some());
        (commit == Some(None) && !is_negative).then(|| Step {
            at: at.clone(),
            from,
            to: None,
        })
    };
    before.tracks().filter_map(step).collect()
}

fn negative(before: &Tracked, now: &Seen) -> Vec<(TopicPartition, NegativeOffset)> {
    let is_new = |at: &TopicPartition, negative: NegativeOffset| {
        let was = before.seen.rows.get(at).and_then(negative_of);
        was != Some(negative)
    };
    let stored = now.rows.iter();
    let stored = stored.filter_map(|(at, row)| Some((at.clone(), negative_of(row)?)));
    stored
        .filter(|(at, negative)| is_new(at, *negative))
        .collect()
}

fn negative_of(row: &LagRow) -> Option<NegativeOffset> {
    match row.lag.gap {
        Some(LagGap::Negative(negative)) => Some(negative),
        _ => None,
    }
}

fn shrunk(before: &Tracked, at: &TopicPartition, row: &LagRow) -> Option<Step> {
    let from = before.track(at)?.end?;
    back(at, from, row.lag.end)
}

fn back(at: &TopicPartition, from: Offset, to: Option<Offset>) -> Option<Step> {
    (to? < from).then(|| Step {
        at: at.clone(),
        from,
        to,
    })
}
