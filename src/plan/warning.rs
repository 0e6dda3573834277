use std::fmt;

use super::Owner;

/// What the reader should know about a whole group before deciding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The group looks like that of an engine that keeps its position elsewhere.
    OwnedBy(Owner),
    /// Consumers with `assign()` never show as members.
    Simple,
    /// A classic group's commits expire from when it became empty, and moving them does not restart that.
    ExpiryRunsOn,
    /// The commit will create the group.
    Creates,
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
            Warning::Creates => "creates_group",
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
                "no commit is left: the group stays, empty, until the broker cleans it up",
            ),
            Warning::Creates => f.write_str("the group does not exist yet: the commit creates it"),
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
