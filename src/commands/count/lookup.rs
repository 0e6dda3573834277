use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::order::leap;
use crate::commands::Session;
use crate::commands::ranges::{self, Positions, unanswered};
use crate::error::Error;
use crate::kafka::OffsetQuery;
use crate::model::{
    Bound, CountRow, Counts, Isolation, KafkaError, ListedOffset, Offset, OffsetRange, OffsetSpec,
    PerPartition, TopicPartition,
};

/// Looks up where the bounds lie. Times come after the ends, so that the end which stands in for a time
/// that no record has is not one that such a record has moved.
///
/// # Errors
/// Where nothing could be learnt; what concerns one partition stands in its row.
pub(super) fn counts(
    partitions: &BTreeSet<TopicPartition>,
    bounds: Vec<Bound>,
    isolation: Isolation,
    session: &Session<'_>,
) -> Result<Counts, Error> {
    let mut ranges = ranges::read(session.cluster, session.deadline, partitions)?;
    if isolation == Isolation::ReadCommitted {
        for range in ranges.values_mut().flatten() {
            range.end = range.last_stable.max(range.log_start);
        }
    }
    let found = times(&ranges, &bounds, session)?;
    let now = session.deadline.clock().now();
    let times: Vec<DateTime<Utc>> = bounds.iter().filter_map(|bound| bound.time()).collect();
    let row = |(at, range): (TopicPartition, Result<OffsetRange, KafkaError>)| {
        let log = range.and_then(|range| Ok((found_in(&found, &at)?, range)));
        CountRow {
            partition: at,
            may_lack_head: log
                .as_ref()
                .is_ok_and(|(found, range)| lacks_head(&bounds, found, range)),
            ends_before: log
                .as_ref()
                .ok()
                .and_then(|(_, range)| behind(&bounds, range.end)),
            leap: log.as_ref().ok().and_then(|(found, range)| {
                let found = found.iter().copied();
                let looked_up: Vec<_> = times.iter().copied().zip(found).collect();
                leap(&looked_up, range, now)
            }),
            read: None,
            cuts: log.map(|(found, range)| cuts(&bounds, &found, &range)),
        }
    };
    let rows = ranges.into_iter().map(row).collect();
    Ok(Counts { bounds, rows })
}

/// What each of the times finds, all at once, where the ends could be read.
fn times(
    ranges: &PerPartition<OffsetRange>,
    bounds: &[Bound],
    session: &Session<'_>,
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
    match readable.is_empty() || queries.is_empty() {
        true => Ok(Vec::new()),
        false => Ok(session.cluster.list_offsets(&queries, session.deadline)?),
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

/// Where the bounds lie, none outside the log.
fn cuts(bounds: &[Bound], found: &Found<'_>, range: &OffsetRange) -> Vec<Offset> {
    let mut found = found.iter().copied();
    let mut cuts: Vec<Offset> = Vec::with_capacity(bounds.len());
    for bound in bounds {
        let offset = match *bound {
            Bound::Earliest => range.log_start,
            Bound::Latest => range.end,
            Bound::Offset(offset) => offset,
            Bound::At(_) => found
                .next()
                .flatten()
                .map_or(range.end, |found| found.offset),
        };
        // From an offset that lies behind the second bound on, there is nothing.
        let least = cuts.last().copied().unwrap_or(range.log_start);
        cuts.push(offset.min(range.end).max(least));
    }
    cuts
}

fn behind(bounds: &[Bound], end: Offset) -> Option<Offset> {
    bounds.iter().find_map(|bound| match bound {
        Bound::Offset(offset) => Some(*offset).filter(|offset| *offset > end),
        _ => None,
    })
}

/// Whether records that belong to the count may have been deleted: the log begins behind the offset that
/// was asked for, or with the record that the time finds.
fn lacks_head(bounds: &[Bound], found: &Found<'_>, range: &OffsetRange) -> bool {
    match bounds[0] {
        Bound::Offset(offset) => offset < range.log_start,
        Bound::At(_) => {
            let first = found
                .first()
                .copied()
                .flatten()
                .map_or(range.end, |found| found.offset);
            range.log_start > Offset::ZERO && first <= range.log_start
        }
        Bound::Earliest | Bound::Latest => false,
    }
}
