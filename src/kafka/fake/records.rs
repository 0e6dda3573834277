use std::collections::BTreeMap;
use std::ops::Range;

use super::FakeCluster;
use super::fault::Call;
use crate::clock::Deadline;
use crate::kafka::{OnRecord, Place, ReadRecords};
use crate::model::{Isolation, KafkaError, Offset, PerPartition, RecordHead, TopicPartition};

impl ReadRecords for FakeCluster {
    fn read_records(
        &self,
        stretches: &BTreeMap<TopicPartition, Range<Offset>>,
        isolation: Isolation,
        deadline: &Deadline,
        on_record: OnRecord<'_>,
    ) -> Result<PerPartition<()>, KafkaError> {
        let call = Call::ReadRecords;
        let found = self.serve(call, stretches.len(), Some(deadline), |world, turn| {
            let read = |at: &TopicPartition, stretch| {
                turn.at_partition(at)?;
                world.log(at)?.read(stretch, isolation)
            };
            let found = stretches
                .iter()
                .map(|(at, stretch)| (at.clone(), read(at, stretch)));
            Ok(found.collect::<PerPartition<Vec<RecordHead>>>())
        })?;
        for (at, heads) in &found {
            for head in heads.iter().flatten() {
                on_record(at, head.offset);
            }
        }
        let answers = found.into_iter();
        Ok(answers.map(|(at, found)| (at, found.map(|_| ()))).collect())
    }

    fn first_records(
        &self,
        places: &BTreeMap<Place, Offset>,
        isolation: Isolation,
        deadline: &Deadline,
    ) -> Result<BTreeMap<Place, Result<Option<RecordHead>, KafkaError>>, KafkaError> {
        let call = Call::FirstRecords;
        self.serve(call, places.len(), Some(deadline), |world, turn| {
            let first = |at: &TopicPartition, stretch| {
                turn.at_partition(at)?;
                let found = world.log(at)?.read(&stretch, isolation)?;
                Ok(found.first().copied())
            };
            let found = places.iter().map(|((at, from), end)| {
                let found = first(at, *from..*end);
                ((at.clone(), *from), found)
            });
            Ok(found.collect())
        })
    }
}
