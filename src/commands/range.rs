//! `koffset range`: where logs begin and end.

use chrono::{DateTime, Utc};

use super::options::ZoneArgs;
use super::session::{note_hidden_commits, note_hidden_topics};
use super::{Asking, Session};
use crate::document::{Envelope, PartitionEntry, RANGE, RangeDocument, TopicEntry};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::{
    ClusterId, GroupId, NamePattern, OffsetSpec, RangeRow, Ranges, TimeContext, TopicSelector,
    by_reason, parse_time, readable,
};
use crate::observe::{RangeScope, TopicQuery, range, range_of_group, select_topics};
use crate::render::{
    Product, first_few, json, json_lines, range_csv, range_offsets, range_table, totals_csv,
    totals_table,
};

/// The partitions that a message names before it counts.
const NAMED: usize = 5;
const EXAMPLES: &str = "\
Examples:
  koffset range                                    every topic that is not internal
  koffset range orders payments:0,2-5              two topics, of one only some partitions
  koffset range --topics-matching 'orders-.*' --totals
  koffset range orders --at 2026-11-20T08:00:00Z   the first record at or after a time
  koffset range orders --at now-1d --at max-timestamp
  koffset range --group billing --format json
  koffset range orders --at earliest --format offsets

EARLIEST is the first offset still there, LATEST is one past the last record (the high watermark), \
LAST-STABLE is where a read_committed consumer must stop while a transaction is open. RECORDS is LATEST minus \
EARLIEST and so an upper bound: transaction markers take offsets too, and compaction removes records but leaves \
their offsets unused. '?' could not be read, and a total of N+? is N and what could not be read; '-' says that there is no such record.

RECORD-TIME is the record's timestamp, or a number of milliseconds where that is not a plausible time (before 1970 or \
after 9999: a producer may have written nanoseconds). max-timestamp may name a record below the log start, which \
cannot be read any more; NOTE and below_log_start in JSON say so.

Exit codes: 0 done, 1 something could not be read (what could be is printed), 2 usage, 3 an unknown topic, \
partition or group, or a pattern that matches nothing.";

/// Shows where the log of each partition begins and ends
#[derive(Clone, Debug, Default, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RangeArgs {
    /// Topics, by their exact names, each with or without partitions: orders, orders:0, orders:0,2-5
    #[arg(value_name = "TOPIC[:PARTITIONS]")]
    topics: Vec<TopicSelector>,
    /// A topic, with or without partitions; may be given more than once
    #[arg(short, long = "topic", value_name = "TOPIC[:PARTITIONS]")]
    topic: Vec<TopicSelector>,
    /// Every topic whose whole name matches
    #[arg(long, value_name = "REGEX")]
    topics_matching: Option<NamePattern>,
    /// The topics in which this group has commits, all partitions of them; a broker leaves out, without
    /// saying so, topics that you may not describe
    #[arg(short, long, value_name = "GROUP", conflicts_with_all = ["topics", "topic", "topics_matching"])]
    group: Option<String>,
    /// Lets patterns, and a range of all topics, reach internal topics
    #[arg(long)]
    internal: bool,
    /// Also looks up an offset: earliest, latest, max-timestamp (the record with the largest timestamp,
    /// Kafka 3.0), or a time, for the first record at or after it: 2026-11-20T08:00:00Z, 1700000000000
    /// (milliseconds), 1700000000s, now-90m; may be given more than once
    #[arg(long, value_name = "SPEC", allow_hyphen_values = true)]
    at: Vec<String>,
    #[command(flatten)]
    zone: ZoneArgs,
    /// Sums up each topic instead of listing its partitions (json lists both)
    #[arg(long, conflicts_with = "at")]
    totals: bool,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: RangeFormat,
}

/// The forms of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum RangeFormat {
    /// Columns for people
    #[default]
    Table,
    /// One document, koffset.range version 1
    Json,
    /// A JSON object per line
    Jsonl,
    /// With a header; empty cells where there is no value
    Csv,
    /// topic:partition:offset of the latest, or of the one --at, as kafka-get-offsets.sh prints
    Offsets,
}

