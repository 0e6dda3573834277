use clap::ValueEnum;

use crate::commands::options::whole_number;
use crate::commands::select::ViewArgs;
use crate::error::Error;
use crate::lag::{Limits, Only, SortBy, SummaryBy};
use crate::model::LagBasis;

const EXAMPLES: &str = "\
Examples:
  koffset lag billing                              every partition of one group, and who reads it
  koffset lag billing -t orders:0-3
  koffset lag --all-groups --summary group         one row per group
  koffset lag --all-groups --sort lag --top 20     the furthest behind
  koffset lag --all-groups --only lost
  koffset lag billing --time                       for how long the oldest record waits
  koffset lag billing --fail-if-lag 10000 --fail-if-lost
  koffset lag --all-groups --format openmetrics    for Prometheus

LAG is END minus COMMITTED and so an upper bound of the records left to read: transaction markers take offsets \
too, and compaction leaves gaps. LOST is what was deleted before it was committed: LOG-START minus COMMITTED, an upper bound too. \
HEADROOM is what retention can still delete before records are lost, and how much of the log that is; '-' where \
nothing lags. '?' is not known: a partition without a commit ('-' as COMMITTED) has no lag, and not one of 0. A sum of N+? is N and \
what is not known.

Of each topic in which a group has commits, or that its members read, every partition is shown. With --all-groups \
or a pattern, a topic that is named is shown for the groups that have commits in it. A commit that is pending in a \
transaction is not counted; the NOTE says so beside the one that counts, and in groups that are named also where \
there is none. It says too how many offsets lie above the last stable offset, which an open transaction holds back: \
read_committed consumers cannot reach them yet. --sort and --top look at the rows of all groups together; all formats but jsonl and \
csv, and --sort without --top, hold every row until the end.

TIME-LAG is the age of the oldest record that waits, from its timestamp to now: of the first one at the commit or \
behind it, aborted ones too unless --lag-basis is last-stable. '-' where none waits; '?' where the log starts behind \
the commit, so that the oldest one is deleted, and where it has no timestamp, or none that is a plausible time, or \
could not be read. A timestamp is mostly of the producer's clock: one that is ahead makes the time negative. Where a \
transaction is open, the record at the last stable offset is read too: one that is \
dated longer ago than transaction.max.timeout.ms of the brokers lets a transaction be open (Kafka's default of 15 minutes, where \
that may not be read) is told with the commands of kafka-transactions.sh that look at it. They change nothing: to \
abort a transaction whose producer is alive loses records.

A limit cannot judge a partition without a commit: --fail-if-lag where the log holds more than N, --fail-if-lost where \
anything was deleted from it, --fail-if-headroom-below where it holds anything. That ends with 1, and so does a group \
that is named and has no commit at all.

Exit codes: 0 done, 4 a --fail-if limit was passed, 1 something could not be read or judged (what could be is \
printed), 2 usage, 3 an unknown group or topic.";

/// Shows how far groups are behind, what they lost, and what they may lose next
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct LagArgs {
    #[command(flatten)]
    pub(super) view: ViewArgs,
    /// The end that lag is counted to
    #[arg(long, value_enum, default_value_t, value_name = "END")]
    pub(super) lag_basis: LagBasisArg,
    /// Adds for how long the oldest record has waited that is not committed past: reads one record of each
    /// partition that lags
    #[arg(long)]
    pub(super) time: bool,
    /// Shows the members of all groups, at the cost of a request for each; those of named groups are
    /// always shown
    #[arg(long)]
    pub(super) members: bool,
    /// Sums up the partitions of each group, or of each topic over all groups
    #[arg(long, value_enum, value_name = "BY")]
    pub(super) summary: Option<SummaryBy>,
    /// Most lag first, most lost first, or least headroom first; what is not known comes last
    #[arg(long, value_enum, value_name = "BY")]
    pub(super) sort: Option<SortBy>,
    /// Only the first rows
    #[arg(long, requires = "sort", value_name = "N", value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
    pub(super) top: Option<u32>,
    /// Only the partitions that lag, that lost something, or that have no commit; those that could not be
    /// read stay in view
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(super) only: Option<Only>,
    #[command(flatten)]
    limits: LimitArgs,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: LagFormat,
}

/// What ends the command with 4.
#[derive(Clone, Copy, Debug, clap::Args)]
struct LimitArgs {
    /// Ends with 4 if a partition lags by more than N offsets
    #[arg(long, value_name = "N", value_parser = whole_number(), allow_negative_numbers = true, help_heading = "Limits")]
    fail_if_lag: Option<u64>,
    /// Ends with 4 if offsets were deleted before they were committed
    #[arg(long, help_heading = "Limits")]
    fail_if_lost: bool,
    /// Ends with 4 if a partition that lags has less headroom than this share of its log, in percent
    #[arg(long, value_name = "PERCENT", value_parser = share, allow_negative_numbers = true, help_heading = "Limits")]
    fail_if_headroom_below: Option<f64>,
}

/// The end that lag is counted to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LagBasisArg {
    /// The last record (high watermark), as Kafka's own tool counts
    #[default]
    End,
    /// As far as a read_committed consumer can read now
    LastStable,
}

/// The forms of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LagFormat {
    /// Columns for people
    #[default]
    Table,
    /// One document, koffset.lag version 1
    Json,
    /// A JSON object per partition, one on each line, as soon as it is known
    Jsonl,
    /// A row per partition, with a header; empty cells where there is no value
    Csv,
    /// Metrics for Prometheus (OpenMetrics 1.0); no sample where there is no value
    Openmetrics,
}

impl LagArgs {
    /// Refuses what has no meaning together.
    ///
    /// # Errors
    /// Usage: see the messages.
    pub fn check(&self) -> Result<(), Error> {
        if self.summary.is_none() {
            return Ok(());
        }
        match (self.format, self.only) {
            (LagFormat::Openmetrics, _) => Err(Error::usage(
                "--summary has no form in --format openmetrics, which Prometheus can sum up itself",
            )),
            (_, Some(_)) => Err(Error::usage(
                "--only chooses partitions, and --summary shows none",
            )
            .hint("leave one of them out")),
            _ => Ok(()),
        }
    }

    pub(super) fn basis(&self) -> LagBasis {
        match self.lag_basis {
            LagBasisArg::End => LagBasis::End,
            LagBasisArg::LastStable => LagBasis::LastStable,
        }
    }

    pub(super) fn limits(&self) -> Limits {
        let LimitArgs {
            fail_if_lag: lag,
            fail_if_lost: lost,
            fail_if_headroom_below: headroom,
        } = self.limits;
        Limits {
            lag,
            lost,
            headroom,
        }
    }
}

fn share(text: &str) -> Result<f64, String> {
    let percent: f64 = text
        .strip_suffix('%')
        .unwrap_or(text)
        .parse()
        .map_err(|_| format!("{text:?} is no number"))?;
    if (0.0..=100.0).contains(&percent) {
        Ok(percent)
    } else {
        Err("a share is between 0 and 100 percent".to_owned())
    }
}
