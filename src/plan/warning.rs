use std::fmt;

use super::Owner;
use crate::model::{GroupId, Retention, TopicName};

/// What the reader should know about a whole group before deciding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The group looks like that of an engine that keeps its position elsewhere.
    OwnedBy(Owner),
    /// Consumers with `assign()` never show as members.
    Simple,
    /// A classic group's commits expire from when it became empty, and moving them does not restart that.
    /// The retention, here and below, is `None` where the coordinator does not tell it.
    ExpiryRunsOn(Option<Retention>),
    /// A simple group's commits expire by their own age, each by itself.
    ExpiresByAge(Option<Retention>),
    /// So do a KIP-848 group's, once it has no member.
    ExpiresByAgeOnceEmpty(Option<Retention>),
    /// A transaction may hold commits of the group, which brokers before Kafka 2.5 do not tell.
    PendingUnseen,
    /// The commit will create the group, as a simple one.
    Creates(Option<Retention>),
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
    ComesBackSimple(Option<Retention>),
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
            "expiry_runs_on",
            "expires_by_age",
            "creates_group",
            "deletes_commits",
            "comes_back_simple",
            "leaves_empty_group",
        ];
        notes.contains(&self.code())
    }

    /// A word for scripts.
    pub fn code(&self) -> &str {
        match self {
            Warning::OwnedBy(_) => "position_elsewhere",
            Warning::Simple => "simple_group",
            Warning::ExpiryRunsOn(_) => "expiry_runs_on",
            Warning::ExpiresByAge(_) | Warning::ExpiresByAgeOnceEmpty(_) => "expires_by_age",
            Warning::PendingUnseen => "pending_unseen",
            Warning::Creates(_) => "creates_group",
            Warning::RemovesGroup => "removes_group",
            Warning::DeletesCommits => "deletes_commits",
            Warning::SourceMoves { .. } => "source_moves",
            Warning::OtherTopic { .. } => "other_topic",
            Warning::ComesBackSimple(_) => "comes_back_simple",
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
            Warning::ExpiryRunsOn(retention) => write!(
                f,
                "Kafka forgets these commits {} after the group became empty; this change does not restart that clock",
                Age(*retention)
            ),
            Warning::ExpiresByAge(retention) => write!(
                f,
                "Kafka forgets each commit {} after it was made; this change restarts that clock for the commits that it moves",
                Age(*retention)
            ),
            Warning::ExpiresByAgeOnceEmpty(retention) => write!(
                f,
                "while the group has no member, Kafka forgets each commit {} after it was made; this change restarts that clock for the commits that it moves",
                Age(*retention)
            ),
            Warning::ComesBackSimple(retention) => write!(
                f,
                "the group is gone: it comes back as a simple group, whose commits expire one by one: Kafka forgets each {} after it was made, unless a consumer joins",
                Age(*retention)
            ),
            Warning::LeavesEmptyGroup => f.write_str(
                "no commit that can be seen is left: the group stays, empty, until the broker cleans it up",
            ),
            Warning::PendingUnseen => f.write_str(
                "commits that are pending in a transaction cannot be seen on brokers before Kafka 2.5: one may move the group again when its transaction ends",
            ),
            Warning::Creates(retention) => write!(
                f,
                "the group does not exist yet: the commit creates it as a simple group, whose commits expire one by one: Kafka forgets each {} after it was made, unless a consumer joins",
                Age(*retention)
            ),
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

/// The age at which a commit expires, in a sentence.
struct Age(Option<Retention>);

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(retention) => retention.fmt(f),
            None => write!(f, "some time ({})", Retention::SETTING),
        }
    }
}