/// What was found, and how and when.
struct Seen {
    ranges: Ranges,
    incomplete: Vec<String>,
    /// Why topics may be missing that nobody is told of.
    hidden: Option<String>,
    observed_at: DateTime<Utc>,
    /// Asked for only where the format shows it.
    cluster_id: Option<ClusterId>,
}

/// Returns what is looked up beside the ends of the logs.
///
/// # Errors
/// Usage: a look-up that is no such thing or is asked for twice, or a format without room for it.
pub fn specs(args: &RangeArgs, asking: &Asking<'_>) -> Result<Vec<OffsetSpec>, Error> {
    let context = args.zone.context(asking);
    let mut specs = Vec::new();
    for text in &args.at {
        let spec = spec(text, &context)?;
        if specs.contains(&spec) {
            return Err(Error::usage(format!(
                "--at {text}: {spec} is asked for twice"
            )));
        }
        specs.push(spec);
    }
    args.check_format(&specs)?;
    Ok(specs)
}

/// Prints the ends of the logs that were asked for.
///
/// # Errors
/// Refused: what is not there. Failed: the
/// cluster could not be asked at all.
pub fn run(
    args: &RangeArgs,
    specs: Vec<OffsetSpec>,
    session: &mut Session<'_>,
) -> Result<ExitStatus, Error> {
    let observed_at = session.deadline.clock().now();
    for (text, spec) in args.at.iter().zip(&specs) {
        if let OffsetSpec::At(time) = spec {
            session
                .ui
                .status(format!("--at {text} is {}", readable(*time)));
        }
    }
    let scope = args.scope(session)?;
    if scope.is_empty() {
        session.ui.status(args.why_empty());
    }
    let cluster_id = match args.format {
        RangeFormat::Json => session.cluster.cluster_id(session.deadline)?,
        _ => None,
    };
    let began = session.begin();
    let ranges = range(&scope, specs, session.observer())?;
    session.took("looked offsets up", began);
    let hidden = match (&args.group, args.names_topics()) {
        (Some(_), _) => note_hidden_commits(session),
        (None, true) => None,
        (None, false) => note_hidden_topics(session),
    };
    let seen = Seen {
        hidden,
        incomplete: incomplete(&ranges),
        ranges,
        observed_at,
        cluster_id,
    };
    report(args, &seen, session)
}

fn report(args: &RangeArgs, seen: &Seen, session: &mut Session<'_>) -> Result<ExitStatus, Error> {
    for line in &seen.incomplete {
        session.ui.warning(line);
    }
    if args.format == RangeFormat::Offsets {
        let without_line = left_out(&seen.ranges).into_iter();
        let lines = without_line.chain(noted(&seen.ranges));
        lines.for_each(|line| session.ui.warning(line));
    }
    let product = args
        .rendered(seen)
        .map_err(|error| Error::new(ErrorKind::Failed, error))?;
    session.ui.product(product)?;
    Ok(if seen.incomplete.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::Failed
    })
}

impl RangeArgs {
    /// Looks up what is asked for.
    ///
    /// # Errors
    /// Usage: something named twice, or an empty name. Refused: what is not there, or matches nothing.
    fn scope(&self, session: &Session<'_>) -> Result<RangeScope, Error> {
        if let Some(group) = &self.group {
            return range_of_group(&GroupId::new(group.as_str()), session.observer());
        }
        let named: Vec<TopicSelector> = self.topics.iter().chain(&self.topic).cloned().collect();
        let query = TopicQuery {
            named: &named,
            matching: self.topics_matching.as_ref(),
            all: named.is_empty() && self.topics_matching.is_none(),
            internal: self.internal,
            committed: None,
        };
        Ok(select_topics(session.observer(), &query)?.into())
    }

    fn names_topics(&self) -> bool {
        !(self.topics.is_empty() && self.topic.is_empty())
    }

