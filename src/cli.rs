//! The command line: the subcommands, and the options that every one of them takes.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::apply_plan::ApplyPlanArgs;
use crate::commands::context::ContextArgs;
use crate::commands::convert::ConvertArgs;
use crate::commands::copy::CopyArgs;
use crate::commands::count::CountArgs;
use crate::commands::delete_offsets::DeleteOffsetsArgs;
use crate::commands::diff::DiffArgs;
use crate::commands::group::GroupCommand;
use crate::commands::journal::JournalArgs;
use crate::commands::lag::LagArgs;
use crate::commands::plan_file::PlanArgs;
use crate::commands::range::RangeArgs;
use crate::commands::reset::ResetArgs;
use crate::commands::seek::SeekArgs;
use crate::commands::settings::ConfigFile;
use crate::commands::snapshot::SnapshotArgs;
use crate::commands::undo::UndoArgs;
use crate::commands::watch::WatchArgs;
use crate::error::Error;
use crate::plan::parse_timeout;
use crate::settings::{Given, Origin, Valued, read_properties};
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

Exit codes:
  0    done, nothing to do, or a clean dry run
  1    Kafka, a file or the network failed; the cluster was not changed
  2    the command line makes no sense; the cluster was not changed
  3    refused: a precondition failed (unknown group or topic, members, a stale plan); not changed
  4    findings (diff: the two differ; lag: a limit passed; watch: not so in time); not changed
  5    partial or unknown: some partitions changed and others not, or it is not known
  6    declined, or nobody could be asked; the cluster was not changed
  130  interrupted before anything was sent";

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
    Journal(JournalArgs),
    Plan(PlanArgs),
    Context(ContextArgs),
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
    #[arg(long, global = true, env = "KOFFSET_CONTEXT", value_name = "NAME")]
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
    /// env:NAME, file:PATH or command:…; may be given more than once
    #[arg(short = 'X', global = true, value_name = "KEY=VALUE")]
    pub properties: Vec<String>,
    /// How long one request may take, such as 500ms or 1m; 10s unless given
    #[arg(
        long,
        global = true,
        env = "KOFFSET_TIMEOUT",
        value_parser = parse_timeout,
        value_name = "DURATION"
    )]
    pub timeout: Option<Duration>,
    /// How long the whole command may take; no limit unless given
    #[arg(long, global = true, env = "KOFFSET_DEADLINE", value_parser = parse_timeout, value_name = "DURATION")]
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

impl Cli {
    /// Reads the arguments, the program's name first.
    ///
    /// # Errors
    /// What clap says of them; help and version are such too.
    pub(crate) fn read(args: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let matches = Cli::command().try_get_matches_from(args)?;
        let cli = Cli::from_arg_matches(&matches);
        let mut cli = cli.map_err(|error| error.format(&mut Cli::command()))?;
        cli.global.flags = flags(&matches);
        Ok(cli)
    }
}

fn flags(matches: &ArgMatches) -> Vec<&'static str> {
    let options = ["context", "bootstrap_server", "command_config", "timeout"];
    let is_flag = |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine);
    options.into_iter().filter(is_flag).collect()
}

impl GlobalArgs {
    /// What the command line and the environment say of the cluster.
    ///
    /// # Errors
    /// Usage: what is no property, or koffset's own.
    pub(crate) fn given(&self) -> Result<Given, Error> {
        let context = self.context.clone().filter(|name| !name.is_empty());
        let servers = self.bootstrap_server.clone();
        let config = self.command_config.as_ref().map(PathBuf::from);
        Ok(Given {
            context: self.said(context, "context", "--context", "KOFFSET_CONTEXT"),
            bootstrap_servers: self.said(
                servers.filter(|servers| !servers.is_empty()),
                "bootstrap_server",
                "--bootstrap-server",
                "KOFFSET_BOOTSTRAP_SERVER",
            ),
            command_config: self.said(
                config.filter(|file| !file.as_os_str().is_empty()),
                "command_config",
                "--command-config",
                "KOFFSET_COMMAND_CONFIG",
            ),
            timeout: self.said(self.timeout, "timeout", "--timeout", "KOFFSET_TIMEOUT"),
            properties: read_properties(&self.properties)?,
        })
    }

    /// The same on the context of this name.
    ///
    /// # Errors
    /// Usage: `--context` names another.
    pub(crate) fn on(&self, name: Option<&String>) -> Result<Self, Error> {
        let mut global = self.clone();
        let Some(name) = name else { return Ok(global) };
        if let Some(other) = self.context.as_ref().filter(|other| *other != name)
            && self.flags.contains(&"context")
        {
            let message = format!("{name} and --context {other} are two contexts");
            return Err(Error::usage(message));
        }
        global.context = Some(name.clone());
        global.flags.push("context");
        Ok(global)
    }

    fn said<T>(
        &self,
        value: Option<T>,
        id: &str,
        flag: &'static str,
        variable: &'static str,
    ) -> Option<Valued<T>> {
        let origin = match self.flags.contains(&id) {
            true => Origin::Flag(flag),
            false => Origin::Environment(variable),
        };
        value.map(|value| Valued::new(value, origin))
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
            | Command::Convert(_)
            | Command::Journal(_)
            | Command::Plan(_)
            | Command::Context(_) => false,
        }
    }
}
