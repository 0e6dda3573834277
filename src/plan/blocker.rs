mod hint;
mod many;

use std::fmt;

use chrono::{DateTime, Utc};

use super::member::described;
use crate::model::{
    ClusterId, GroupId, GroupState, Member, Offset, PENDING_COMMIT, TopicId, TopicPartition,
    first_few, grouped, readable,
};

/// Why a limit may be passed by fewer records than it allows.
const BY_OFFSETS: &str = "the number is counted by offsets, an upper bound of the records";

/// Members beyond this many are only counted in a message.
const MOST_MEMBERS: usize = 10;

/// Groups beyond this many are only counted in a message.
const MOST_GROUPS: usize = 10;

/// Why a plan cannot be carried out. One of them refuses the whole plan, of all its groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// The group that is concerned; `None` for all of them.
    pub group: Option<GroupId>,
    /// The partition that is concerned; `None` for the whole group.
    pub partition: Option<TopicPartition>,
    pub reason: Reason,
}

/// See [`Blocker`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The saved positions are another cluster's.
    OtherCluster {
        saved: ClusterId,
        here: ClusterId,
    },
    /// The operator meant another cluster.
    NotTheCluster {
        expected: ClusterId,
        here: Option<ClusterId>,
    },
    /// An upper bound of the records that would be replayed, and the limit of `--max-replay`.
    ReplaysTooMuch(u64, u64),
    /// An upper bound of the records that would be skipped, and the limit of `--max-skip`.
    SkipsTooMuch(u64, u64),
    /// How many commits would be removed; what their consumers replay or skip then cannot be counted.
    RemovesUncounted(usize),
    /// These groups would be changed, and others were confirmed.
    NotConfirmed(Vec<GroupId>),
    /// These groups are to be changed only where they are confirmed by name.
    Protected(Vec<GroupId>),
    /// A commit would create the group.
    UnknownGroup {
        /// Whether a file or the journal names it, so that its name is no typing error.
        is_saved: bool,
    },
    /// There is nothing by that name to delete.
    NoSuchGroup,
    /// The coordinator takes no outside commit while somebody is in the group.
    HasMembers(Vec<Member>),
    /// The group itself is to be deleted.
    GroupHeldByMembers(Vec<Member>),
    /// Commits of the group are to be deleted.
    CommitsHeldByMembers(Vec<Member>),
    /// Nobody was seen in the group, and yet it is not empty.
    Active(GroupState),
    /// The group is not a consumer's, or not known to be one.
    NotAConsumerGroup {
        protocol: Option<String>,
    },
    /// A commit of this partition is pending in a transaction, or cannot be read for another reason.
    CommitUnreadable {
        pending: bool,
        message: String,
    },
    RangeUnreadable {
        message: String,
    },
    TimeUnreadable {
        message: String,
    },
    /// The position to go to could not be read: when it was saved, or in the other group.
    SavedUnreadable {
        message: String,
    },
    /// The partition, or its topic, is not there any more.
    Gone,
    /// The topic that a position is taken over to has fewer partitions than the one it is taken from.
    NotMappable {
        source: TopicPartition,
    },
    /// The topic of that name is not the one that the position was saved for.
    Recreated {
        saved: TopicId,
        here: TopicId,
    },
    OutOfRange {
        asked: i128,
        log_start: Offset,
        end: Offset,
    },
    /// The target is relative to a commit that is not there.
    NoCommit,
    /// The group to follow has no commit there.
    NoSource,
    /// The group is not where the change that is taken back put it.
    MovedSince {
        put: Option<Offset>,
        now: Option<Offset>,
    },
    /// There is no record at or after the time, and that was to be refused.
    NoRecordAfter(DateTime<Utc>),
    /// There is none in any partition that holds records: the time is most likely not what was meant.
    NoRecordAnywhere(DateTime<Utc>),
}

