use super::Offset;

/// What a group has committed for one partition: the next record that it would read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedOffset {
    pub offset: Offset,
    /// The leader epoch of the record before it (KIP-320), which lets a consumer notice a truncated log.
    pub leader_epoch: Option<i32>,
    /// Free text of the client that committed; `None` where it is empty. At most 4096 bytes by the
    /// broker's default `offset.metadata.max.bytes`.
    pub metadata: Option<String>,
}

impl CommittedOffset {
    /// A bare position, without epoch and metadata.
    pub fn at(offset: Offset) -> Self {
        CommittedOffset {
            offset,
            leader_epoch: None,
            metadata: None,
        }
    }
}
