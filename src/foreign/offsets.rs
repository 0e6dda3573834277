//! Offsets as other tools hold them: the formats, and the rows of which a file is made.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use crate::error::Error;
use crate::model::{GroupId, Offset, TopicPartition, named};

/// A file format of another tool that holds committed offsets and nothing more about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `"topic",partition,offset`, as `kafka-consumer-groups.sh --export` writes one named group.
    KafkaCsv,
    /// `"group","topic",partition,offset`, as it writes several (KIP-379).
    KafkaGroupsCsv,
    /// `TOPIC PARTITION OFFSET`, of `rpk group seek --to-file`.
    Rpk,
    /// An array of `topic`, `partition` and `offset`, of `kcl group seek --to-file`.
    Kcl,
    /// An object of such `partitions` and a `version`, of `kafka-delete-records.sh`.
    DeleteRecords,
    /// `topic:partition:offset`, as `kafka-get-offsets.sh` prints it.
    GetOffsets,
}

impl Format {
    /// Whether each of its rows says whose group's it is.
    pub fn names_groups(self) -> bool {
        self == Format::KafkaGroupsCsv
    }

    /// Whether a row may say that it is this group's. Kafka's tool takes a file apart at its line breaks, also at
    /// those in quotes (`ConsumerGroupCommand`, `parseResetPlan`).
    ///
    /// # Errors
    /// Why it cannot.
    pub(super) fn can_hold(self, group: &GroupId) -> Result<(), &'static str> {
        if self.names_groups() && group.as_str().contains('\n') {
            return Err("Kafka's CSV cannot hold the line break in its name");
        }
        Ok(())
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::KafkaCsv => "Kafka's CSV of one group",
            Format::KafkaGroupsCsv => "Kafka's CSV of several groups",
            Format::Rpk => "rpk's text",
            Format::Kcl => "kcl's JSON",
            Format::DeleteRecords => "the JSON of kafka-delete-records.sh",
            Format::GetOffsets => "the lines of kafka-get-offsets.sh",
        })
    }
}

/// Where one group stands.
pub type Positions = BTreeMap<TopicPartition, Offset>;

/// Where groups stand; the key is `None` where a file does not say whose positions it holds.
pub type Groups = BTreeMap<Option<GroupId>, Positions>;

/// What a file of another tool holds: at least one position, and in a format that names no groups those
/// of one only, under `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignOffsets {
    format: Format,
    groups: Groups,
}

impl ForeignOffsets {
    /// Makes ready what is to be written in this format.
    ///
    /// # Errors
    /// Usage: several groups where the format holds one. Refused: no position, one of several groups without a
    /// name, or a name that the format cannot hold.
    pub fn new(format: Format, mut groups: Groups) -> Result<Self, Error> {
        groups.retain(|_, positions| !positions.is_empty());
        if groups.is_empty() {
            return Err(Error::refused(format!(
                "there is no commit to write, and {format} cannot be empty"
            )));
        }
        for partition in groups.values().flat_map(Positions::keys) {
            check_topic(&partition.topic).map_err(Error::refused)?;
        }
        if format.names_groups() {
            groups.keys().try_for_each(|id| check_group(id, format))?;
        } else if groups.len() > 1 {
            let message = format!("{format} cannot hold {} groups", groups.len());
            return Err(
                Error::usage(message).hint("choose one group, or kafka-csv, which holds several")
            );
        } else {
            groups = groups.into_values().map(|only| (None, only)).collect();
        }
        Ok(ForeignOffsets { format, groups })
    }

    /// As it was read, where the reader has seen to what [`ForeignOffsets::new`] checks.
    pub(super) fn read(format: Format, groups: Groups) -> Self {
        ForeignOffsets { format, groups }
    }

    pub fn format(&self) -> Format {
        self.format
    }

    pub fn groups(&self) -> &Groups {
        &self.groups
    }
}

fn check_group(id: &Option<GroupId>, format: Format) -> Result<(), Error> {
    let Some(id) = id else {
        return Err(Error::refused(
            "the positions of a group without a name cannot stand beside those of others",
        ));
    };
    let refused = |reason| Error::refused(format!("group {id}: {reason}"));
    format.can_hold(id).map_err(refused)
}

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

fn unfit(cell: &str, what: &str, most: impl fmt::Display) -> String {
    format!("{cell:?} is no {what}, which is a whole number from 0 to {most}")
}
