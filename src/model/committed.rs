use std::fmt;

use super::{KafkaError, Offset, PerPartition, TopicPartition};

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

/// A negative number that a client has stored as its commit. Brokers take any number (seen on Kafka 4.4.0), and
/// no consumer can start from this one, so that it is treated as no commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NegativeOffset(i64);

impl NegativeOffset {
    /// Accepts negative numbers only.
    pub fn new(value: i64) -> Option<Self> {
        (value < 0).then_some(NegativeOffset(value))
    }

    pub fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for NegativeOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the stored commit is {}, which no consumer can start from: treated as no commit",
            self.0
        )
    }
}

/// What the coordinator has stored for a group in one partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredCommit {
    Offset(CommittedOffset),
    Negative(NegativeOffset),
}

impl StoredCommit {
    /// The commit; `None` where what is stored is no offset.
    pub fn committed(&self) -> Option<&CommittedOffset> {
        match self {
            StoredCommit::Offset(committed) => Some(committed),
            StoredCommit::Negative(_) => None,
        }
    }

    pub fn negative(&self) -> Option<NegativeOffset> {
        match self {
            StoredCommit::Offset(_) => None,
            StoredCommit::Negative(negative) => Some(*negative),
        }
    }
}

impl From<CommittedOffset> for StoredCommit {
    fn from(committed: CommittedOffset) -> Self {
        StoredCommit::Offset(committed)
    }
}

/// What a group has stored; a partition that is missing has no commit.
pub type StoredCommits = PerPartition<StoredCommit>;

/// Returns the commit of one partition; `None` where there is none, or what is stored is no offset.
///
/// # Errors
/// Why it could not be read.
pub fn committed_at<'a>(
    commits: &'a StoredCommits,
    at: &TopicPartition,
) -> Result<Option<&'a CommittedOffset>, &'a KafkaError> {
    let stored = commits.get(at).map(Result::as_ref).transpose()?;
    Ok(stored.and_then(StoredCommit::committed))
}

/// Returns what is stored in one partition where it is no offset.
pub fn negative_at(commits: &StoredCommits, at: &TopicPartition) -> Option<NegativeOffset> {
    commits.get(at)?.as_ref().ok()?.negative()
}

const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;

/// How long a broker keeps commits that expire, as its `offsets.retention.minutes` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    minutes: u64,
}

impl Retention {
    /// The name of the broker's setting.
    pub const SETTING: &'static str = "offsets.retention.minutes";

    /// Reads the value of the setting; `None` where it is no number of minutes.
    pub fn parse(value: &str) -> Option<Self> {
        let minutes = value.parse().ok()?;
        Some(Retention { minutes })
    }
}

/// For people, in the largest unit that is exact: `7 days`.
impl fmt::Display for Retention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self.minutes {
            minutes if minutes % DAY == 0 => (minutes / DAY, "day"),
            minutes if minutes % HOUR == 0 => (minutes / HOUR, "hour"),
            minutes => (minutes, "minute"),
        };
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{count} {unit}{plural}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_is_written_in_its_largest_exact_unit() {
        let written = |value| Retention::parse(value).map(|retention| retention.to_string());
        assert_eq!(written("10080").as_deref(), Some("7 days"));
        assert_eq!(written("1440").as_deref(), Some("1 day"));
        assert_eq!(written("180").as_deref(), Some("3 hours"));
        assert_eq!(written("1").as_deref(), Some("1 minute"));
        assert_eq!(written("90").as_deref(), Some("90 minutes"));
        assert_eq!(written("-1"), None);
        assert_eq!(written("a week"), None);
    }
}
