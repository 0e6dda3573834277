//! Transactions that seem to have been open for too long, within bounds however many there are.

use std::collections::BTreeMap;

use super::findings::KEPT;
use crate::commands::{Session, transactions};
use crate::model::{OpenTransaction, TopicPartition};
use crate::observe::transaction_limit;
use crate::render::{dated, grouped};
use crate::ui::MOST_WARNINGS;

/// The oldest of the transactions that are open, one for each partition.
#[derive(Default)]
pub(super) struct Open {
    oldest: BTreeMap<TopicPartition, OpenTransaction>,
    /// Whether there were younger ones.
    is_cut: bool,
}

impl Open {
    pub(super) fn add(&mut self, at: &TopicPartition, open: OpenTransaction) {
        self.oldest.insert(at.clone(), open);
        if self.oldest.len() >= 2 * KEPT {
            self.oldest = self.by_age().into_iter().take(KEPT).collect();
            self.is_cut = true;
        }
    }

    /// The oldest first.
    fn by_age(&self) -> Vec<(TopicPartition, OpenTransaction)> {
        let open = self.oldest.iter().map(|(at, open)| (at.clone(), *open));
        let mut open: Vec<_> = open.collect();
        open.sort_by_key(|(_, open)| open.since);
        open
    }

    /// Says which are dated longer ago than any may be open, and how to look at them. How long that is, is only
    /// asked where one is open.
    pub(super) fn say_hanging(&self, session: &mut Session<'_>) {
        if self.oldest.is_empty() {
            return;
        }
        let limit = transaction_limit(session.observer());
        let mut hanging = self.by_age();
        hanging.retain(|(_, open)| open.age > limit.at_most);
        let Some((oldest, _)) = hanging.first() else {
            return;
        };
        let shown = hanging.iter().take(MOST_WARNINGS).map(|(at, open)| {
            let dated = dated(open);
            format!("{at}: {dated}: longer than {limit} lets a transaction be open")
        });
        let shown: Vec<String> = shown.collect();
        let more = hanging.len() - shown.len();
        // Where all that are kept are too old, so may be those that are not.
        if self.is_cut && hanging.len() == self.oldest.len() {
            session.ui.warnings(&shown, 0);
            let more = grouped(more);
            let line = format_args!("and at least {more} more of this sort");
            session.ui.warning(line);
        } else {
            session.ui.warnings(&shown, more);
        }
        transactions::hint(oldest, &limit, session);
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

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
