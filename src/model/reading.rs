//! What one look of a watch saw.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{
    GroupId, GroupState, GroupType, LagRow, LeftOut, Member, TopicPartition, TransactionLimit,
};

/// What one look at the groups saw.
#[derive(Clone, Debug)]
pub struct Reading {
    pub at: DateTime<Utc>,
    /// The same moment on a clock that only goes forward, since the watch began.
    pub moment: Duration,
    pub groups: BTreeMap<GroupId, Seen>,
    /// What could not be seen: a group that is missing here may be there all the same.
    pub gaps: Vec<String>,
    /// The groups that are not watched for what they are.
    pub left_out: Vec<LeftOut>,
    /// How long a transaction may be open; `None` where none was seen open.
    pub transaction_limit: Option<TransactionLimit>,
}

/// One group as a look saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub group_type: GroupType,
    pub state: GroupState,
    pub members: Vec<Arc<Member>>,
    pub rows: BTreeMap<TopicPartition, LagRow>,
    /// Why the rest is not to be relied on.
    pub error: Option<String>,
    /// Whether it was neither named nor has anything in the topics that were: it is not watched, unless it was
    /// before.
    pub is_aside: bool,
}

impl Seen {
    /// How many members it has; `None` where nobody tells, as of a group that is not a consumer's.
    pub fn known_members(&self) -> Option<usize> {
        let is_untold = self.group_type == GroupType::Unknown && self.state == GroupState::Unknown;
        (!is_untold).then_some(self.members.len())
    }

    /// Whether nobody is in the group who could consume.
    pub fn is_deserted(&self) -> bool {
        self.shows_members()
            && matches!(self.state, GroupState::Empty | GroupState::Dead)
            && self.members.is_empty()
    }

    /// Whether who consumes is a member. Consumers of a simple group never show as members, and of other types
    /// nothing is known.
    pub fn shows_members(&self) -> bool {
        matches!(self.group_type, GroupType::Classic | GroupType::Consumer)
    }

    /// Whether this is what a cluster says of a name that nobody bears: dead, nobody in it, and no commit.
    pub fn is_gone(&self) -> bool {
        let mut rows = self.rows.values();
        self.error.is_none()
            && self.state == GroupState::Dead
            && self.members.is_empty()
            && rows.all(|row| row.lag.committed.is_none() && !row.lag.is_unread())
    }
}
