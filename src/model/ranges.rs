use super::{KafkaError, ListedOffset, Offset, OffsetSpec, TopicName, TopicPartition};

/// Where many logs begin and end, and what else was looked up in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranges {
    /// What was looked up beside the ends.
    pub specs: Vec<OffsetSpec>,
    /// One for each partition, in the order of topic and partition.
    pub rows: Vec<RangeRow>,
}

/// What one partition answered, each look-up by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeRow {
    pub partition: TopicPartition,
    pub earliest: Result<Offset, KafkaError>,
    /// The high watermark.
    pub latest: Result<Offset, KafkaError>,
    pub last_stable: Result<Offset, KafkaError>,
    /// One for each of [`Ranges::specs`].
    pub at: Vec<Found>,
}

/// What a look-up found; `None` where the log has no such record.
type Found = Result<Option<ListedOffset>, KafkaError>;

/// What the partitions of one topic come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicTotal {
    pub topic: TopicName,
    pub partitions: usize,
    /// The records of those that could be read; `None` where none could.
    pub known: Option<u64>,
    /// The partitions of which the ends could not be read.
    pub unreadable: usize,
}

impl TopicTotal {
    /// The records of them all; `None` where one of them could not be read.
    pub fn records(&self) -> Option<u64> {
        self.known.filter(|_| self.unreadable == 0)
    }
}

impl RangeRow {
    /// A partition of which nothing could be read, for one reason.
    pub fn unreadable(partition: TopicPartition, specs: usize, error: KafkaError) -> Self {
        RangeRow {
            partition,
            earliest: Err(error.clone()),
            latest: Err(error.clone()),
            last_stable: Err(error.clone()),
            at: vec![Err(error); specs],
        }
    }

    /// The offsets between both ends: an upper bound of the records, see [`super::OffsetRange::records`].
    pub fn records(&self) -> Option<u64> {
        match (&self.earliest, &self.latest) {
            (Ok(earliest), Ok(latest)) => Some(latest.after(*earliest)),
            _ => None,
        }
    }

    /// The one offset for whoever takes one: the first look-up, or the latest where none was asked for.
    pub fn single(&self) -> Result<Option<Offset>, &KafkaError> {
        match self.at.first() {
            Some(found) => found
                .as_ref()
                .map(|found| found.as_ref().map(|found| found.offset)),
            None => self.latest.as_ref().map(|latest| Some(*latest)),
        }
    }

    /// Whether a look-up found a record that the log no longer holds: a broker searches for the largest timestamp
    /// in whole segments, and below the log start too.
    pub fn is_below_log_start(&self, found: &ListedOffset) -> bool {
        let earliest = self.earliest.as_ref();
        earliest.is_ok_and(|earliest| found.offset < *earliest)
    }

    /// What to know of the records that were found, one sentence for each look-up.
    pub fn notes(&self, specs: &[OffsetSpec]) -> Vec<String> {
        let note = |(spec, found): (&OffsetSpec, &Found)| {
            let found = found.as_ref().ok()?.as_ref()?;
            let deleted = self.is_below_log_start(found).then(|| {
                let offset = found.offset;
                format!("the record at {offset} is below the log start and cannot be read")
            });
            let doubtful = found.timestamp.filter(|time| time.doubt().is_some());
            let dated =
                doubtful.map(|time| format!("the record at {} is dated {time}", found.offset));
            let said: Vec<String> = deleted.into_iter().chain(dated).collect();
            (!said.is_empty()).then(|| format!("at {spec}: {}", said.join(", and ")))
        };
        specs.iter().zip(&self.at).filter_map(note).collect()
    }

    /// Why something could not be read: one reason for all, or the look-ups each with its own.
    pub fn error(&self, specs: &[OffsetSpec]) -> Option<String> {
        let ends = [
            ("earliest", &self.earliest),
            ("latest", &self.latest),
            ("last stable", &self.last_stable),
        ];
        let ends = ends.map(|(name, end)| (name.to_owned(), end.as_ref().err()));
        let at = specs.iter().zip(&self.at);
        let at = at.map(|(spec, found)| (format!("at {spec}"), found.as_ref().err()));
        let all: Vec<_> = ends.into_iter().chain(at).collect();
        let failed: Vec<_> = all
            .iter()
            .filter_map(|(name, error)| Some((name, (*error)?)))
            .collect();
        let (_, first) = failed.first()?;
        if failed.len() == all.len() && failed.iter().all(|(_, error)| error == first) {
            return Some(first.to_string());
        }
        let each = failed
            .iter()
            .map(|(name, error)| format!("{name}: {error}"));
        Some(each.collect::<Vec<_>>().join("; "))
    }
}

impl Ranges {
    /// The rows that lack something, each with the reason.
    pub fn errors(&self) -> impl Iterator<Item = (&TopicPartition, String)> {
        let failed = |row: &RangeRow| row.error(&self.specs);
        self.rows
            .iter()
            .filter_map(move |row| Some((&row.partition, failed(row)?)))
    }

    /// The sums of each topic.
    pub fn totals(&self) -> Vec<TopicTotal> {
        let of_one_topic = |a: &RangeRow, b: &RangeRow| a.partition.topic == b.partition.topic;
        self.rows.chunk_by(of_one_topic).map(total).collect()
    }
}

fn total(rows: &[RangeRow]) -> TopicTotal {
    let known = rows.iter().filter_map(RangeRow::records);
    TopicTotal {
        topic: rows[0].partition.topic.clone(),
        partitions: rows.len(),
        known: known.reduce(u64::saturating_add),
        unreadable: rows.iter().filter(|row| row.records().is_none()).count(),
    }
}
