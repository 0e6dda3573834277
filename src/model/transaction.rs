use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

use super::{GroupId, Offset, TimestampType, TopicPartition};

/// The record at a last stable offset above which a log goes on: the first one of an open transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenTransaction {
    pub last_stable: Offset,
    /// The timestamp of the record, which tells when the transaction began only as far as the clock is right.
    pub since: DateTime<Utc>,
    /// Whose clock that is of.
    pub clock: TimestampType,
    /// From its timestamp to the end of the reading: negative where the clock is ahead.
    pub age: TimeDelta,
}

/// What open transactions hold of a group in one partition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InTransaction {
    /// The offsets above the last stable offset; `None` where that could not be read.
    pub above_last_stable: Option<u64>,
    /// Whether a commit is pending.
    pub pending: bool,
}

/// Where open transactions hold something of each group.
pub type InTransactions = BTreeMap<GroupId, BTreeMap<TopicPartition, InTransaction>>;

/// How long a transaction may stay open before its coordinator aborts it: the broker's
/// `transaction.max.timeout.ms`, above which no producer may ask for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionLimit {
    pub at_most: TimeDelta,
    /// Whether it is Kafka's default, since the brokers do not tell theirs.
    pub is_default: bool,
}

impl TransactionLimit {
    /// The name of the broker's setting.
    pub const SETTING: &'static str = "transaction.max.timeout.ms";

    /// Kafka's default (`TransactionStateManagerConfig`, unchanged from 0.11 to 4.4).
    pub const DEFAULT: TransactionLimit = TransactionLimit {
        at_most: TimeDelta::minutes(15),
        is_default: true,
    };

    /// Takes the longest of what brokers told, or the default where none did.
    pub fn of(told: impl IntoIterator<Item = String>) -> Self {
        let times = told.into_iter().filter_map(|value| value.parse().ok());
        let longest = times.filter_map(TimeDelta::try_milliseconds).max();
        longest.map_or(TransactionLimit::DEFAULT, |at_most| TransactionLimit {
            at_most,
            is_default: false,
        })
    }
}

/// For people: the setting and its value.
impl fmt::Display for TransactionLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = TransactionLimit::SETTING;
        write!(f, "{setting} ({}", self.at_most.num_milliseconds())?;
        f.write_str(if self.is_default {
            ", Kafka's default: what the brokers are set to cannot be read)"
        } else {
            ")"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_limit_counts_and_the_default_where_none_is_told() {
        let of = |told: &[&str]| {
            let told = told.iter().map(|&value| value.to_owned());
            TransactionLimit::of(told).to_string()
        };
        assert_eq!(
            of(&["60000", "900000"]),
            "transaction.max.timeout.ms (900000)"
        );
        assert_eq!(
            of(&["soon"]),
            "transaction.max.timeout.ms (900000, Kafka's default: what the brokers are set to cannot be read)"
        );
    }
}
