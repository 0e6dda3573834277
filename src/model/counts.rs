use std::fmt;
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::{KafkaError, Offset, Timestamp, TopicName, TopicPartition, TopicTotal, instant};

/// A place in every log up to which, or from which on, records are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Earliest,
    Latest,
    Offset(Offset),
    /// The first record at or after this moment; the end of a log that has none.
    At(DateTime<Utc>),
}

/// How many records lie between bounds, in many logs: read, or by their offsets an upper bound of those, see
/// [`super::OffsetRange::records`]. What lies between two times is not what was written between them where
/// timestamps do not rise along a log: neither number bounds that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Two or more: each and the next enclose a bucket.
    pub bounds: Vec<Bound>,
    /// One for each partition, in the order of topic and partition.
    pub rows: Vec<CountRow>,
}

/// Where the bounds lie in one log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountRow {
    pub partition: TopicPartition,
    /// One for each of [`Counts::bounds`], never decreasing.
    pub cuts: Result<Vec<Offset>, KafkaError>,
    /// The records of each bucket, where they were read.
    pub read: Option<Vec<u64>>,
    /// Whether the log begins where records may have been that belong to the count.
    pub may_lack_head: bool,
    /// The first bound that is an offset behind the end of the log, which stands in for it.
    pub ends_before: Option<Offset>,
    /// What shows that records may count in the wrong place.
    pub leap: Option<Leap>,
}

/// A record that a look-up by time found, dated so late that a clock was ahead or the log was quiet for long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leap {
    /// The time that was looked up.
    pub asked: DateTime<Utc>,
    pub offset: Offset,
    pub dated: Timestamp,
    /// The offsets in the log above the record.
    pub above: u64,
    /// Whether the record is dated after the look-up, so that no quiet time explains it.
    pub is_ahead: bool,
}

/// What lies between two bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub from: Offset,
    /// One past the last.
    pub to: Offset,
    pub records: u64,
}

/// What lies between two neighbouring bounds in all partitions of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicBucket {
    pub topic: TopicName,
    pub from: Bound,
    pub to: Bound,
    /// The records of the partitions that could be read; `None` where none could.
    pub known: Option<u64>,
    pub unreadable: usize,
}

/// What lies between two neighbouring bounds in one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartitionBucket<'a> {
    pub partition: &'a TopicPartition,
    pub from: Bound,
    pub to: Bound,
    pub stretch: Result<Stretch, &'a KafkaError>,
}

impl TopicBucket {
    /// The records of all partitions; `None` where one of them could not be read.
    pub fn records(&self) -> Option<u64> {
        self.known.filter(|_| self.unreadable == 0)
    }
}

impl Bound {
    /// The moment, where it is one.
    pub fn time(self) -> Option<DateTime<Utc>> {
        match self {
            Bound::At(time) => Some(time),
            Bound::Earliest | Bound::Latest | Bound::Offset(_) => None,
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Earliest => f.write_str("earliest"),
            Bound::Latest => f.write_str("latest"),
            Bound::Offset(offset) => write!(f, "{offset}"),
            Bound::At(time) => f.write_str(&instant(*time)),
        }
    }
}

impl CountRow {
    /// All that is counted here, from the first bound to the last.
    pub fn whole(&self) -> Result<Stretch, &KafkaError> {
        let cuts = self.cuts.as_ref()?;
        Ok(self.stretch(cuts, 0..cuts.len() - 1))
    }

    fn bucket(&self, index: usize) -> Result<Stretch, &KafkaError> {
        let cuts = self.cuts.as_ref()?;
        Ok(self.stretch(cuts, index..index + 1))
    }

    fn stretch(&self, cuts: &[Offset], buckets: Range<usize>) -> Stretch {
        let (from, to) = (cuts[buckets.start], cuts[buckets.end]);
        let records = match &self.read {
            Some(read) => read[buckets].iter().sum(),
            None => to.after(from),
        };
        Stretch { from, to, records }
    }
}

impl Counts {
    /// The partitions that could not be read, each with the reason.
    pub fn errors(&self) -> impl Iterator<Item = (&TopicPartition, &KafkaError)> {
        self.rows
            .iter()
            .filter_map(|row| Some((&row.partition, row.cuts.as_ref().err()?)))
    }

    /// The sums of each topic.
    pub fn totals(&self) -> Vec<TopicTotal> {
        let total = |rows: &[CountRow]| {
            let (known, unreadable) = sum(rows.iter().map(CountRow::whole));
            TopicTotal {
                topic: rows[0].partition.topic.clone(),
                partitions: rows.len(),
                known,
                unreadable,
            }
        };
        self.topics().map(total).collect()
    }

    /// The buckets of each topic, in their order.
    pub fn topic_buckets(&self) -> Vec<TopicBucket> {
        let buckets = |rows: &'_ [CountRow]| -> Vec<TopicBucket> {
            let bucket = |(index, bounds): (usize, &[Bound])| {
                let (known, unreadable) = sum(rows.iter().map(|row| row.bucket(index)));
                TopicBucket {
                    topic: rows[0].partition.topic.clone(),
                    from: bounds[0],
                    to: bounds[1],
                    known,
                    unreadable,
                }
            };
            self.bounds.windows(2).enumerate().map(bucket).collect()
        };
        self.topics().flat_map(buckets).collect()
    }

    /// The buckets of each partition, in their order.
    pub fn partition_buckets(&self) -> impl Iterator<Item = PartitionBucket<'_>> {
        let windows = |row| {
            self.bounds
                .windows(2)
                .enumerate()
                .map(move |each| (row, each))
        };
        self.rows
            .iter()
            .flat_map(windows)
            .map(|(row, (index, bounds)): (&CountRow, _)| PartitionBucket {
                partition: &row.partition,
                from: bounds[0],
                to: bounds[1],
                stretch: row.bucket(index),
            })
    }

    fn topics(&self) -> impl Iterator<Item = &[CountRow]> {
        let of_one_topic = |a: &CountRow, b: &CountRow| a.partition.topic == b.partition.topic;
        self.rows.chunk_by(of_one_topic)
    }
}

/// The records of those that are known, if any are, and how many are not.
fn sum<'a>(
    stretches: impl Iterator<Item = Result<Stretch, &'a KafkaError>>,
) -> (Option<u64>, usize) {
    let (mut known, mut unreadable) = (None::<u64>, 0);
    for stretch in stretches {
        match stretch {
            Ok(stretch) => known = Some(known.unwrap_or(0).saturating_add(stretch.records)),
            Err(_) => unreadable += 1,
        }
    }
    (known, unreadable)
}
