use std::collections::BTreeMap;

use super::GroupId;

/// A group that an answer leaves out for what it is, and not because it could not be seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    pub id: GroupId,
    /// The protocol that it speaks where a broker tells it, such as `connect`; its type otherwise, which is
    /// `unknown` for share and streams groups.
    pub group_type: String,
    /// As a lowercase fragment.
    pub reason: String,
}

impl LeftOut {
    /// A group that speaks another protocol than a consumer's, or of which that could not be told, and that has
    /// committed nothing.
    pub fn without_commits(id: GroupId, protocol: Option<String>) -> Self {
        let reason = "not a consumer group, and without commits";
        LeftOut::foreign(id, protocol, reason)
    }

    /// The same, where groups are to be changed: whatever it has committed.
    pub fn unchangeable(id: GroupId, protocol: Option<String>) -> Self {
        let reason = "not a consumer group: koffset does not change its commits";
        LeftOut::foreign(id, protocol, reason)
    }

    fn foreign(id: GroupId, protocol: Option<String>, reason: &str) -> Self {
        LeftOut {
            id,
            group_type: protocol.unwrap_or_else(|| super::GroupType::Unknown.to_string()),
            reason: reason.to_owned(),
        }
    }

    /// The names of groups by the reason for which they are left out.
    pub fn by_reason(left_out: &[LeftOut]) -> BTreeMap<&str, Vec<String>> {
        let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for group in left_out {
            let of_reason = names.entry(&group.reason).or_default();
            of_reason.push(group.id.to_string());
        }
        names
    }
}
