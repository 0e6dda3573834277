use clap::ArgGroup;

use crate::commands::options::ZoneArgs;
use crate::commands::options::whole_number;
use crate::model::{Isolation, NamePattern, TopicSelector};

const EXAMPLES: &str = "\
Examples:
  koffset count orders                                     all that its logs hold
  koffset count orders --from 2026-11-20T08:00:00Z --to 2026-11-20T09:00:00Z
  koffset count orders --from now-1d --by 1h               a chart, an hour a bar
  koffset count orders:0 --from-offset 120 --to-offset 400
  koffset count --topics-matching 'orders-.*' --from now-1h --totals
  koffset count orders --from now-1h --exact --isolation read-committed

A time stands for the first record at or after it, in each partition, and for the end of a log that has none. What is \
counted lies from one such offset up to the other, which takes a few requests and reads no record. Between two offsets \
RECORDS is an upper bound: transaction markers take offsets too, and compaction removes records but leaves their \
offsets unused. --exact reads all that lies between and counts the records, without joining a group.

Timestamps need not rise along a log: a record counts where it lies, between its neighbours, and not where its own time \
is, with --exact too. One record from a clock that was ahead ends a count before it, so a count by time may be too \
low or too high. A warning names such a record where it is dated more than a minute after now; a note, where it is \
dated so long after the time that finds it that ten records were to be expected between, at the rate that is counted, \
and where no quiet time explains it plainly. Disorder may also go unseen.

With --by the first bucket begins at --from, the last ends at --to and may be shorter; without --to it takes in \
everything up to the end of the log. '?' could not be read, and a sum of N+? is N and what could not be read.

Exit codes: 0 done, 1 something could not be read (what could be is printed), 2 usage, 3 an unknown topic or \
partition, a pattern that matches nothing, or too many look-ups.";

/// Counts the records between two times or offsets, by looking offsets up or by reading
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = EXAMPLES,
    group = ArgGroup::new("which").args(["topics", "topic", "topics_matching"]).multiple(true).required(true)
)]
pub struct CountArgs {
    /// Topics, by their exact names, each with or without partitions: orders, orders:0, orders:0,2-5
    #[arg(value_name = "TOPIC[:PARTITIONS]")]
    pub topics: Vec<TopicSelector>,
    /// A topic, with or without partitions; may be given more than once
    #[arg(short, long = "topic", value_name = "TOPIC[:PARTITIONS]")]
    pub topic: Vec<TopicSelector>,
    /// Every topic whose whole name matches
    #[arg(long, value_name = "REGEX")]
    pub topics_matching: Option<NamePattern>,
    /// Lets a pattern reach internal topics
    #[arg(long, requires = "topics_matching")]
    pub internal: bool,
    /// Counts from here on: earliest, or a time such as 2026-11-20T08:00:00Z, 1700000000000 (milliseconds),
    /// 1700000000s or now-90m
    #[arg(
        long,
        default_value = "earliest",
        allow_hyphen_values = true,
        value_name = "TIME"
    )]
    pub from: String,
    /// Counts up to here, this moment excluded: latest, or a time
    #[arg(
        long,
        default_value = "latest",
        allow_hyphen_values = true,
        value_name = "TIME"
    )]
    pub to: String,
    /// Counts from this offset on, in every partition; from the log's start where that lies behind it
    #[arg(long, value_name = "OFFSET", conflicts_with_all = ["from", "by"], allow_negative_numbers = true, value_parser = whole_number())]
    pub from_offset: Option<u64>,
    /// Counts up to this offset, itself excluded; up to the log's end where that lies before it
    #[arg(long, value_name = "OFFSET", conflicts_with_all = ["to", "by"], allow_negative_numbers = true, value_parser = whole_number())]
    pub to_offset: Option<u64>,
    /// Counts for each stretch of so long from --from on, such as 1h or 15m, and draws a bar for each
    #[arg(long, allow_hyphen_values = true, value_name = "DURATION")]
    pub by: Option<String>,
    #[command(flatten)]
    pub zone: ZoneArgs,
    /// Reads the records and counts those that a consumer would be given: no markers, nothing that compaction
    /// has removed
    #[arg(long)]
    pub exact: bool,
    /// With --exact, whether records count that a transaction has aborted or not ended
    #[arg(
        long,
        value_enum,
        requires = "exact",
        default_value_t,
        value_name = "LEVEL"
    )]
    pub isolation: IsolationLevel,
    /// With --by, keeps the partitions of a topic apart
    #[arg(long, requires = "by")]
    pub per_partition: bool,
    /// Sums up each topic instead of listing its partitions (json lists both)
    #[arg(long, conflicts_with = "by")]
    pub totals: bool,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    pub format: CountFormat,
}

/// The forms of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum CountFormat {
    /// Columns for people, with --by bars
    #[default]
    Table,
    /// One document, koffset.count version 1
    Json,
    /// A JSON object per line
    Jsonl,
    /// With a header; empty cells where there is no value
    Csv,
}

/// Which records a consumer is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum IsolationLevel {
    /// All of them
    #[default]
    ReadUncommitted,
    /// None of an aborted transaction, and none behind one that has not ended
    ReadCommitted,
}

impl From<IsolationLevel> for Isolation {
    fn from(level: IsolationLevel) -> Self {
        match level {
            IsolationLevel::ReadUncommitted => Isolation::ReadUncommitted,
            IsolationLevel::ReadCommitted => Isolation::ReadCommitted,
        }
    }
}
