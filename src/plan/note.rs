use std::fmt;

use crate::model::{NegativeOffset, Offset, Timestamp, TopicName};

/// What the reader of a row should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    NoCommitBefore,
    /// What is stored is no offset, and so no way back leads to it.
    NegativeCommit(NegativeOffset),
    /// There is no record at or after the time, so the end of the log stands in for it.
    EndOfLog,
    /// The same, and the partition is left alone as asked.
    NoRecordSkipped,
    /// The first record at or after the time is the log's first, and younger than the time.
    OlderThanLog {
        first_record: Timestamp,
    },
    /// The first record at or after the time is dated later than the plan was made, or implausibly: it hides the
    /// records above it that are meant.
    ClockAhead {
        dated: Timestamp,
    },
    /// Records between the last stable offset and the end belong to open transactions, or lie behind one.
    OpenTransactions {
        records: u64,
    },
    /// Retention may pass the target before the group starts again.
    NearLogStart {
        records: u64,
    },
    /// The target was outside the log, before its start or beyond its end.
    Clamped {
        asked: i128,
        before_start: bool,
    },
    /// The target is relative to a commit that is not there, and the partition is left alone as asked.
    UncommittedSkipped,
    /// The partition has a commit, and only missing ones were asked for.
    HasCommit,
    /// The saved position holds no commit here, and what is there stays.
    NothingSaved,
    /// The snapshot does not tell whether there was a commit, so that one stays that is there now.
    NotKnownAbsent,
    /// The snapshot knows the topic and not this partition, which is newer or was not asked for then.
    NotInSnapshot,
    /// The saved leader epoch is not restored.
    EpochDropped,
    /// A broker deletes no commit of a topic that it does not know, unless the group goes with it.
    TopicGone,
    /// The position is that of a partition of the same number in another topic.
    FromTopic {
        topic: TopicName,
        drops_epoch: bool,
    },
    /// The commit that is replaced has metadata, and the new one has none: it belonged to the old place.
    MetadataDropped,
    /// Topic ids could not be compared: the topic may have been recreated.
    TopicIdUnknown,
    /// The commit stands at the saved offset already, with other metadata.
    OtherMetadata,
    /// What a saved plan tells, in its own words.
    Told(String),
    /// A change is taken back that is back already.
    BackAlready,
    /// The group stood outside the log before the change that is taken back.
    OutsideAsBefore,
    /// The group stands outside the log now.
    CurrentOutOfRange {
        log_start: Offset,
        end: Offset,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Told(words) => f.write_str(words),
            Note::BackAlready => f.write_str("stands where it stood before: left alone"),
            Note::OutsideAsBefore => f.write_str("outside the log, where it stood before"),
            Note::NegativeCommit(negative) => negative.fmt(f),
            Note::NoCommitBefore => f.write_str("no commit before"),
            Note::EndOfLog => f.write_str("no record at or after the time: end of the log"),
            Note::NoRecordSkipped => f.write_str("no record at or after the time: left alone"),
            Note::OlderThanLog { first_record } => {
                write!(f, "older than the log, which begins at {}", first_record)
            }
            Note::ClockAhead { dated } => {
                write!(f, "the record found is dated {dated}: ")?;
                if dated.instant().is_some() {
                    f.write_str("a clock was ahead, ")?;
                }
                f.write_str("records of earlier times may lie above it")
            }
            Note::OpenTransactions { records } => write!(
                f,
                "at most {} above the last stable offset, which open transactions hold back",
                counted(*records)
            ),
            Note::NearLogStart { records } => write!(
                f,
                "at most {} from the log start: if retention passes the target first, auto.offset.reset decides",
                counted(*records)
            ),
            Note::Clamped {
                asked,
                before_start: true,
            } => write!(f, "{asked} is before the start of the log: moved there"),
            Note::Clamped { asked, .. } => {
                write!(f, "{asked} is beyond the end of the log: moved there")
            }
            Note::UncommittedSkipped => f.write_str("no commit to go by: left alone"),
            Note::HasCommit => f.write_str("has a commit: left alone"),
            Note::NothingSaved => f.write_str("no commit was saved: left alone"),
            Note::NotKnownAbsent => {
                f.write_str("the snapshot does not show that there was no commit: left alone")
            }
            Note::NotInSnapshot => {
                f.write_str("not in the snapshot, since it is newer or was left out: left alone")
            }
            Note::EpochDropped => f.write_str("without the saved leader epoch"),
            Note::TopicGone => f.write_str("the topic is gone, and a broker may refuse this"),
            Note::FromTopic { topic, drops_epoch } => {
                if *drops_epoch {
                    write!(f, "as in {topic}, without its leader epoch")
                } else {
                    write!(f, "as in {topic}")
                }
            }
            Note::MetadataDropped => f.write_str("drops the metadata of the old commit"),
            Note::TopicIdUnknown => {
                f.write_str("topic ids unknown: cannot tell if the topic was recreated")
            }
            Note::OtherMetadata => {
                f.write_str("stands there already, with other metadata: left alone")
            }
            Note::CurrentOutOfRange { log_start, end } => {
                write!(f, "stands outside the log ({log_start} to {end})")
            }
        }
    }
}

fn counted(records: u64) -> String {
    match records {
        1 => "1 record".to_owned(),
        _ => format!("{records} records"),
    }
}
