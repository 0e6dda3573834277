use std::collections::BTreeMap;
use std::ops::Range;

use super::FakeCluster;
use super::fault::Call;
use crate::clock::Deadline;
use crate::kafka::{OnRecord, ReadRecords};
use crate::model::{Isolation, KafkaError, Offset, PerPartition, TopicPartition};

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
            Ok(found.collect::<PerPartition<Vec<Offset>>>())
        })?;
        for (at, offsets) in &found {
            for &offset in offsets.iter().flatten() {
                on_record(at, offset);
            }
        }
        let answers = found.into_iter();
        Ok(answers.map(|(at, found)| (at, found.map(|_| ()))).collect())
    }
}
