use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{CountArgs, CountFormat};
use crate::commands::Session;
use crate::commands::session::note_hidden_topics;
use crate::document::{BucketEntry, CountDocument, CountedPartition, Envelope, TopicEntry};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::{ClusterId, Counts, Offset, by_reason, readable};
use crate::render::{
    Product, buckets_csv, buckets_table, count_csv, count_table, counted, first_few, json,
    json_lines, partition_buckets_csv, partition_buckets_table, totals_csv, totals_table,
};

/// The partitions that a message names before it counts.
const NAMED: usize = 5;

/// What was counted, and how and when.
pub(super) struct Seen {
    pub(super) counts: Counts,
    pub(super) observed_at: DateTime<Utc>,
    /// Asked for only where the format shows it.
    pub(super) cluster_id: Option<ClusterId>,
}

pub(super) fn report(
    args: &CountArgs,
    seen: &Seen,
    session: &mut Session<'_>,
) -> Result<ExitStatus, Error> {
    let errors = seen.counts.errors();
    let incomplete = by_reason(errors.map(|(at, error)| (at.to_string(), error.to_string())));
    for line in &incomplete {
        session.ui.warning(line);
    }
    let mut notes = notes(&seen.counts);
    notes.iter().for_each(|note| session.ui.warning(note));
    let disorder = disorder(&seen.counts);
    say(&disorder, session);
    notes.extend(disorder.into_iter().map(|leap| leap.note));
    if !args.exact {
        let what = if is_by_time(&seen.counts) {
            "counts are of offsets between what the times find: a record out of order in time counts where it lies,"
        } else {
            "counts are of offsets, an upper bound of the records:"
        };
        session.ui.status(format_args!(
            "{what} transaction markers take offsets too, and compaction leaves theirs unused; --exact reads the \
             records"
        ));
    }
    let columns = session.ui.columns();
    let is_complete = incomplete.is_empty();
    if args.topics_matching.is_some() {
        // Not for the document: a comparison of two counts would be in doubt for good.
        note_hidden_topics(session);
    }
    let product = rendered(args, seen, (incomplete, notes), columns)
        .map_err(|error| Error::new(ErrorKind::Failed, error))?;
    session.ui.product(product)?;
    Ok(if is_complete {
        ExitStatus::Done
    } else {
        ExitStatus::Failed
    })
}

/// Where less is counted than the bounds may be taken for.
fn notes(counts: &Counts) -> Vec<String> {
    let mut short: BTreeMap<Offset, Vec<String>> = BTreeMap::new();
    for row in &counts.rows {
        if let Some(offset) = row.ends_before {
            let partitions = short.entry(offset).or_default();
            partitions.push(row.partition.to_string());
        }
    }
    let short = short.iter().map(|(offset, partitions)| {
        let names = first_few(partitions, NAMED);
        format!("{names}: the log ends before offset {offset}: nothing is counted behind its end")
    });
    beheaded(counts).into_iter().chain(short).collect()
}

fn is_by_time(counts: &Counts) -> bool {
    counts.bounds.iter().any(|bound| bound.time().is_some())
}

/// A note on a partition of which the look-ups show that a count by time may be wrong.
struct Disorder {
    note: String,
    is_ahead: bool,
}

/// What is certain comes first.
fn disorder(counts: &Counts) -> Vec<Disorder> {
    let rows = counts.rows.iter();
    let noted = rows.filter_map(|row| {
        let leap = row.leap?;
        let found = format!(
            "{}: the first record at or after {} is at {} and dated {}",
            row.partition,
            readable(leap.asked),
            leap.offset,
            leap.dated
        );
        let why = if leap.is_ahead {
            "later than now, so a clock was ahead"
        } else {
            "so a clock was ahead or the log was quiet until then"
        };
        let above = counted(leap.above, "offset");
        Some(Disorder {
            note: format!(
                "{found}, {why}: of the {above} above it, records with earlier times may be missing from the count, \
                 or in the wrong place of it"
            ),
            is_ahead: leap.is_ahead,
        })
    });
    let mut all: Vec<Disorder> = noted.collect();
    all.sort_by_key(|leap| !leap.is_ahead);
    all
}

/// Says what is certain as a warning; the document has all notes.
fn say(disorder: &[Disorder], session: &mut Session<'_>) {
    for leap in disorder.iter().take(NAMED) {
        if leap.is_ahead {
            session.ui.warning(&leap.note);
        } else {
            session.ui.status(&leap.note);
        }
    }
    let more = disorder.len().saturating_sub(NAMED);
    if more > 0 {
        let partitions = counted(more, "partition");
        session.ui.status(format_args!(
            "the same of {partitions} more, all of them in the notes of --format json"
        ));
    }
}

/// Where the count may lack what retention has deleted.
fn beheaded(counts: &Counts) -> Option<String> {
    let rows = counts.rows.iter().filter(|row| row.may_lack_head);
    let partitions: Vec<_> = rows.map(|row| row.partition.to_string()).collect();
    let from = counts.bounds.first()?;
    (!partitions.is_empty()).then(|| {
        let names = first_few(&partitions, NAMED);
        format!(
            "{names}: the log starts at or after {from}: what was deleted before is not counted"
        )
    })
}

fn rendered(
    args: &CountArgs,
    seen: &Seen,
    (incomplete, notes): (Vec<String>, Vec<String>),
    columns: Option<usize>,
) -> anyhow::Result<Product> {
    let counts = &seen.counts;
    let by = args.by.is_some();
    Ok(match (args.format, by) {
        (CountFormat::Json, _) => json(&Envelope::new(
            CountDocument::SCHEMA,
            seen.cluster_id.as_ref(),
            seen.observed_at,
            incomplete,
            CountDocument {
                notes,
                totals: args.totals.then(|| TopicEntry::all(counts.totals())),
                buckets: by.then(|| BucketEntry::all(counts, args.per_partition)),
                ..CountDocument::new(counts, args.exact.then(|| args.isolation.into()))
            },
        ))?
        .into(),
        (CountFormat::Jsonl, true) => {
            json_lines(&BucketEntry::all(counts, args.per_partition))?.into()
        }
        (CountFormat::Jsonl, false) if args.totals => {
            json_lines(&TopicEntry::all(counts.totals()))?.into()
        }
        (CountFormat::Jsonl, false) => json_lines(&CountedPartition::all(counts))?.into(),
        (CountFormat::Csv, true) if args.per_partition => partition_buckets_csv(counts)?.into(),
        (CountFormat::Csv, true) => buckets_csv(counts)?.into(),
        (CountFormat::Csv, false) if args.totals => totals_csv(&counts.totals())?.into(),
        (CountFormat::Csv, false) => count_csv(counts)?.into(),
        (CountFormat::Table, true) if args.per_partition => {
            partition_buckets_table(counts, columns).into()
        }
        (CountFormat::Table, true) => buckets_table(counts, columns).into(),
        (CountFormat::Table, false) if args.totals => totals_table(&counts.totals()).into(),
        (CountFormat::Table, false) => count_table(counts).into(),
    })
}
