use super::Reason;
use crate::model::{GroupId, Member};

impl Reason {
    /// Returns the reason without its list of members.
    pub fn headline(&self) -> String {
        let text = self.to_string();
        if self.members().is_empty() {
            return text;
        }
        text.lines().next().unwrap_or_default().to_owned()
    }

    /// Returns what is said of several groups at once; `None` where the reason is not a group's own.
    pub fn of_many(&self) -> Option<String> {
        let text = match self {
            Reason::UnknownGroup { .. } => {
                "are not known to this cluster, and a commit would create them".to_owned()
            }
            Reason::NoSuchGroup => "are not known to this cluster".to_owned(),
            Reason::HasMembers(_) => {
                "have active members; the broker rejects outside commits until they leave".to_owned()
            }
            Reason::GroupHeldByMembers(_) => {
                "have active members; the broker deletes only empty groups".to_owned()
            }
            Reason::CommitsHeldByMembers(_) => {
                "have active members; koffset deletes commits only of empty groups".to_owned()
            }
            Reason::Active(state) => format!(
                "are not empty: their state is {state}, and koffset changes only empty groups"
            ),
            Reason::NotAConsumerGroup {
                protocol: Some(protocol),
            } => format!(
                "are not consumer groups (protocol {protocol}): koffset does not change their commits"
            ),
            Reason::NotAConsumerGroup { protocol: None } => {
                "are not known to be consumer groups (type unknown, as of share and streams groups): \
                 koffset does not change their commits"
                    .to_owned()
            }
            Reason::NoRecordAnywhere(_) => self.to_string(),
            _ => return None,
        };
        Some(text)
    }

    /// Returns the members that a message may have shortened.
    pub fn members(&self) -> &[Member] {
        match self {
            Reason::HasMembers(members)
            | Reason::GroupHeldByMembers(members)
            | Reason::CommitsHeldByMembers(members) => members,
            _ => &[],
        }
    }

    /// Returns the groups that a message may have shortened.
    pub fn groups(&self) -> &[GroupId] {
        match self {
            Reason::NotConfirmed(groups) | Reason::Protected(groups) => groups,
            _ => &[],
        }
    }
}
