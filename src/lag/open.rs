//! Transactions that seem to have been open for too long, within bounds however many there are.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::model::{OpenTransaction, TopicPartition};

/// What is said of more places of one sort than this is only counted.
pub(super) const KEPT: usize = 1_000;

/// The oldest of the transactions that are open, one for each partition.
#[derive(Clone, Debug, Default)]
pub struct Open {
    oldest: BTreeMap<TopicPartition, OpenTransaction>,
    /// Whether there were younger ones.
    is_cut: bool,
}

impl Open {
    /// Takes note of one.
    pub fn add(&mut self, at: &TopicPartition, open: OpenTransaction) {
        self.oldest.insert(at.clone(), open);
        if self.oldest.len() >= 2 * KEPT {
            self.oldest = self.by_age().into_iter().take(KEPT).collect();
            self.is_cut = true;
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.oldest.is_empty()
    }

    /// The oldest first.
    fn by_age(&self) -> Vec<(TopicPartition, OpenTransaction)> {
        let open = self.oldest.iter().map(|(at, open)| (at.clone(), *open));
        let mut open: Vec<_> = open.collect();
        open.sort_by_key(|(_, open)| open.since);
        open
    }

    /// Returns those that have been open for longer than any may be.
    pub fn hanging(&self, at_most: TimeDelta) -> Hanging {
        let mut oldest = self.by_age();
        oldest.retain(|(_, open)| open.age > at_most);
        // Where all that are kept are too old, so may be those that are not.
        let are_more = self.is_cut && oldest.len() == self.oldest.len();
        Hanging { oldest, are_more }
    }
}

/// Transactions that seem to hang.
#[derive(Debug)]
pub struct Hanging {
    /// The oldest first, one for each partition.
    pub oldest: Vec<(TopicPartition, OpenTransaction)>,
    /// Whether there may be more than these.
    pub are_more: bool,
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::model::{Offset, TimestampType};

    #[test]
    fn of_ever_so_many_the_oldest_are_kept() {
        let mut open = Open::default();
        for minutes in (0..5_000).rev() {
            let partition = i32::try_from(minutes).unwrap();
            let transaction = OpenTransaction {
                last_stable: Offset::new(0).unwrap(),
                since: DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes),
                clock: TimestampType::CreateTime,
                age: TimeDelta::minutes(5_000 - minutes),
            };
            open.add(&TopicPartition::new("orders", partition), transaction);
            assert!(open.oldest.len() < 2 * KEPT);
        }
        let kept: Vec<i32> = open.by_age().iter().map(|(at, _)| at.partition).collect();
        assert!(open.is_cut);
        let oldest: Vec<i32> = (0..1_000).collect();
        assert_eq!(kept[..KEPT], oldest);
    }
}
