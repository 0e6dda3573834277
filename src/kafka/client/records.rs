//! Reading records: all of a stretch, or the first from each of many places on.

use std::collections::BTreeMap;
use std::ops::Range;

use super::connection::Client;
use super::reader::{Take, read};
use crate::clock::Deadline;
use crate::kafka::config::Amount;
use crate::kafka::native::RecordView;
use crate::kafka::{OnRecord, Place, ReadRecords};
use crate::model::{
    Isolation, KafkaError, Offset, PerPartition, RecordHead, RecordTime, Timestamp, TimestampType,
    TopicPartition,
};

impl ReadRecords for Client {
    fn read_records(
        &self,
        stretches: &BTreeMap<TopicPartition, Range<Offset>>,
        isolation: Isolation,
        deadline: &Deadline,
        on_record: OnRecord<'_>,
    ) -> Result<PerPartition<()>, KafkaError> {
        let mut all = All {
            on_record,
            answers: PerPartition::new(),
        };
        let each = stretches.iter().map(|(at, range)| (at, range.clone()));
        read(
            self.connection(),
            Amount::All,
            isolation,
            each,
            &mut all,
            deadline,
        )?;
        Ok(all.answers)
    }

    fn first_records(
        &self,
        places: &BTreeMap<Place, Offset>,
        isolation: Isolation,
        deadline: &Deadline,
    ) -> Result<BTreeMap<Place, Result<Option<RecordHead>, KafkaError>>, KafkaError> {
        let mut firsts = Firsts {
            left: BTreeMap::new(),
            found: None,
            answers: BTreeMap::new(),
        };
        for ((at, from), end) in places {
            let of_log = firsts.left.entry(at.clone()).or_default();
            of_log.insert(*from, *end);
        }
        let begin = |(at, left): (&TopicPartition, &BTreeMap<Offset, Offset>)| {
            let (&from, &end) = left.first_key_value()?;
            Some((at.clone(), from..end))
        };
        let begin: Vec<_> = firsts.left.iter().filter_map(begin).collect();
        let each = begin.iter().map(|(at, range)| (at, range.clone()));
        read(
            self.connection(),
            Amount::First,
            isolation,
            each,
            &mut firsts,
            deadline,
        )?;
        Ok(firsts.answers)
    }
}

/// Every record is told of.
struct All<'a> {
    on_record: OnRecord<'a>,
    answers: PerPartition<()>,
}

impl Take for All<'_> {
    fn record(&mut self, at: &TopicPartition, offset: Offset, _: RecordView<'_>) -> bool {
        (self.on_record)(at, offset);
        true
    }

    fn over(
        &mut self,
        at: &TopicPartition,
        ended: Result<(), KafkaError>,
    ) -> Option<Range<Offset>> {
        self.answers.insert(at.clone(), ended);
        None
    }
}

/// The first record from each place on.
struct Firsts {
    /// The places without an answer, each with the end that is looked to.
    left: BTreeMap<TopicPartition, BTreeMap<Offset, Offset>>,
    /// The record that ended the stretch which is over next.
    found: Option<RecordHead>,
    answers: BTreeMap<Place, Result<Option<RecordHead>, KafkaError>>,
}

impl Take for Firsts {
    fn record(&mut self, _: &TopicPartition, offset: Offset, record: RecordView<'_>) -> bool {
        self.found = Some(RecordHead {
            offset,
            time: time(record.timestamp()),
        });
        false
    }

    /// What a stretch tells holds for other places in it too: a record is the first from each place before
    /// it, and where none came there is none behind its begin.
    fn over(
        &mut self,
        at: &TopicPartition,
        ended: Result<(), KafkaError>,
    ) -> Option<Range<Offset>> {
        let found = self.found.take();
        let left = self.left.get_mut(at)?;
        let (_, &looked_to) = left.first_key_value()?;
        left.retain(|from, end| {
            let answer = match (&ended, found) {
                (Err(error), _) => Err(error.clone()),
                (Ok(()), Some(found)) if *from <= found.offset => {
                    Ok(Some(found).filter(|found| found.offset < *end))
                }
                (Ok(()), None) if *end <= looked_to => Ok(None),
                (Ok(()), _) => return true,
            };
            self.answers.insert((at.clone(), *from), answer);
            false
        });
        let (&from, &end) = left.first_key_value()?;
        Some(from..end)
    }
}

fn time((millis, is_append_time): (i64, bool)) -> Option<RecordTime> {
    Some(RecordTime {
        at: Timestamp::from_millis(millis)?,
        kind: if is_append_time {
            TimestampType::LogAppendTime
        } else {
            TimestampType::CreateTime
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places, each with the offset of the record that is told.
    type Told = Vec<(i64, Option<i64>)>;

    fn offset(number: i64) -> Offset {
        Offset::new(number).unwrap()
    }

    /// Ends the first stretch of one log, looked from these places each to its end; gives back the answers and
    /// what is read next.
    fn over(places: &[(i64, i64)], found: Option<i64>) -> (Told, Option<Range<Offset>>) {
        let at = TopicPartition::new("orders", 0);
        let left = places
            .iter()
            .map(|(from, end)| (offset(*from), offset(*end)));
        let head = |number| RecordHead {
            offset: offset(number),
            time: None,
        };
        let mut firsts = Firsts {
            left: BTreeMap::from([(at.clone(), left.collect())]),
            found: found.map(head),
            answers: BTreeMap::new(),
        };
        let next = firsts.over(&at, Ok(()));
        let told = firsts.answers.into_iter().map(|((_, from), answer)| {
            (from.get(), answer.unwrap().map(|found| found.offset.get()))
        });
        (told.collect(), next)
    }

    #[test]
    fn a_record_answers_every_place_before_it_as_far_as_that_looks() {
        let (told, next) = over(&[(0, 9), (1, 3), (3, 9), (4, 9)], Some(3));
        assert_eq!(told, [(0, Some(3)), (1, None), (3, Some(3))]);
        assert_eq!(next, Some(offset(4)..offset(9)));
    }

    #[test]
    fn every_timestamp_but_the_protocols_none_keeps_its_number() {
        for millis in [-2, 0, i64::MIN, i64::MAX] {
            let kept = time((millis, false)).map(|time| time.at.millis());
            assert_eq!(kept, Some(millis));
        }
        assert_eq!(time((-1, true)), None);
    }

    #[test]
    fn a_stretch_without_a_record_answers_what_lies_in_it() {
        let (told, next) = over(&[(0, 5), (2, 5), (3, 9)], None);
        assert_eq!(told, [(0, None), (2, None)]);
        assert_eq!(next, Some(offset(3)..offset(9)));
    }
}
