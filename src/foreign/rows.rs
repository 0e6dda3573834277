use std::collections::btree_map::Entry;

use super::{ForeignOffsets, Format, Groups};
use crate::model::{GroupId, Offset, TopicPartition, named};

/// The rows of a file that is being read.
pub(super) struct Rows {
    format: Format,
    groups: Groups,
}

/// One row as a text file holds it.
pub(super) struct Cells<'a> {
    pub(super) group: Option<&'a str>,
    pub(super) topic: &'a str,
    pub(super) partition: &'a str,
    pub(super) offset: &'a str,
}

impl Rows {
    pub(super) fn of(format: Format) -> Self {
        let groups = Groups::new();
        Rows { format, groups }
    }

    /// Takes a row of a text file.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn add_cells(&mut self, cells: &Cells<'_>) -> Result<(), String> {
        let wordy = |cell: &str| !cell.contains(|c: char| c.is_ascii_digit());
        if self.groups.is_empty() && wordy(cells.partition) && wordy(cells.offset) {
            return Err(format!("is a header, which {} does not have", self.format));
        }
        let partition = number(cells.partition).and_then(|number| i32::try_from(number).ok());
        let partition = partition.ok_or_else(|| unfit(cells.partition, "partition", i32::MAX))?;
        let offset = number(cells.offset).and_then(Offset::new);
        let offset = offset.ok_or_else(|| unfit(cells.offset, "offset", i64::MAX))?;
        self.add(cells.group, cells.topic, partition, offset)
    }

    /// Takes a row.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn add(
        &mut self,
        group: Option<&str>,
        topic: &str,
        partition: i32,
        offset: Offset,
    ) -> Result<(), String> {
        check_topic(topic)?;
        let positions = self.groups.entry(group.map(GroupId::new)).or_default();
        match positions.entry(TopicPartition::new(topic, partition)) {
            Entry::Vacant(free) => {
                free.insert(offset);
                Ok(())
            }
            Entry::Occupied(taken) => Err(match group {
                Some(group) => format!("{} of group {} is in it twice", taken.key(), named(group)),
                None => format!("{} is in it twice", taken.key()),
            }),
        }
    }

    /// What was read; `None` where there was no row.
    pub(super) fn done(self) -> Option<ForeignOffsets> {
        let Rows { format, groups } = self;
        (!groups.is_empty()).then(|| ForeignOffsets::read(format, groups))
    }
}

/// Checks that Kafka takes a topic of this name (`org.apache.kafka.common.internals.Topic`).
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn check_topic(name: &str) -> Result<(), String> {
    let is_legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let is_path = matches!(name, "." | "..");
    if (1..=249).contains(&name.len()) && name.chars().all(is_legal) && !is_path {
        Ok(())
    } else {
        Err(format!(
            "{name:?} is no topic's name, which is 1 to 249 letters, digits, dots, underscores and hyphens"
        ))
    }
}

/// A number without a sign.
fn number(cell: &str) -> Option<i64> {
    let digits = cell.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| cell.parse().ok()).flatten()
}

fn unfit(cell: &str, what: &str, most: impl std::fmt::Display) -> String {
    format!("{cell:?} is no {what}, which is a whole number from 0 to {most}")
}
