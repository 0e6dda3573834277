use clap::ValueEnum;

use crate::commands::select::{NamePattern, TopicSelector};

const EXAMPLES: &str = "\
Examples:
  koffset diff before.json after.json          two snapshots, without a cluster
  koffset diff before.json live                what moved since the snapshot was taken
  koffset diff before.json live -g billing -t orders:0-3
  koffset diff blue green                      two groups as they stand now
  koffset diff before.json group:billing       one group with itself as it was

A side is a file if a file of that name exists, the word live for the cluster now, or else a group. What ends in \
.json, .gz or .zst or holds a slash is always a file; file:PATH and group:NAME say it themselves. Compared are \
offset, leader epoch, metadata and the topic's id; a partition without a commit is the same as one that is absent. \
Groups are compared with those of the same name, and two single groups whatever their names.

In the table, '-' is no commit, '?' could not be read, DELTA is B minus A. A pending transaction's commit cannot be \
read until it ends.

Exit codes: 0 equal, 4 different, 1 something could not be read (what could be is printed), 2 usage, 3 an unknown \
group or topic, or a snapshot of another cluster.";

/// Shows what differs between two sets of committed offsets
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct DiffArgs {
    /// A snapshot's file, live, or a group
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
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: DiffFormat,
}

/// The forms of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// Columns for people
    #[default]
    Table,
    /// One document, koffset.diff version 1
    Json,
    /// A JSON object per partition that differs, one on each line
    Jsonl,
    /// A row per partition that differs, with a header; empty cells where there is no value
    Csv,
}
