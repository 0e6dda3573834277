use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};

use crate::commands::options::whole_number;
use crate::model::NamePattern;
use crate::model::Zone;

const EXAMPLES: &str = "\
A context is a cluster with a name: how it is reached, and what is to be kept to on it. It stands in the file \
of contexts: --config FILE, KOFFSET_CONFIG, or koffset/config.toml below XDG_CONFIG_HOME or ~/.config.

  current = \"prod-eu\"

  [contexts.prod-eu]
  bootstrap_servers = \"kafka-1:9092,kafka-2:9092\"
  cluster_id = \"MkU3OEVBNTcwNTJENDM2Qk\"   # every command refuses another cluster
  production = true                       # the question asks for the context's name
  read_only = true                        # no change may be made; --dry-run still shows one
  protected_groups = [\"billing-.*\"]       # whole names: to be typed, or given with --confirm GROUP
  zone = \"Europe/Berlin\"                  # what --zone is unless it is given
  max_replay = 1000000                    # what --max-replay is unless it is given
  max_skip = 0                            # what --max-skip is unless it is given
  timeout = \"5s\"                          # what --timeout is unless it is given
  command_config = \"client.properties\"    # a Java client's; paths start at this file's folder

  [contexts.prod-eu.properties]           # librdkafka's, as -X
  \"security.protocol\" = \"sasl_ssl\"
  \"sasl.mechanisms\" = \"SCRAM-SHA-512\"
  \"sasl.username\" = \"koffset\"
  \"sasl.password\" = \"env:KAFKA_PASSWORD\"  # or file:PATH, or command:LINE for a shell

Which context: --context, then KOFFSET_CONTEXT, then `current`. Where a flag names a cluster, what the environment \
and `current` say of another does not count; otherwise two that name different clusters are refused. A property of a \
flag beats the environment, which beats the context, whose properties beat its command_config.

Exit codes: koffset --help";

/// Named clusters, in a file
#[derive(Args, Clone, Debug)]
#[command(disable_help_subcommand = true, after_help = EXAMPLES)]
pub struct ContextArgs {
    #[command(subcommand)]
    pub command: ContextCommand,
}

/// What can be done with contexts.
#[allow(
    clippy::large_enum_variant,
    reason = "there is one, on the stack of main"
)]
#[derive(Clone, Debug, Subcommand)]
pub enum ContextCommand {
    List(ListArgs),
    Show(ShowArgs),
    Use(UseArgs),
    Add(AddArgs),
    Check(CheckArgs),
}

/// How the result is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ContextFormat {
    /// Columns for people
    #[default]
    Table,
    /// One document
    Json,
}

/// Lists the contexts of the file
#[derive(Args, Clone, Debug)]
pub struct ListArgs {
    /// How the list is written; json is koffset.contexts version 1
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ContextFormat,
}

/// Shows what would count, with the options and the environment of this call; secrets are not shown
#[derive(Args, Clone, Debug)]
pub struct ShowArgs {
    /// The context; the one that commands would use unless given
    #[arg(value_name = "CONTEXT")]
    pub name: Option<String>,
    /// Says where each value comes from
    #[arg(long)]
    pub(super) origin: bool,
    /// How it is written; json is koffset.context version 1, and always says where each value comes from
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ContextFormat,
}

/// Makes a context the one that is used where no cluster is named
#[derive(Args, Clone, Debug)]
pub struct UseArgs {
    /// The context
    #[arg(value_name = "CONTEXT")]
    pub(super) name: String,
}

/// Writes a further context into the file, with --bootstrap-server, --command-config, --timeout and -X as given
#[derive(Args, Clone, Debug, Default)]
pub struct AddArgs {
    /// The new context's name
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    /// Every command is to refuse a cluster of another id
    #[arg(
        long,
        value_name = "ID",
        allow_hyphen_values = true,
        value_parser = NonEmptyStringValueParser::new()
    )]
    pub(super) cluster_id: Option<String>,
    /// The question before a change is to ask for the context's name
    #[arg(long)]
    pub(super) production: bool,
    /// Every change is to be refused
    #[arg(long)]
    pub(super) read_only: bool,
    /// Groups, by their whole names, that are to be typed, or given with --confirm GROUP; may be given more
    /// than once
    #[arg(long, value_name = "REGEX")]
    pub(super) protect: Vec<NamePattern>,
    /// What --zone is to be unless it is given
    #[arg(long, value_name = "ZONE")]
    pub(super) zone: Option<Zone>,
    /// What --max-replay is to be unless it is given
    #[arg(long, value_name = "RECORDS", value_parser = whole_number(), allow_negative_numbers = true)]
    pub(super) max_replay: Option<u64>,
    /// What --max-skip is to be unless it is given
    #[arg(long, value_name = "RECORDS", value_parser = whole_number(), allow_negative_numbers = true)]
    pub(super) max_skip: Option<u64>,
}

/// Connects, and says which cluster answers
#[derive(Args, Clone, Debug)]
pub struct CheckArgs {
    /// The context; the one that commands would use unless given
    #[arg(value_name = "CONTEXT")]
    pub name: Option<String>,
    /// How it is written; json is koffset.context_check version 1
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ContextFormat,
}
