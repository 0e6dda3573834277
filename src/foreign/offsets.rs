use std::collections::BTreeMap;

use super::read::read_offsets;
use super::rows::check_topic;
use super::{Format, delete_records, get_offsets, kafka_csv, kcl, rpk};
use crate::error::Error;
use crate::model::{GroupId, Offset, TopicPartition};

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

    /// The text of a file in this format, with a line break at its end, which was read back.
    ///
    /// # Errors
    /// Failed: the text could not be put together, or is not read as these positions.
    pub fn write(&self) -> Result<String, Error> {
        let rows = self.groups.values().flatten();
        let text = match self.format {
            Format::KafkaCsv | Format::KafkaGroupsCsv => kafka_csv::write(&self.groups)?,
            Format::Rpk => rows.map(rpk::line).collect(),
            Format::GetOffsets => rows.map(get_offsets::line).collect(),
            Format::Kcl => kcl::write(rows)?,
            Format::DeleteRecords => delete_records::write(rows)?,
        };
        let read = read_offsets(text.as_bytes())
            .map_err(|error| error.context(format!("what was written as {}", self.format)))?;
        if read == *self {
            Ok(text)
        } else {
            let message = format!(
                "what was written as {} is read back as something else",
                self.format
            );
            Err(Error::failed(message))
        }
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
