//! How many records there are, by looking up and by reading.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Observer;
use super::logs::{self, Positions};
use super::observer::unanswered;
use crate::error::Error;
use crate::kafka::{OffsetQuery, ReadRecords};
use crate::model::{
    Bound, CountRow, Counts, Isolation, KafkaError, ListedOffset, Offset, OffsetRange, OffsetSpec,
    PerPartition, TopicPartition,
};

/// Looks up where the bounds lie. Times come after the ends, so that the end which stands in for a time
/// that no record has is not one that such a record has moved.
///
/// # Errors
/// Where nothing could be learnt; what concerns one partition stands in its row.
pub fn counts(
    partitions: &BTreeSet<TopicPartition>,
    bounds: Vec<Bound>,
    isolation: Isolation,
    observer: Observer<'_>,
) -> Result<Counts, Error> {
    let mut ranges = logs::ranges(observer, partitions)?;
    if isolation == Isolation::ReadCommitted {
        for range in ranges.values_mut().flatten() {
            range.end = range.last_stable.max(range.log_start);
        }
    }
    let found = times(&ranges, &bounds, observer)?;
    let now = observer.deadline.clock().now();
    let row = |(at, range): (TopicPartition, Result<OffsetRange, KafkaError>)| {
        let log = range.and_then(|range| Ok((found_in(&found, &at)?, range)));
        CountRow::of(at, &bounds, log, now)
    };
    let rows = ranges.into_iter().map(row).collect();
    Ok(Counts { bounds, rows })
}

/// What each of the times finds, all at once, where the ends could be read.
fn times(
    ranges: &PerPartition<OffsetRange>,
    bounds: &[Bound],
    observer: Observer<'_>,
) -> Result<Vec<Positions>, Error> {
    let readable = ranges.iter().filter(|(_, range)| range.is_ok());
    let readable: BTreeSet<TopicPartition> = readable.map(|(at, _)| at.clone()).collect();
    let times = bounds.iter().filter_map(|bound| bound.time());
    let queries: Vec<_> = times
        .map(|time| OffsetQuery {
            spec: OffsetSpec::At(time),
            isolation: Isolation::ReadUncommitted,
            partitions: &readable,
        })
        .collect();
    if readable.is_empty() || queries.is_empty() {
        Ok(Vec::new())
    } else {
        Ok(observer.cluster.list_offsets(&queries, observer.deadline)?)
    }
}

type Found<'a> = Vec<Option<&'a ListedOffset>>;

fn found_in<'a>(times: &'a [Positions], at: &TopicPartition) -> Result<Found<'a>, KafkaError> {
    let each = times.iter().map(|answers| match answers.get(at) {
        Some(Ok(found)) => Ok(found.as_ref()),
        Some(Err(error)) => Err(error.clone()),
        None => Err(unanswered()),
    });
    each.collect()
}

/// Counts by reading, where the bounds lie in a log that could be read; returns how many records were read.
///
/// # Errors
/// Interrupted, or nothing can be read; what concerns one partition stands in its row.
pub fn count_records(
    counts: &mut Counts,
    isolation: Isolation,
    records: &dyn ReadRecords,
    observer: Observer<'_>,
) -> Result<u64, Error> {
    let mut tallies: BTreeMap<TopicPartition, Tally> = BTreeMap::new();
    for row in &counts.rows {
        if let Ok(cuts) = &row.cuts {
            tallies.insert(row.partition.clone(), Tally::new(cuts.clone()));
        }
    }
    let stretches: BTreeMap<TopicPartition, Range<Offset>> = tallies
        .iter()
        .filter_map(|(at, tally)| Some((at.clone(), tally.stretch()?)))
        .collect();
    let offsets: u64 = stretches
        .values()
        .map(|each| each.end.after(each.start))
        .sum();
    let total = usize::try_from(offsets).unwrap_or(usize::MAX);
    let progress = observer.notices.progress("reading records", total);
    let mut found = 0_u64;
    let mut answers = records.read_records(
        &stretches,
        isolation,
        observer.deadline,
        &mut |at, offset| {
            progress.advance();
            found += 1;
            if let Some(tally) = tallies.get_mut(at) {
                tally.count(offset);
            }
        },
    )?;
    drop(progress);
    for row in &mut counts.rows {
        let Some(tally) = tallies.remove(&row.partition) else {
            continue;
        };
        if tally.stretch().is_some() {
            let answer = answers.remove(&row.partition);
            if let Err(error) = answer.unwrap_or_else(|| Err(unanswered())) {
                row.cuts = Err(error);
            }
        }
        row.read = Some(tally.records);
    }
    Ok(found)
}

/// What was found in one log so far.
struct Tally {
    cuts: Vec<Offset>,
    /// The bucket of the last record.
    at: usize,
    records: Vec<u64>,
}

impl Tally {
    fn new(cuts: Vec<Offset>) -> Self {
        Tally {
            at: 0,
            records: vec![0; cuts.len() - 1],
            cuts,
        }
    }

    /// All that there is to read; `None` where there is nothing.
    fn stretch(&self) -> Option<Range<Offset>> {
        let all = self.cuts[0]..self.cuts[self.cuts.len() - 1];
        (!all.is_empty()).then_some(all)
    }

    /// Counts a record that lies behind all that were counted before.
    fn count(&mut self, offset: Offset) {
        while self.at + 1 < self.records.len() && offset >= self.cuts[self.at + 1] {
            self.at += 1;
        }
        self.records[self.at] += 1;
    }
}
