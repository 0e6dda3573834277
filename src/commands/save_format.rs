//! The formats that saved offsets are written in.

use clap::ValueEnum;

use crate::foreign::Format;

/// A format to write offsets in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SaveFormat {
    /// koffset's own JSON, the only one that tells everything
    #[default]
    Koffset,
    /// As kafka-consumer-groups --export: topic,partition,offset, with the group in front for several
    KafkaCsv,
    /// TOPIC PARTITION OFFSET, for rpk group seek --to-file
    Rpk,
    /// JSON for kcl group seek --to-file
    Kcl,
    /// JSON for kafka-delete-records --offset-json-file
    DeleteRecords,
}

impl SaveFormat {
    /// The format of another tool, in the form with a column for groups where it has one and it is wanted;
    /// `None` for koffset's own.
    pub fn foreign(self, with_groups: bool) -> Option<Format> {
        match self {
            SaveFormat::Koffset => None,
            SaveFormat::KafkaCsv if with_groups => Some(Format::KafkaGroupsCsv),
            SaveFormat::KafkaCsv => Some(Format::KafkaCsv),
            SaveFormat::Rpk => Some(Format::Rpk),
            SaveFormat::Kcl => Some(Format::Kcl),
            SaveFormat::DeleteRecords => Some(Format::DeleteRecords),
        }
    }
}
