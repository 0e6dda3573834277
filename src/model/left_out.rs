use std::collections::BTreeMap;

use super::{GroupId, GroupType, first_few};

/// Groups of one reason beyond this many are only counted.
const SHOWN: usize = 10;

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

    /// A name that a broker lists, and of which none describes a group: it was deleted since, or librdkafka has cut the
    /// name at a NUL character.
    pub fn undescribed(id: GroupId, group_type: GroupType) -> Self {
        LeftOut {
            id,
            group_type: group_type.to_string(),
            reason:
                "gone, or the beginning of a name with a NUL character, which cannot be handled"
                    .to_owned(),
        }
    }

    fn foreign(id: GroupId, protocol: Option<String>, reason: &str) -> Self {
        LeftOut {
            id,
            group_type: protocol.unwrap_or_else(|| GroupType::Unknown.to_string()),
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

    /// Names on one line the groups that are left out, by their reasons; `None` where there are none.
    pub fn line(groups: &[LeftOut]) -> Option<String> {
        let by_reason = LeftOut::by_reason(groups).into_iter();
        let reasons: Vec<String> = by_reason
            .map(|(reason, names)| format!("{} ({reason})", first_few(&names, SHOWN)))
            .collect();
        (!reasons.is_empty()).then(|| format!("left out: {}", reasons.join("; ")))
    }
}
