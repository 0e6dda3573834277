use super::{Align, Table, Tone, absent, cell, counted, grouped};
use crate::model::CommittedOffset;
use crate::plan::{Outcome, OverallResult, PartitionOutcome, Status};

const COLUMNS: [(&str, Align); 8] = [
    ("", Align::Left),
    ("GROUP", Align::Left),
    ("TOPIC", Align::Left),
    ("PARTITION", Align::Right),
    ("BEFORE", Align::Right),
    ("REQUESTED", Align::Right),
    ("READ-BACK", Align::Right),
    ("ERROR", Align::Left),
];

/// Writes an outcome for a person: one sentence, and a row for each partition that did not come out as asked.
pub fn outcome(outcome: &Outcome) -> String {
    let [applied, failed, unknown] =
        [Status::Applied, Status::Failed, Status::Unknown].map(|status| outcome.count(status));
    let asked = applied + failed + unknown;
    let all = counted(asked, "partition");
    let sentence = match outcome.result() {
        OverallResult::Applied => {
            format!("moved {} of {all}, read back and equal\n", grouped(applied))
        }
        OverallResult::Unchanged if asked == 0 => "nothing to do\n".to_owned(),
        OverallResult::Unchanged => format!("moved none of {all}\n"),
        OverallResult::Partial => format!(
            "moved {} of {all}, {} not moved\n",
            grouped(applied),
            grouped(failed)
        ),
        OverallResult::Unknown => format!(
            "moved {} of {all}, {} not moved, {} not known\n",
            grouped(applied),
            grouped(failed),
            grouped(unknown)
        ),
    };
    match failed + unknown {
        0 => sentence,
        _ => table(outcome) + &sentence,
    }
}

fn table(outcome: &Outcome) -> String {
    let mut table = Table::new(&COLUMNS);
    for (group, tp, row) in outcome.partitions() {
        let mark = match row.status {
            Status::Failed => "!",
            Status::Unknown => "?",
            Status::Applied | Status::Unchanged => continue,
        };
        table.row([
            cell(mark, Tone::Bad),
            group.to_string().into(),
            tp.topic.to_string().into(),
            tp.partition.to_string().into(),
            position(row.before.as_ref()).into(),
            position(row.requested.as_ref()).into(),
            read_back(row).into(),
            row.error
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default()
                .into(),
        ]);
    }
    table.render()
}

fn position(committed: Option<&CommittedOffset>) -> String {
    absent(committed, |committed| grouped(committed.offset))
}

fn read_back(row: &PartitionOutcome) -> String {
    match &row.read_back {
        Ok(there) => position(there.as_ref()),
        Err(_) => "?".to_owned(),
    }
}