impl Reason {
    /// A word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::OtherCluster { .. } => "other_cluster",
            Reason::NotTheCluster { .. } => "not_the_cluster",
            Reason::ReplaysTooMuch(..) => "max_replay",
            Reason::SkipsTooMuch(..) => "max_skip",
            Reason::RemovesUncounted(_) => "removes_uncounted",
            Reason::NotConfirmed(_) => "not_confirmed",
            Reason::Protected(_) => "protected",
            Reason::UnknownGroup { .. } | Reason::NoSuchGroup => "unknown_group",
            Reason::HasMembers(_)
            | Reason::GroupHeldByMembers(_)
            | Reason::CommitsHeldByMembers(_) => "has_members",
            Reason::Active(_) => "active",
            Reason::NotAConsumerGroup { .. } => "not_a_consumer_group",
            Reason::CommitUnreadable { pending: true, .. } => "commit_pending",
            Reason::CommitUnreadable { .. } => "commit_unreadable",
            Reason::RangeUnreadable { .. } => "range_unreadable",
            Reason::TimeUnreadable { .. } => "time_unreadable",
            Reason::SavedUnreadable { .. } => "saved_unreadable",
            Reason::Gone => "gone",
            Reason::NotMappable { .. } => "not_mappable",
            Reason::Recreated { .. } => "recreated",
            Reason::OutOfRange { .. } => "out_of_range",
            Reason::NoCommit => "no_commit",
            Reason::NoSource => "no_source",
            Reason::MovedSince { .. } => "moved_since",
            Reason::NoRecordAfter(_) => "no_record_after",
            Reason::NoRecordAnywhere(_) => "no_record_anywhere",
        }
    }

    /// Whether the plan is not meant for this cluster, and all else that stands against it is beside the point.
    pub fn is_other_cluster(&self) -> bool {
        matches!(
            self,
            Reason::OtherCluster { .. } | Reason::NotTheCluster { .. }
        )
    }

    /// Whether it passes once the group's members have left.
    pub fn is_occupied(&self) -> bool {
        matches!(
            self,
            Reason::HasMembers(_)
                | Reason::GroupHeldByMembers(_)
                | Reason::CommitsHeldByMembers(_)
                | Reason::Active(_)
        )
    }

    /// Whether something could not be read, which says nothing against the plan itself.
    pub fn is_unreadable(&self) -> bool {
        matches!(
            self,
            Reason::CommitUnreadable { pending: false, .. }
                | Reason::RangeUnreadable { .. }
                | Reason::TimeUnreadable { .. }
        )
    }
}

impl Blocker {
    /// Returns the whole on one line, without the reason's list of members.
    pub fn headline(&self) -> String {
        self.with(self.reason.headline())
    }

    fn with(&self, reason: impl fmt::Display) -> String {
        match (&self.partition, &self.group) {
            (Some(partition), Some(group)) => format!("{partition} of group {group}: {reason}"),
            (None, Some(group)) => format!("group {group} {reason}"),
            (_, None) => reason.to_string(),
        }
    }
}

