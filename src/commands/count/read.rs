use std::collections::BTreeMap;
use std::ops::Range;

use crate::commands::Session;
use crate::commands::ranges::unanswered;
use crate::error::Error;
use crate::kafka::ReadRecords;
use crate::model::{Counts, Isolation, Offset, TopicPartition};
use crate::render::{counted, grouped};

/// Counts by reading, where the bounds lie in a log that could be read.
///
/// # Errors
/// Interrupted, or nothing can be read; what concerns one partition stands in its row.
pub(super) fn read(
    counts: &mut Counts,
    isolation: Isolation,
    records: &dyn ReadRecords,
    session: &mut Session<'_>,
) -> Result<(), Error> {
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
    let progress = session.ui.progress("reading records", total);
    let began = session.begin();
    let mut found = 0_u64;
    let mut answers = records.read_records(
        &stretches,
        isolation,
        session.deadline,
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
    let took = session.begin().saturating_duration_since(began);
    let rate = u128::from(found) * 1_000 / took.as_millis().max(1);
    session.ui.status(format_args!(
        "read {} in {:.1} s, {} a second",
        counted(found, "record"),
        took.as_secs_f64(),
        grouped(rate)
    ));
    Ok(())
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
