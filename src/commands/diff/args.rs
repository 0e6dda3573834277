use clap::ValueEnum;

use crate::commands::options::InputArgs;
use crate::commands::options::TopicMapping;
use crate::error::Error;
use crate::model::{NamePattern, TopicSelector};

const EXAMPLES: &str = "\
Examples:
  koffset diff before.json after.json          two snapshots, without a cluster
  koffset diff before.json live                what moved since the snapshot was taken
  koffset diff before.json live -g billing -t orders:0-3
  koffset diff blue green                      two groups as they stand now
  koffset diff before.json group:billing       one group with itself as it was
  koffset diff source.json sink.json           two counts: what the sink lacks
  koffset diff source.json sink.json --topic-map orders=orders-sink

A side is a file if a file of that name exists, the word live for the cluster now, or else a group. What ends in \
.json, .gz or .zst or holds a slash is always a file; file:PATH and group:NAME say it themselves. Compared are \
offset, leader epoch, metadata and the topic's id; a partition without a commit is the same as one that is absent. \
Groups are compared with those of the same name, and two single groups whatever their names.

In the table, '-' is no commit, '?' could not be read, DELTA is B minus A. A pending transaction's commit cannot be \
read until it ends.

Two files of koffset count --format json are compared too: the records of each partition where both topics have the \
same ones and neither count is of --totals, otherwise of each topic; and of each time where both have the same --by. \
Topics of the same name are compared, those that --topic-map names, and two single topics whatever their names. A count \
that is not --exact is one of offsets, and may hold fewer records. A record counts where it lies in its log: where \
timestamps do not rise along one, counts by time may differ although the records are the same.

Exit codes: 0 equal, 4 different, 1 something could not be read (what could be is printed), 2 usage, 3 an unknown \
group or topic, a snapshot of another cluster, counts of other times, or a count and a snapshot.";

/// Shows what differs between two sets of committed offsets, or two counts
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct DiffArgs {
    /// A snapshot's or a count's file, live, or a group
    #[arg(value_name = "A")]
    pub(super) a: String,
    /// What it is compared with: as A
    #[arg(value_name = "B")]
    pub(super) b: String,
    /// Only this group of a snapshot, by its exact name; may be given more than once
    #[arg(short, long = "group", value_name = "GROUP")]
    pub(super) groups: Vec<String>,
    /// Only this topic, or these partitions of it (orders, orders:0, orders:0,2-5); may be given more
    /// than once
    #[arg(short, long = "topic", value_name = "TOPIC[:PARTITIONS]")]
    pub(super) topics: Vec<TopicSelector>,
    /// Only topics whose whole name matches
    #[arg(long, value_name = "REGEX")]
    pub(super) topics_matching: Option<NamePattern>,
    /// Compares a topic of the first count with another one of the second; may be given more than once
    #[arg(long, value_name = "A=B")]
    pub(super) topic_map: Vec<TopicMapping>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: DiffFormat,
    #[command(flatten)]
    pub(super) input: InputArgs,
}

impl DiffArgs {
    /// Refuses what has no meaning for commits.
    ///
    /// # Errors
    /// Usage.
    pub(super) fn refuse_topic_map(&self) -> Result<(), Error> {
        if self.topic_map.is_empty() {
            Ok(())
        } else {
            Err(Error::usage(
                "--topic-map is for two counts, and commits of another topic are of other records",
            ))
        }
    }
}

/// The forms of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// Columns for people
    #[default]
    Table,
    /// One document, koffset.diff version 1, or koffset.count-diff version 1 of two counts
    Json,
    /// A JSON object per partition that differs, one on each line
    Jsonl,
    /// A row per partition that differs, with a header; empty cells where there is no value
    Csv,
}