impl fmt::Display for Blocker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.with(&self.reason))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::OtherCluster { saved, here } => {
                write!(f, "the positions were saved on cluster {saved}, and this is {here}")
            }
            Reason::NotTheCluster { expected, here: Some(here) } => {
                write!(f, "cluster {expected} is meant, and this is {here}")
            }
            Reason::NotTheCluster { expected, here: None } => {
                write!(f, "cluster {expected} is meant, and this one has no id")
            }
            Reason::ReplaysTooMuch(records, limit) => write!(
                f,
                "at most {records} records would be replayed, and --max-replay allows {limit}; {BY_OFFSETS}"
            ),
            Reason::SkipsTooMuch(records, limit) => write!(
                f,
                "at most {records} records would be skipped, and --max-skip allows {limit}; {BY_OFFSETS}"
            ),
            Reason::RemovesUncounted(commits) => write!(
                f,
                "commits would be removed ({commits}): where their consumers start then is for auto.offset.reset, \
                 so --max-replay and --max-skip cannot be kept"
            ),
            Reason::NotConfirmed(groups) => {
                let (noun, it) = one_or_many(groups, ("group", "it"), ("groups", "them"));
                write!(f, "{noun} {} would be changed, and --confirm does not name {it}", names(groups))
            }
            Reason::Protected(groups) => {
                let (noun, are, it) = one_or_many(groups, ("group", "is", "it"), ("groups", "are", "them"));
                write!(f, "{noun} {} {are} protected by the context, and --yes does not name {it}", names(groups))
            }
            Reason::UnknownGroup { .. } => f.write_str("is not known to this cluster, and a commit would create it"),
            Reason::NoSuchGroup => f.write_str("is not known to this cluster"),
            Reason::HasMembers(members) => {
                f.write_str("has active members; the broker rejects outside commits until they leave")?;
                list(members, f)
            }
            Reason::GroupHeldByMembers(members) => {
                f.write_str("has active members; the broker deletes only an empty group")?;
                list(members, f)
            }
            Reason::CommitsHeldByMembers(members) => {
                f.write_str("has active members; koffset deletes commits only of an empty group")?;
                list(members, f)
            }
            Reason::Active(state) => {
                write!(f, "is not empty: its state is {state}, and koffset changes only an empty group")
            }
            Reason::NotAConsumerGroup { protocol: Some(protocol) } => {
                write!(f, "is not a consumer group (protocol {protocol}): koffset does not change its commits")
            }
            Reason::NotAConsumerGroup { protocol: None } => {
                f.write_str("is not known to be a consumer group (type unknown, as of share and streams groups): koffset does not change its commits")
            }
            Reason::CommitUnreadable { pending: true, .. } => {
                write!(f, "{PENDING_COMMIT}, which would overwrite a change")
            }
            Reason::CommitUnreadable { message, .. } => write!(f, "its commit cannot be read: {message}"),
            Reason::RangeUnreadable { message } => write!(f, "the range of its log cannot be read: {message}"),
            Reason::TimeUnreadable { message } => write!(f, "the time cannot be looked up: {message}"),
            Reason::SavedUnreadable { message } => {
                write!(f, "the commit to go to could not be read: {message}")
            }
            Reason::Gone => f.write_str("the cluster has no such partition any more"),
            Reason::NotMappable { source } => {
                write!(f, "the cluster has no such partition, to which {source} is mapped")
            }
            Reason::Recreated { saved, here } => write!(
                f,
                "the topic was recreated: its id was {saved} and is {here} now, so the saved offset means other records"
            ),
            Reason::OutOfRange { asked, log_start, end } => {
                let zero = i128::from(Offset::ZERO.get());
                if *asked < zero {
                    write!(f, "offset {asked} is below zero")
                } else if *asked < i128::from(log_start.get()) {
                    write!(f, "offset {asked} is before the start of the log ({log_start})")
                } else {
                    write!(f, "offset {asked} is beyond the end of the log ({end})")
                }
            }
            Reason::NoCommit => f.write_str("there is no commit to start from"),
            Reason::NoSource => f.write_str("the group to follow has no commit there"),
            Reason::MovedSince {
                put: Some(put),
                now: Some(now),
            } if put == now => write!(
                f,
                "was committed again at {now} since the change, with other metadata"
            ),
            Reason::MovedSince { put, now } => {
                match put {
                    Some(offset) => write!(f, "the change was to put it at {offset}")?,
                    None => f.write_str("the change was to remove the commit")?,
                }
                match now {
                    Some(offset) => write!(f, ", and it is at {offset} now"),
                    None => f.write_str(", and it has no commit now"),
                }
            }
            Reason::NoRecordAfter(time) => write!(f, "no record at or after {}", readable(*time)),
            Reason::NoRecordAnywhere(time) => write!(
                f,
                "would go to the end of every log asked for: no partition has a record at or after {}",
                readable(*time)
            ),
        }
    }
}

fn list(members: &[Member], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for member in members.iter().take(MOST_MEMBERS) {
        write!(f, "\n  {}", described(member))?;
    }
    match members.len().saturating_sub(MOST_MEMBERS) {
        0 => Ok(()),
        more => write!(
            f,
            "\n  and {} more: --format json names them all",
            grouped(more)
        ),
    }
}

/// The words for one group, or those for several.
fn one_or_many<T>(groups: &[GroupId], one: T, many: T) -> T {
    if groups.len() == 1 { one } else { many }
}

fn names(groups: &[GroupId]) -> String {
    let names: Vec<String> = groups.iter().map(ToString::to_string).collect();
    first_few(&names, MOST_GROUPS)
}

#[cfg(test)]
mod tests;
