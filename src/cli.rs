//! The command line: the subcommands, and the options that every one of them takes.

mod environment;
mod given;
mod shown;

use std::ffi::{OsStr, OsString};
use std::time::Duration;

use clap::{Arg, ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::access::AccessArgs;
use crate::commands::apply_plan::ApplyPlanArgs;
use crate::commands::complete::CompleteArgs;
use crate::commands::completions::CompletionsArgs;
use crate::commands::context::ContextArgs;
use crate::commands::convert::ConvertArgs;
use crate::commands::copy::CopyArgs;
use crate::commands::count::CountArgs;
use crate::commands::delete_offsets::DeleteOffsetsArgs;
use crate::commands::diff::DiffArgs;
use crate::commands::group::GroupCommand;
use crate::commands::journal::JournalArgs;
use crate::commands::lag::LagArgs;
use crate::commands::man::ManArgs;
use crate::commands::plan_file::PlanArgs;
use crate::commands::range::RangeArgs;
use crate::commands::reset::ResetArgs;
use crate::commands::schema::SchemaArgs;
use crate::commands::seek::SeekArgs;
use crate::commands::settings::ConfigFile;
use crate::commands::snapshot::SnapshotArgs;
use crate::commands::undo::UndoArgs;
use crate::commands::watch::WatchArgs;
use crate::model::parse_timeout;
use crate::ui::{ColorWhen, Verbosity};

const EXAMPLES_AND_EXIT_CODES: &str = "\
Examples:
  koffset -b kafka-1:9092 range orders                      where its logs begin and end
  koffset -b kafka-1:9092 watch billing                     how it goes on, live
  koffset -b kafka-1:9092 snapshot billing --output b.json  save where a group stands
  koffset -b kafka-1:9092 diff b.json live                  what moved since then
  koffset -b kafka-1:9092 reset billing -t orders --to-timestamp 2026-11-20T08:00:00Z --dry-run
  koffset -b kafka-1:9092 reset billing --to-snapshot b.json
  koffset -b kafka-1:9092 reset billing -t orders --to-earliest --save-plan p.json
  koffset -b kafka-1:9092 apply p.json                      carry out what was reviewed
  koffset -b kafka-1:9092 undo                              take the last change back

A command that changes a group shows every partition first, asks, writes down what it replaces, and \
reads back what it wrote.

With --format json or jsonl, a command that ends without its product writes a koffset.error document to \
stdout, beside the message on stderr. Only a command line that cannot be read is told on stderr alone.

Exit codes:
  0    done, nothing to do, or a clean dry run
  1    Kafka, a file or the network failed, or koffset has a bug; the cluster was not changed
  2    the command line makes no sense; the cluster was not changed
  3    refused: a precondition failed (unknown group or topic, members, a stale plan); not changed
  4    findings (diff: the two differ; lag: a limit passed; watch: not so in time; access: an ACL is
       missing); not changed
  5    partial or unknown: some partitions changed and others not, or it is not known, also where a bug
       ended koffset after it had begun to send
  6    declined, or nobody could be asked; the cluster was not changed
  130  interrupted before anything was sent";

/// The name of `-X` in clap.
const PROPERTIES: &str = "properties";

/// See, save, move and prove the offsets of Kafka's consumer groups
#[derive(Debug, Parser)]
#[command(name = "koffset", version, after_help = EXAMPLES_AND_EXIT_CODES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub global: GlobalArgs,
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[allow(
    clippy::large_enum_variant,
    reason = "there is one, on the stack of main"
)]
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Range(RangeArgs),
    Lag(LagArgs),
    Watch(WatchArgs),
    Count(CountArgs),
    Snapshot(SnapshotArgs),
    Diff(DiffArgs),
    Convert(ConvertArgs),
    Reset(ResetArgs),
    Seek(SeekArgs),
    Copy(CopyArgs),
    DeleteOffsets(DeleteOffsetsArgs),
    /// Groups themselves
    #[command(subcommand)]
    Group(GroupCommand),
    Apply(ApplyPlanArgs),
    Undo(UndoArgs),
    Access(AccessArgs),
    Journal(JournalArgs),
    Plan(PlanArgs),
    Schema(SchemaArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
    #[command(name = "__complete")]
    Complete(CompleteArgs),
    Context(ContextArgs),
}

/// The form of JSON that a command was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonForm {
    Document,
    Lines,
}

/// Reads the command line, and what of its `--format` is the same for all commands.
///
/// # Errors
/// What clap says of a command line that it cannot read, and of `--help`.
pub(crate) fn parse(args: &[OsString]) -> clap::error::Result<(Cli, Option<JsonForm>)> {
    read(args).map_err(|error| shown::escaped(error, args))
}

