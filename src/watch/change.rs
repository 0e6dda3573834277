use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::{
    GroupId, GroupState, Member, NegativeOffset, Offset, TopicPartition, TransactionLimit,
    first_few, named,
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
