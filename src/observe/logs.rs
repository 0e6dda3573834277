//! Where logs begin and end, from three look-ups each.

use std::collections::{BTreeMap, BTreeSet};

use super::Observer;
use super::observer::{unanswered, unless_interrupted};
use crate::kafka::OffsetQuery;
use crate::model::{
    Isolation, KafkaError, ListedOffset, OffsetRange, OffsetSpec, PerPartition, TopicPartition,
};

/// What one look-up found.
pub(super) type Positions = PerPartition<Option<ListedOffset>>;

/// Looks up both ends and the last stable offset, all at once.
pub(super) fn ranges(
    observer: Observer<'_>,
    partitions: &BTreeSet<TopicPartition>,
) -> Result<PerPartition<OffsetRange>, KafkaError> {
    let answers = observer
        .cluster
        .list_offsets(&both_ends(partitions), observer.deadline)?;
    settled(observer, joined(partitions, answers))
}

/// Looks up the starts alone, for who reads commits before the ends.
pub(super) fn log_starts(
    observer: Observer<'_>,
    partitions: &BTreeSet<TopicPartition>,
) -> Result<Positions, KafkaError> {
    let answers = observer
        .cluster
        .list_offsets(&[start(partitions)], observer.deadline)?;
    Ok(answers.into_iter().next().unwrap_or_default())
}

/// Looks up the ends to starts that were looked up before.
pub(super) fn from_starts(
    observer: Observer<'_>,
    partitions: &BTreeSet<TopicPartition>,
    starts: Positions,
) -> Result<PerPartition<OffsetRange>, KafkaError> {
    let mut answers = vec![starts];
    answers.extend(
        observer
            .cluster
            .list_offsets(&ends(partitions), observer.deadline)?,
    );
    settled(observer, joined(partitions, answers))
}

/// Looks once more for the last stable offsets below the ends, so that no open transaction is invented: the
/// look-ups see a log at different moments, and one that grows between them seems to hold something above its last
/// stable offset. Where that look fails, the ranges stay as they were.
fn settled(
    observer: Observer<'_>,
    mut ranges: PerPartition<OffsetRange>,
) -> Result<PerPartition<OffsetRange>, KafkaError> {
    let is_open =
        |range: &Result<OffsetRange, _>| range.as_ref().is_ok_and(|range| range.open() > 0);
    let open = ranges.iter().filter(|(_, range)| is_open(range));
    let open: BTreeSet<TopicPartition> = open.map(|(at, _)| at.clone()).collect();
    if open.is_empty() {
        return Ok(ranges);
    }
    let [_, stable] = ends(&open);
    let answers = unless_interrupted(observer.cluster.list_offsets(&[stable], observer.deadline))?;
    for (at, found) in answers.into_iter().flatten().flatten() {
        if let (Some(Ok(range)), Ok(Some(found))) = (ranges.get_mut(&at), found) {
            let now = found.offset.min(range.end);
            range.last_stable = range.last_stable.max(now);
        }
    }
    Ok(ranges)
}

/// The look-ups of the starts, the ends and the last stable offsets.
pub(super) fn both_ends(partitions: &BTreeSet<TopicPartition>) -> [OffsetQuery<'_>; 3] {
    let [end, stable] = ends(partitions);
    [start(partitions), end, stable]
}

fn start(partitions: &BTreeSet<TopicPartition>) -> OffsetQuery<'_> {
    OffsetQuery {
        spec: OffsetSpec::Earliest,
        isolation: Isolation::ReadUncommitted,
        partitions,
    }
}

fn ends(partitions: &BTreeSet<TopicPartition>) -> [OffsetQuery<'_>; 2] {
    [Isolation::ReadUncommitted, Isolation::ReadCommitted].map(|isolation| OffsetQuery {
        spec: OffsetSpec::Latest,
        isolation,
        partitions,
    })
}

/// Makes ranges of the answers for starts, ends and last stable offsets.
fn joined(
    partitions: &BTreeSet<TopicPartition>,
    answers: Vec<Positions>,
) -> PerPartition<OffsetRange> {
    let mut answers = answers.into_iter();
    let [mut starts, mut ends, mut stable] = [(); 3].map(|()| answers.next().unwrap_or_default());
    let range =
        |at: &TopicPartition| range_of(starts.remove(at), ends.remove(at), stable.remove(at));
    let ranges = partitions.iter().cloned().zip(partitions.iter().map(range));
    BTreeMap::from_iter(ranges)
}

type Found = Option<Result<Option<ListedOffset>, KafkaError>>;

fn range_of(start: Found, end: Found, stable: Found) -> Result<OffsetRange, KafkaError> {
    let found = |answer: Found| match answer {
        Some(Ok(Some(found))) => Ok(found),
        Some(Err(error)) => Err(error),
        Some(Ok(None)) | None => Err(unanswered()),
    };
    let (start, end, stable) = (found(start)?, found(end)?, found(stable)?);
    // The look-ups see a growing log at slightly different moments: whichever saw most saw its end.
    let end = [&start, &stable, &end]
        .into_iter()
        .max_by_key(|seen| seen.offset)
        .unwrap_or(&end);
    Ok(OffsetRange {
        log_start: start.offset,
        log_start_epoch: start.leader_epoch,
        end: end.offset,
        end_epoch: end.leader_epoch,
        last_stable: stable.offset,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Offset;

    #[test]
    fn a_log_that_grows_between_look_ups_does_not_end_before_it_is_stable() {
        let seen = |offset| {
            Some(Ok(Some(ListedOffset {
                offset: Offset::new(offset).unwrap(),
                leader_epoch: None,
                timestamp: None,
            })))
        };
        let ends = |end, stable| {
            let range = range_of(seen(3), seen(end), seen(stable)).unwrap();
            (range.end.get(), range.last_stable.get())
        };
        assert_eq!(ends(10, 12), (12, 12));
        assert_eq!(ends(10, 9), (10, 9));
    }
}
