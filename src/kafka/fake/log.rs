//! One partition's log, and what is found in it.

use std::collections::VecDeque;
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::broker::broker_error;
use crate::model::{
    ErrorCode, Isolation, KafkaError, ListedOffset, Offset, OffsetSpec, RecordHead, RecordTime,
    Timestamp, TimestampType,
};

/// A record, or a transaction's marker, as far as a look-up can tell it from others.
#[derive(Clone, Copy)]
struct Record {
    offset: i64,
    timestamp: Timestamp,
    leader_epoch: i32,
    is_marker: bool,
}

impl Record {
    fn head(&self) -> Option<RecordHead> {
        Some(RecordHead {
            offset: Offset::new(self.offset)?,
            time: Some(RecordTime {
                at: self.timestamp,
                kind: TimestampType::CreateTime,
            }),
        })
    }
}

/// One partition's log.
///
/// Records below the log start stay, as they do in a segment that is not deleted yet: a broker's look-up
/// of the maximal timestamp finds them (seen on Kafka 4.3).
#[derive(Clone, Default)]
pub(super) struct Log {
    start: i64,
    end: i64,
    /// The first offset of the open transaction.
    open: Option<i64>,
    leader_epoch: i32,
    records: VecDeque<Record>,
}

impl Log {
    pub(super) fn starting_at(offset: i64) -> Self {
        Log {
            start: offset,
            end: offset,
            ..Log::default()
        }
    }

    pub(super) fn append<T: Copy + Into<Timestamp>>(&mut self, times: &[T]) {
        for &timestamp in times {
            self.records.push_back(Record {
                offset: self.end,
                timestamp: timestamp.into(),
                leader_epoch: self.leader_epoch,
                is_marker: false,
            });
            self.end += 1;
        }
    }

    pub(super) fn append_in_transaction(&mut self, times: &[DateTime<Utc>]) {
        self.open.get_or_insert(self.end);
        self.append(times);
    }

    /// Writes the marker, which takes an offset and has a time of its own.
    pub(super) fn end_transaction(&mut self, marker: DateTime<Utc>) {
        if self.open.take().is_some() {
            self.append(&[marker]);
            self.records.back_mut().expect("just appended").is_marker = true;
        }
    }

    pub(super) fn delete_records(&mut self, before: i64) {
        assert!(before <= self.end, "records up to {} exist", self.end);
        self.start = self.start.max(before);
    }

    pub(super) fn elect_leader(&mut self) {
        self.leader_epoch += 1;
    }

    fn fetchable_end(&self, isolation: Isolation) -> i64 {
        match isolation {
            Isolation::ReadUncommitted => self.end,
            Isolation::ReadCommitted => self.open.unwrap_or(self.end),
        }
    }

    /// The epoch of the record at an offset, or the newest where there is none.
    fn epoch_at(&self, offset: i64) -> i32 {
        self.records
            .iter()
            .find(|record| record.offset >= offset)
            .map_or(self.leader_epoch, |record| record.leader_epoch)
    }

    /// The records that a consumer is given; an error where the log no longer begins before them.
    pub(super) fn read(
        &self,
        stretch: &Range<Offset>,
        isolation: Isolation,
    ) -> Result<Vec<RecordHead>, KafkaError> {
        if stretch.start.get() < self.start {
            return Err(broker_error(ErrorCode::AUTO_OFFSET_RESET));
        }
        let (first, end) = (self.start, self.fetchable_end(isolation));
        let records = self.records.iter().filter(|record| !record.is_marker);
        let there = records.filter(|record| (first..end).contains(&record.offset));
        let heads = there.filter_map(Record::head);
        Ok(heads
            .filter(|head| stretch.contains(&head.offset))
            .collect())
    }

    /// Answers as a broker's `ListOffsets`; a time finds the first offset from the log start on whose
    /// timestamp is not earlier, whatever lies behind it.
    pub(super) fn look_up(&self, spec: OffsetSpec, isolation: Isolation) -> Option<ListedOffset> {
        let end = self.fetchable_end(isolation);
        let found = match spec {
            OffsetSpec::Earliest => return edge(self.start, self.epoch_at(self.start)),
            OffsetSpec::Latest => return edge(end, self.leader_epoch),
            OffsetSpec::At(time) => self
                .records
                .iter()
                .find(|record| record.offset >= self.start && record.timestamp >= time.into()),
            OffsetSpec::MaxTimestamp => self.records.iter().rev().max_by_key(|r| r.timestamp),
        };
        let record = found.filter(|record| record.offset < end)?;
        Some(ListedOffset {
            offset: Offset::new(record.offset)?,
            leader_epoch: Some(record.leader_epoch),
            timestamp: Some(record.timestamp),
        })
    }
}

fn edge(offset: i64, leader_epoch: i32) -> Option<ListedOffset> {
    Some(ListedOffset {
        offset: Offset::new(offset)?,
        leader_epoch: Some(leader_epoch),
        timestamp: None,
    })
}