    fn check_format(&self, specs: &[OffsetSpec]) -> Result<(), Error> {
        match (self.format, specs.len()) {
            (RangeFormat::Offsets, _) if self.totals => {
                Err(Error::usage("--totals has no form in --format offsets"))
            }
            (RangeFormat::Offsets, many @ 2..) => Err(Error::usage(format!(
                "--format offsets prints one offset for each partition, and --at asks for {many}"
            ))
            .hint("--format csv prints them all")),
            _ => Ok(()),
        }
    }

    fn why_empty(&self) -> String {
        match &self.group {
            Some(group) => format!("group {group} has no commits, and so no topics"),
            None if self.internal => "there is no topic that you may describe".to_owned(),
            None => "there is no topic that you may describe, internal ones aside".to_owned(),
        }
    }

    fn rendered(&self, seen: &Seen) -> anyhow::Result<Product> {
        let ranges = &seen.ranges;
        Ok(match (self.format, self.totals) {
            (RangeFormat::Table, false) => range_table(ranges).into(),
            (RangeFormat::Table, true) => totals_table(&ranges.totals()).into(),
            (RangeFormat::Csv, false) => range_csv(ranges)?.into(),
            (RangeFormat::Csv, true) => totals_csv(&ranges.totals())?.into(),
            (RangeFormat::Jsonl, false) => json_lines(&PartitionEntry::all(ranges))?.into(),
            (RangeFormat::Jsonl, true) => json_lines(&TopicEntry::all(ranges.totals()))?.into(),
            (RangeFormat::Json, totals) => json(&Envelope::new(
                RANGE,
                seen.cluster_id.as_ref(),
                seen.observed_at,
                seen.incomplete
                    .iter()
                    .chain(&seen.hidden)
                    .cloned()
                    .collect(),
                RangeDocument::new(ranges, totals),
            ))?
            .into(),
            (RangeFormat::Offsets, _) => range_offsets(ranges).into(),
        })
    }
}

fn spec(text: &str, context: &TimeContext) -> Result<OffsetSpec, Error> {
    match text {
        "earliest" => Ok(OffsetSpec::Earliest),
        "latest" => Ok(OffsetSpec::Latest),
        "max-timestamp" => Ok(OffsetSpec::MaxTimestamp),
        _ => parse_time(text, context)
            .map(OffsetSpec::At)
            .map_err(|error| {
                let error = error.context("--at");
                if text.starts_with(char::is_alphabetic) && !text.starts_with("now") {
                    error.hint("or write earliest, latest or max-timestamp")
                } else {
                    error
                }
            }),
    }
}

/// One line for each reason for which something could not be read.
fn incomplete(ranges: &Ranges) -> Vec<String> {
    let errors = ranges.errors();
    by_reason(errors.map(|(partition, reason)| (partition.to_string(), reason)))
}

/// One line for each note, which `--format offsets` has no room for.
fn noted(ranges: &Ranges) -> Vec<String> {
    let rows = ranges.rows.iter();
    let notes = rows.flat_map(|row| {
        let notes = row.notes(&ranges.specs).into_iter();
        notes.map(|note| (row.partition.to_string(), note))
    });
    by_reason(notes)
}

/// What `--format offsets` has no line for, although it could be read.
fn left_out(ranges: &Ranges) -> Option<String> {
    let absent = |row: &&RangeRow| row.single() == Ok(None);
    let rows = ranges.rows.iter().filter(absent);
    let partitions: Vec<_> = rows.map(|row| row.partition.to_string()).collect();
    let spec = ranges.specs.first()?;
    let what = match spec {
        OffsetSpec::At(time) => format!("at or after {}", readable(*time)),
        spec => format!("for {spec}"),
    };
    (!partitions.is_empty()).then(|| {
        let names = first_few(&partitions, NAMED);
        format!("{names}: no record {what}, and so no line")
    })
}

#[cfg(test)]
mod tests;
