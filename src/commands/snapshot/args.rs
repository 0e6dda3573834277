use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::commands::select::{GroupArgs, NamePattern, TopicSelector};

const EXAMPLES: &str = "\
Examples:
  koffset snapshot billing                                 one group, to stdout
  koffset snapshot billing -t orders:0-3 --output b.json   some of its partitions, to a file
  koffset snapshot --all-groups --output all.json.zst      all groups, compressed
  koffset snapshot show all.json.zst                       what a file holds
  koffset snapshot -g show                                 a group named show

Of each topic in which a group has commits, every partition is in the snapshot: one without a commit says so.
The commits are read first, and then the logs. A file appears under its name only when it is whole.

A broker leaves out, in silence, the groups and topics that you may not describe.";

/// Saves where groups stand, with what is needed to trust it later
#[derive(Args, Clone, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    after_help = EXAMPLES
)]
pub struct SnapshotArgs {
    #[command(subcommand)]
    pub command: Option<SnapshotCommand>,
    #[command(flatten)]
    pub(super) groups: GroupArgs,
    /// Every consumer group that you may describe
    #[arg(long, conflicts_with_all = ["groups", "group", "groups_matching"])]
    pub(super) all_groups: bool,
    /// Only this topic, or these partitions of it (orders, orders:0, orders:0,2-5), those without a
    /// commit too; may be given more than once
    #[arg(short, long = "topic", value_name = "TOPIC[:PARTITIONS]")]
    pub(super) topics: Vec<TopicSelector>,
    /// Only topics whose whole name matches
    #[arg(long, value_name = "REGEX")]
    pub(super) topics_matching: Option<NamePattern>,
    /// The file to write, instead of stdout (-); .gz and .zst compress it
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Replaces the file if it exists
    #[arg(long, requires = "output")]
    pub(super) force: bool,
    /// Writes what could be read, with an error in the place of each commit that could not
    #[arg(long)]
    pub(super) allow_partial: bool,
}

/// What can be done with a snapshot beside taking one.
#[derive(Clone, Debug, Subcommand)]
pub enum SnapshotCommand {
    /// Prints a snapshot's file, without a cluster
    Show(ShowArgs),
}

/// Prints a snapshot's file, without a cluster
#[derive(Args, Clone, Debug)]
pub struct ShowArgs {
    /// The snapshot's file; - is stdin
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ShowFormat,
}

/// How a snapshot is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    #[default]
    Table,
    Json,
}
