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
    let sentence = sentence(outcome);
    match outcome.count(Status::Failed) + outcome.count(Status::Unknown) {
        0 => sentence,
        _ => table(outcome) + &sentence,
    }
}

fn sentence(outcome: &Outcome) -> String {
    let [moves, deletions] = [false, true].map(|deletes| Tally::of(outcome, deletes));
    let result = outcome.result();
    let number = |applied| match result {
        OverallResult::Unchanged => "none".to_owned(),
        _ => grouped(applied),
    };
    let (moved, deleted) = (number(moves.applied), number(deletions.applied));
    let (done, thing, undone) = match (moves.asked(), deletions.asked()) {
        (0, 0) if result == OverallResult::Unchanged => return "nothing to do\n".to_owned(),
        (_, 0) => (format!("moved {moved}"), "partition", "moved"),
        (0, _) => (format!("deleted {deleted}"), "commit", "deleted"),
        _ => (
            format!("moved {moved} and deleted {deleted}"),
            "commit",
            "changed",
        ),
    };
    let all = counted(moves.asked() + deletions.asked(), thing);
    let failed = grouped(moves.failed + deletions.failed);
    let unknown = grouped(moves.unknown + deletions.unknown);
    match result {
        OverallResult::Applied => format!("{done} of {all}, read back and equal\n"),
        OverallResult::Unchanged => format!("{done} of {all}\n"),
        OverallResult::Partial => format!("{done} of {all}, {failed} not {undone}\n"),
        OverallResult::Unknown => {
            format!("{done} of {all}, {failed} not {undone}, {unknown} not known\n")
        }
    }
}

/// How the rows of one kind ended that were to be written.
struct Tally {
    applied: usize,
    failed: usize,
    unknown: usize,
}

impl Tally {
    fn of(outcome: &Outcome, deletes: bool) -> Self {
        let count = |status| {
            let rows = outcome.partitions().map(|(_, _, row)| row);
            rows.filter(|row| row.status == status && row.requested.is_none() == deletes)
                .count()
        };
        Tally {
            applied: count(Status::Applied),
            failed: count(Status::Failed),
            unknown: count(Status::Unknown),
        }
    }

    fn asked(&self) -> usize {
        self.applied + self.failed + self.unknown
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::{GroupId, Offset, TopicPartition};
    use crate::plan::GroupOutcome;
    use Status::{Applied, Failed, Unchanged, Unknown};

    const MOVE: Option<CommittedOffset> = Some(CommittedOffset {
        offset: Offset::ZERO,
        leader_epoch: None,
        metadata: None,
    });
    const DELETION: Option<CommittedOffset> = None;

    /// The sentence of an outcome in which these were asked for and ended so.
    fn told(rows: &[(Option<CommittedOffset>, Status)]) -> String {
        let row = |(requested, status): &(Option<CommittedOffset>, Status)| PartitionOutcome {
            before: MOVE,
            requested: requested.clone(),
            read_back: Ok(requested.clone()),
            status: *status,
            error: None,
        };
        let partitions = (0..).map(|number| TopicPartition::new("orders", number));
        let group = GroupOutcome {
            partitions: partitions.zip(rows.iter().map(row)).collect(),
            removal: None,
        };
        let groups = BTreeMap::from([(GroupId::new("billing"), group)]);
        sentence(&Outcome { groups })
    }

    #[test]
    fn a_deletion_is_no_move() {
        let all = "read back and equal\n";
        let moved = [(MOVE, Applied), (MOVE, Applied), (DELETION, Unchanged)];
        assert_eq!(told(&moved), format!("moved 2 of 2 partitions, {all}"));
        let deleted = [(DELETION, Applied), (MOVE, Unchanged)];
        assert_eq!(told(&deleted), format!("deleted 1 of 1 commit, {all}"));
        let both = [(MOVE, Applied), (DELETION, Applied), (MOVE, Applied)];
        let expected = format!("moved 2 and deleted 1 of 3 commits, {all}");
        assert_eq!(told(&both), expected);
    }

    #[test]
    fn what_was_not_done_is_counted() {
        let refused = [(DELETION, Failed), (MOVE, Failed)];
        assert_eq!(told(&refused), "moved none and deleted none of 2 commits\n");
        let partial = [(DELETION, Failed), (MOVE, Applied)];
        let expected = "moved 1 and deleted 0 of 2 commits, 1 not changed\n";
        assert_eq!(told(&partial), expected);
        let unknown = [(DELETION, Unknown), (DELETION, Failed)];
        let expected = "deleted 0 of 2 commits, 1 not deleted, 1 not known\n";
        assert_eq!(told(&unknown), expected);
        assert_eq!(told(&[(MOVE, Unchanged)]), "nothing to do\n");
    }
}
