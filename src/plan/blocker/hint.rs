use super::Reason;

impl Reason {
    /// What the operator can do about it, where there is something.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Reason::UnknownGroup { is_saved: false } => {
                "if a group of this name is to be created, write --create-group"
            }
            Reason::UnknownGroup { is_saved: true } => {
                "its commits may have expired, or it was deleted; write --create-group to create it again"
            }
            Reason::HasMembers(members)
            | Reason::GroupHeldByMembers(members)
            | Reason::CommitsHeldByMembers(members) => {
                if members.iter().any(|member| member.instance_id.is_some()) {
                    "stop them, then run this again, or write --wait-empty 10m to wait for it; a static member stays until its session times out"
                } else {
                    "stop them, then run this again, or write --wait-empty 10m to wait for it"
                }
            }
            Reason::Active(_) => {
                "stop its consumers, then run this again, or write --wait-empty 10m to wait for it"
            }
            Reason::CommitUnreadable { pending: true, .. } => {
                "a transactional producer has sent this commit: wait until its transaction ends"
            }
            Reason::OutOfRange {
                asked,
                log_start,
                end,
            } => {
                let nearer = if *asked < i128::from(log_start.get()) {
                    "start"
                } else {
                    "end"
                };
                return Some(format!(
                    "the log holds {log_start} to {end}; write --out-of-range clamp to go to its {nearer}"
                ));
            }
            Reason::NoCommit | Reason::NoSource => {
                "write --skip-uncommitted to leave such partitions alone"
            }
            Reason::MovedSince { .. } => {
                "what the group has done since would be done again or lost; write --discard-progress to go back all the same, or name what is to go back with --group or --topic"
            }
            Reason::NoRecordAfter(_) => {
                "write --no-record-after skip to leave such partitions alone"
            }
            Reason::NoRecordAnywhere(_) => {
                "check the time; koffset range --at max-timestamp shows the last records, and the target latest goes to the end"
            }
            Reason::Gone | Reason::Recreated { .. } | Reason::SavedUnreadable { .. } => {
                "name what is to be moved with --topic"
            }
            Reason::NotAConsumerGroup { protocol: None } => {
                "a share or streams group is moved by kafka-share-groups.sh or kafka-streams-groups.sh"
            }
            Reason::NotMappable { .. } => "name the partitions that both topics have with --topic",
            Reason::Protected(_) => {
                "in the place of --yes, write --confirm GROUP for each group that is to be changed"
            }
            Reason::NoSuchGroup
            | Reason::NotAConsumerGroup { protocol: Some(_) }
            | Reason::OtherCluster { .. }
            | Reason::NotTheCluster { .. }
            | Reason::ReplaysTooMuch(..)
            | Reason::SkipsTooMuch(..)
            | Reason::RemovesUncounted(_)
            | Reason::NotConfirmed(_)
            | Reason::CommitUnreadable { .. }
            | Reason::RangeUnreadable { .. }
            | Reason::TimeUnreadable { .. } => return None,
        };
        Some(hint.to_owned())
    }
}