fn read(args: &[OsString]) -> clap::error::Result<(Cli, Option<JsonForm>)> {
    let matches = command().try_get_matches_from(args);
    let matches = matches.map_err(|error| environment::of_environment(error, args))?;
    given::check_flags(&matches)?;
    let cli = Cli::from_arg_matches(&matches);
    let mut cli = cli.map_err(|error| error.format(&mut command()))?;
    cli.global.complete(&matches);
    Ok((cli, json_form(&matches)))
}

/// The command line that koffset takes. `-X` is an option of each command: of one that clap takes for global it would
/// keep only those that stand behind the last subcommand.
pub(crate) fn command() -> clap::Command {
    let root = Cli::command();
    let properties = root.get_arguments().find(|arg| arg.get_id() == PROPERTIES);
    let properties = properties.cloned().into_iter().collect::<Vec<_>>();
    everywhere(root, &properties)
}

fn everywhere(command: clap::Command, options: &[Arg]) -> clap::Command {
    command.mut_subcommands(|sub| everywhere(sub.args(options), options))
}

fn json_form(matches: &ArgMatches) -> Option<JsonForm> {
    if let Some((_, matches)) = matches.subcommand() {
        return json_form(matches);
    }
    let mut given = matches.try_get_raw("format").ok().flatten()?;
    match given.next().and_then(OsStr::to_str) {
        Some("json") => Some(JsonForm::Document),
        Some("jsonl") => Some(JsonForm::Lines),
        _ => None,
    }
}

/// The options of every subcommand.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Connection and output")]
pub(crate) struct GlobalArgs {
    /// Brokers to ask first, as host:port, comma-separated
    #[arg(
        short,
        long,
        global = true,
        env = "KOFFSET_BOOTSTRAP_SERVER",
        visible_aliases = ["bootstrap-servers", "brokers"],
        value_name = "HOST:PORT"
    )]
    pub bootstrap_server: Option<String>,
    /// A cluster of the file of contexts, by its name there
    #[arg(long, global = true, env = "KOFFSET_CONTEXT")]
    pub context: Option<String>,
    #[command(flatten)]
    pub config: ConfigFile,
    /// A properties file of a Java client, as Kafka's own tools take it
    #[arg(
        long,
        global = true,
        env = "KOFFSET_COMMAND_CONFIG",
        value_name = "FILE"
    )]
    pub command_config: Option<OsString>,
    /// A property of librdkafka (its CONFIGURATION.md), such as security.protocol=ssl; a secret may be
    /// env:NAME, file:PATH or command:LINE; may be given more than once
    #[arg(short = 'X', value_name = "KEY=VALUE")]
    pub properties: Vec<String>,
    /// How long one request may take, such as 500ms or 1m; 10s unless given
    #[arg(
        long,
        global = true,
        env = "KOFFSET_TIMEOUT",
        value_parser = parse_timeout,
        allow_hyphen_values = true,
        value_name = "DURATION"
    )]
    pub timeout: Option<Duration>,
    /// How long the whole command may take; no limit unless given
    #[arg(
        long,
        global = true,
        env = "KOFFSET_DEADLINE",
        value_parser = parse_timeout,
        allow_hyphen_values = true,
        value_name = "DURATION"
    )]
    pub deadline: Option<Duration>,
    /// When output is coloured; NO_COLOR is honoured too
    #[arg(
        long,
        global = true,
        env = "KOFFSET_COLOR",
        value_enum,
        default_value_t,
        value_name = "WHEN"
    )]
    pub color: ColorWhen,
    /// Says nothing on stderr but errors, warnings, previews and questions
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say on stderr what is done, and how long it takes
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// The options that the command line itself gives, and not the environment.
    #[arg(skip)]
    flags: Vec<&'static str>,
}

impl GlobalArgs {
    /// What a command line says that is still being typed, so far as it can be told.
    pub(crate) fn typed(words: &[OsString]) -> Option<Self> {
        let lenient = command().ignore_errors(true);
        let matches = lenient.try_get_matches_from(words).ok()?;
        let mut global = GlobalArgs::from_arg_matches(&matches).ok()?;
        global.complete(&matches);
        global.config = global.config.of_files_only();
        Some(global)
    }

    pub(crate) fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }
}

impl Command {
    /// Whether the command is one that can change a cluster.
    pub(crate) fn changes(&self) -> bool {
        match self {
            Command::Reset(_)
            | Command::Seek(_)
            | Command::Copy(_)
            | Command::DeleteOffsets(_)
            | Command::Group(GroupCommand::Delete(_))
            | Command::Apply(_)
            | Command::Undo(_) => true,
            Command::Range(_)
            | Command::Lag(_)
            | Command::Watch(_)
            | Command::Count(_)
            | Command::Snapshot(_)
            | Command::Diff(_)
            | Command::Group(GroupCommand::List(_) | GroupCommand::Describe(_))
            | Command::Access(_)
            | Command::Convert(_)
            | Command::Journal(_)
            | Command::Plan(_)
            | Command::Schema(_)
            | Command::Completions(_)
            | Command::Man(_)
            | Command::Complete(_)
            | Command::Context(_) => false,
        }
    }
}
