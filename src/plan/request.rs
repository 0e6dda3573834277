use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};

use super::{Note, Target};
use crate::model::{
    ClusterId, CommittedOffset, GroupId, LeftOut, TopicId, TopicName, TopicPartition,
};

/// What was asked for, partition by partition.
#[derive(Clone, Debug)]
pub struct Request {
    /// The subcommand, such as `reset`.
    pub command: &'static str,
    /// What was asked for, in words for the reader.
    pub description: String,
    /// The moment that the description names last, so that a reader can be told how long ago it is.
    pub as_of: Option<DateTime<Utc>>,
    /// The cluster that saved positions came from.
    pub source: Source,
    pub groups: Wants,
    /// The journal's id of the change that is taken back, if one is.
    pub undoes: Option<String>,
    /// Whether the groups are deleted altogether, with all their commits.
    pub remove_groups: bool,
    pub policy: Policy,
    /// Why groups may be missing, where they were asked for by pattern.
    pub gaps: Vec<String>,
    /// The groups that a pattern matched and that are not to be changed.
    pub left_out: Vec<LeftOut>,
}

/// What each group is asked for, partition by partition.
pub type Wants = BTreeMap<GroupId, BTreeMap<TopicPartition, Wanted>>;

/// Where the positions of a request come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The command line.
    Operator,
    /// A file that was saved on this cluster, as far as the file tells.
    Saved(Option<ClusterId>),
    /// Another group of this cluster, which had so many members when it was looked at.
    Group { id: GroupId, members: usize },
    /// A file of another tool, which tells neither its cluster nor topic ids.
    Foreign {
        /// Whether the file says which groups it is of, and not the command line.
        names_groups: bool,
    },
}

impl Source {
    /// Whether the names of groups are those of something saved, and so no typing errors.
    pub fn names_groups(&self) -> bool {
        match self {
            Source::Operator | Source::Group { .. } => false,
            Source::Saved(_) => true,
            Source::Foreign { names_groups } => *names_groups,
        }
    }
}

/// Where one partition should stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    Target(Target),
    /// A commit that was read before, with the id of the topic that it was made in.
    Restored {
        committed: CommittedOffset,
        topic_id: Option<TopicId>,
    },
    /// Where another group, or the group itself, stands in the partition of this number of another topic.
    Mapped {
        committed: CommittedOffset,
        topic: TopicName,
    },
    /// A position of another group that has none here.
    NoSource,
    /// A saved position that could not be read when it was saved, and why.
    SavedUnreadable(String),
    /// Whatever is there, and why.
    Stay(Note),
    /// Where it stood before a change of koffset's.
    Undone(Undone),
    /// No commit at all, in the topic of this id if that is known.
    NoCommit {
        topic_id: Option<TopicId>,
    },
}

/// What a change replaced in one partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    pub before: Option<CommittedOffset>,
    /// What the change put there.
    pub put: Option<CommittedOffset>,
    /// The topic in which both were committed.
    pub topic_id: Option<TopicId>,
    /// Whether `before` stood outside the log already when it was replaced.
    pub stood_outside: bool,
}

/// How the rows are decided that need a decision; the default decides none of them quietly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    pub out_of_range: OutOfRange,
    pub no_record_after: NoRecordAfter,
    /// Leaves a partition alone whose target is relative to a commit that is not there.
    pub skip_uncommitted: bool,
    /// Leaves a partition alone that has a commit.
    pub only_missing: bool,
    /// Allows a commit to create the group.
    pub create_group: bool,
    /// Takes a change back although the group has moved since.
    pub discard_progress: bool,
}

/// What becomes of a target that the log does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum OutOfRange {
    /// Refuses the whole plan
    #[default]
    Refuse,
    /// Goes to the nearer end of the log
    Clamp,
}

/// What becomes of a partition that has no record at or after the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoRecordAfter {
    /// Goes to the end that was read before the look-up.
    #[default]
    End,
    Skip,
    Refuse,
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wanted::Target(target) => target.fmt(f),
            Wanted::Restored { committed, .. } => write!(f, "saved offset {}", committed.offset),
            Wanted::Mapped { committed, topic } => {
                write!(f, "offset {} of {topic}", committed.offset)
            }
            Wanted::Undone(Undone {
                before: Some(before),
                ..
            }) => {
                write!(f, "offset {} as before", before.offset)
            }
            Wanted::Undone(_) => f.write_str("no commit, as before"),
            Wanted::NoSource | Wanted::SavedUnreadable(_) => f.write_str("a saved commit"),
            Wanted::Stay(_) => f.write_str("as it is"),
            Wanted::NoCommit { .. } => f.write_str("no commit"),
        }
    }
}
