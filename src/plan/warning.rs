use std::fmt;

use super::Owner;
use crate::model::{GroupId, TopicName};

/// What the reader should know about a whole group before deciding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The group looks like that of an engine that keeps its position elsewhere.
    OwnedBy(Owner),
    /// Consumers with `assign()` never show as members.
    Simple,
    /// A classic group's commits expire from when it became empty, and moving them does not restart that.
    ExpiryRunsOn,
    /// A transaction may hold commits of the group, which brokers before Kafka 2.5 do not tell.
    PendingUnseen,
    /// The commit will create the group.
    Creates,
    /// The group itself is deleted, and an undo cannot bring back all of it: what commits from outside
    /// create is a simple group, whose commits expire one by one.
    RemovesGroup,
    /// A consumer that finds no commit decides by itself where it starts.
    DeletesCommits,
    /// The group that is followed has members, and so moves on.
    SourceMoves { group: GroupId, members: usize },
    /// Positions of one topic are taken over to another.
    OtherTopic { from: TopicName, to: TopicName },
    /// A group that is gone comes back as one of another type.
    ComesBackSimple,
    /// Every commit of the group is removed, and the group stays.
    LeavesEmptyGroup,
    /// The cluster id of the saved positions, or of this cluster, is unknown.
    ClusterUnknown,
    /// The file of the positions tells neither its cluster nor topic ids.
    OriginUnknown,
    /// What a saved plan tells, in its own words.
    Told { code: String, message: String },
}

impl Warning {
    /// Whether it only informs, and nothing is at risk.
    pub fn is_note(&self) -> bool {
        let notes = [
            Warning::ExpiryRunsOn,
            Warning::Creates,
            Warning::DeletesCommits,
            Warning::ComesBackSimple,
            Warning::LeavesEmptyGroup,
        ];
        notes.iter().any(|note| note.code() == self.code())
    }

    /// A word for scripts.
    pub fn code(&self) -> &str {
        match self {
            Warning::OwnedBy(_) => "position_elsewhere",
            Warning::Simple => "simple_group",
            Warning::ExpiryRunsOn => "expiry_runs_on",
            Warning::PendingUnseen => "pending_unseen",
            Warning::Creates => "creates_group",
            Warning::RemovesGroup => "removes_group",
            Warning::DeletesCommits => "deletes_commits",
            Warning::SourceMoves { .. } => "source_moves",
            Warning::OtherTopic { .. } => "other_topic",
            Warning::ComesBackSimple => "comes_back_simple",
            Warning::LeavesEmptyGroup => "leaves_empty_group",
            Warning::ClusterUnknown => "cluster_unknown",
            Warning::OriginUnknown => "origin_unknown",
            Warning::Told { code, .. } => code,
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::OwnedBy(owner) => owner.fmt(f),
            Warning::Simple => f.write_str(
                "a simple group: consumers with assign() never show as members, and a running one can overwrite this change",
            ),
            Warning::ExpiryRunsOn => f.write_str(
                "its commits expire from when the group became empty; moving them does not restart that",
            ),
            Warning::ComesBackSimple => f.write_str(
                "the group is gone: it comes back as a simple group, whose commits expire one by one, each counted from now",
            ),
            Warning::LeavesEmptyGroup => f.write_str(
                "no commit that can be seen is left: the group stays, empty, until the broker cleans it up",
            ),
            Warning::PendingUnseen => f.write_str(
                "commits that are pending in a transaction cannot be seen on brokers before Kafka 2.5: one may move the group again when its transaction ends",
            ),
            Warning::Creates => f.write_str("the group does not exist yet: the commit creates it"),
            Warning::RemovesGroup => f.write_str(
                "the group itself is deleted: its commits can be brought back, but as those of a simple group, which expire one by one; what is not seen is lost: commits in topics that you may not describe, and pending ones",
            ),
            Warning::DeletesCommits => f.write_str(
                "a consumer that finds no commit starts where its auto.offset.reset says",
            ),
            Warning::SourceMoves { group, members } => {
                let who = match members {
                    1 => "a member".to_owned(),
                    many => format!("{many} members"),
                };
                write!(f, "group {group} has {who} and moves on: this is where it stands at this moment")
            }
            Warning::OtherTopic { from, to } => write!(
                f,
                "offsets of {from} mean other records in {to}, unless it mirrors {from} with the same offsets"
            ),
            Warning::ClusterUnknown => f.write_str(
                "cluster ids unknown: cannot tell if the saved positions are this cluster's",
            ),
            Warning::OriginUnknown => f.write_str(
                "the file tells neither cluster nor topic ids: cannot tell if the positions are this cluster's, or if a topic was recreated",
            ),
            Warning::Told { message, .. } => f.write_str(message),
        }
    }
}
