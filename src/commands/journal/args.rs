use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use crate::commands::journal_folder::JournalDirArgs;
use crate::model::parse_age;

const EXAMPLES: &str = "\
Every change is written down before it is sent, with the position that it replaces in each partition, and \
again when its outcome is known. One without an outcome was interrupted, or \
is running while its koffset on this machine is at it.

Examples:
  koffset journal list
  koffset journal list --group billing --format json
  koffset journal show 20261120T200411Z-7f3a9c01
  koffset journal prune --older-than 90d --dry-run

Exit codes: koffset --help";

/// Shows what koffset changed on this machine, without a cluster
#[derive(Args, Clone, Debug)]
#[command(disable_help_subcommand = true, after_help = EXAMPLES)]
pub struct JournalArgs {
    #[command(subcommand)]
    pub command: JournalCommand,
}

/// What can be done with the journal.
#[derive(Clone, Debug, Subcommand)]
pub enum JournalCommand {
    List(ListArgs),
    Show(ShowArgs),
    Prune(PruneArgs),
}

/// Lists the changes, the newest last
#[derive(Args, Clone, Debug)]
pub struct ListArgs {
    #[command(flatten)]
    pub(super) place: JournalDirArgs,
    /// Only changes of this group, by its exact name; may be given more than once
    #[arg(short, long = "group", value_name = "GROUP")]
    pub(super) groups: Vec<String>,
    /// Only changes on the cluster of this id
    #[arg(long, value_name = "ID")]
    pub(super) cluster_id: Option<String>,
    /// How the list is written
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ListFormat,
}

/// How a list of changes is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// Columns for people
    #[default]
    Table,
    /// One document, koffset.journal_list version 1
    Json,
    /// A JSON object per line
    Jsonl,
}

/// Shows a change: who made it, what it was to do, and what came of it
#[derive(Args, Clone, Debug)]
pub struct ShowArgs {
    /// The change's id, or a beginning of it that no other has
    #[arg(value_name = "ID")]
    pub(super) id: String,
    #[command(flatten)]
    pub(super) place: JournalDirArgs,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ShowFormat,
}

/// How one change is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ShowFormat {
    /// The preview and the outcome, for people
    #[default]
    Table,
    /// One document, koffset.journal version 1
    Json,
}

/// Deletes old changes from the journal, which can then not be taken back, and files of a day ago or longer that
/// a koffset left when it was killed. In a folder that several users write, each deletes their own
#[derive(Args, Clone, Debug)]
pub struct PruneArgs {
    /// Deletes what was written longer ago than this, such as 90d
    #[arg(long, value_name = "DURATION", value_parser = parse_age, allow_hyphen_values = true)]
    pub(super) older_than: Duration,
    #[command(flatten)]
    pub(super) place: JournalDirArgs,
    /// Also deletes changes of which it is not known what became of them
    #[arg(long)]
    pub(super) interrupted: bool,
    /// Shows what would be deleted, and deletes nothing
    #[arg(long, conflicts_with = "yes")]
    pub(super) dry_run: bool,
    /// Does not ask before deleting
    #[arg(long)]
    pub(super) yes: bool,
}
