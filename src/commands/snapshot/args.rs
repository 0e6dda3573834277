use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::commands::options::InputArgs;
use crate::commands::output::OutputArgs;
use crate::commands::output::SaveFormat;
use crate::commands::select::ViewArgs;
use crate::error::Error;
use crate::foreign::Format;

const EXAMPLES: &str = "\
Examples:
  koffset snapshot billing                                 one group, to stdout
  koffset snapshot billing -t orders:0-3 --output b.json   some of its partitions, to a file
  koffset snapshot --all-groups --output all.json.zst      all groups, compressed
  koffset snapshot billing --format kafka-csv              as kafka-consumer-groups --from-file reads it
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
    pub(super) view: ViewArgs,
    /// The format to write; all but koffset's own hold offsets only, and stderr says what is left out
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: SaveFormat,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    /// Writes what could be read, with an error in the place of each commit that could not
    #[arg(long)]
    pub(super) allow_partial: bool,
}

impl SnapshotArgs {
    /// The format of another tool that is asked for, if one is. As in Kafka's own tool, one group that is
    /// named is written without its name, and whatever else is asked for with a column for it.
    ///
    /// # Errors
    /// Usage: a partial snapshot in a format that cannot tell what it lacks, or several named groups in one
    /// that cannot tell them apart.
    pub(super) fn foreign_format(&self) -> Result<Option<Format>, Error> {
        let named = self.view.groups.named()?.len();
        let one = named == 1 && self.view.groups.pattern().is_none();
        let Some(format) = self.format.foreign(!one) else {
            return Ok(None);
        };
        if self.allow_partial {
            let message = format!("--allow-partial: {format} cannot tell what it lacks");
            return Err(Error::usage(message).hint("only --format koffset can"));
        }
        if named > 1 && !format.names_groups() {
            let message = format!("{format} cannot hold {named} groups");
            return Err(
                Error::usage(message).hint("choose one group, or kafka-csv, which holds several")
            );
        }
        Ok(Some(format))
    }
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
    #[command(flatten)]
    pub(super) input: InputArgs,
}

/// How a snapshot is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    #[default]
    Table,
    Json,
}
