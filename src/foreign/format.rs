use std::fmt;

use crate::model::GroupId;

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
