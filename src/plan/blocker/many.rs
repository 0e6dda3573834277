use super::Reason;
use crate::model::{GroupId, Member};

impl Reason {
    /// Returns the reason without its list of members.
    pub fn headline(&self) -> String {
        let text = self.to_string();
        text.lines().next().unwrap_or_default().to_owned()
    }

    /// Returns what is said of several groups at once; `None` where the reason is not a group's own.
    pub fn of_many(&self) -> Option<String> {
        let text = match self {
            Reason::UnknownGroup => {
                "are not known to this cluster, and a commit would create them".to_owned()
            }
            Reason::NoSuchGroup => "are not known to this cluster".to_owned(),
            Reason::HasMembers(_) => {
                "have active members, and a broker takes no outside commit while they have".to_owned()
            }
            Reason::HeldByMembers(_) => {
                "have active members: a broker deletes no such group, and koffset no commits of one"
                    .to_owned()
            }
            Reason::Active(state) => format!(
                "are not empty: their state is {state}, and a broker takes no outside commit then"
            ),
            Reason::NotAConsumerGroup {
                protocol: Some(protocol),
            } => format!(
                "speak the protocol {protocol}: their position is not a consumer's commit"
            ),
            Reason::NotAConsumerGroup { protocol: None } => {
                "are of a type that could not be told, so their position may not be a consumer's commit"
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
            Reason::HasMembers(members) | Reason::HeldByMembers(members) => members,
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
