use super::{Align, Cell, Page, Table, Tone, absent, cell, counted, grouped};
use crate::model::{CommittedOffset, KafkaError};
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

/// What may undo a change that comes after the one that was applied.
const LATE_COPY: &str = "an earlier copy of the request may still be on its way";

/// Writes an outcome for a person: one sentence, and a row for each partition that did not come out as asked, or that
/// an earlier copy of the request may still change.
pub fn outcome(outcome: &Outcome) -> Page {
    let mut page = Page::default();
    if outcome.errors().next().is_some() || outcome.has_late_copies() {
        page.table(&table(outcome));
    }
    page.line(sentence(outcome));
    page
}

fn sentence(outcome: &Outcome) -> String {
    let groups = Tally::of_groups(outcome);
    let removes_groups = groups.asked() > 0;
    let (moves, deletions) = if removes_groups {
        (Tally::default(), groups)
    } else {
        (Tally::of(outcome, false), Tally::of(outcome, true))
    };
    let result = outcome.result();
    let number = |applied| match result {
        OverallResult::Unchanged => "none".to_owned(),
        _ => grouped(applied),
    };
    let (moved, deleted) = (number(moves.applied), number(deletions.applied));
    let (done, thing, undone) = match (moves.asked(), deletions.asked()) {
        (0, 0) if result == OverallResult::Unchanged => return "nothing to do".to_owned(),
        (_, 0) => (format!("moved {moved}"), "partition", "moved"),
        (0, _) if removes_groups => (format!("deleted {deleted}"), "group", "deleted"),
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
        OverallResult::Applied if moves.asked() == 0 => {
            format!("{done} of {all}, read back and gone")
        }
        OverallResult::Applied => format!("{done} of {all}, read back and equal"),
        OverallResult::Unchanged => format!("{done} of {all}"),
        OverallResult::Partial => format!("{done} of {all}, {failed} not {undone}"),
        OverallResult::Unknown => {
            format!("{done} of {all}, {failed} not {undone}, {unknown} not known")
        }
    }
}

/// How the rows of one kind, or the groups, ended that were to be written.
#[derive(Default)]
struct Tally {
    applied: usize,
    failed: usize,
    unknown: usize,
}

impl Tally {
    fn of_groups(outcome: &Outcome) -> Self {
        let count = |status| {
            let removals = outcome.removals();
            removals
                .filter(|(_, removal)| removal.status == status)
                .count()
        };
        Tally {
            applied: count(Status::Applied),
            failed: count(Status::Failed),
            unknown: count(Status::Unknown),
        }
    }

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

fn table(outcome: &Outcome) -> Table {
    let mut table = Table::new(&COLUMNS);
    for (group, removal) in outcome.removals() {
        let Some(mark) = mark(removal.status, removal.late_copy.is_some()) else {
            continue;
        };
        let error = said(removal.error.as_ref(), removal.late_copy.is_some());
        let mut cells = vec![mark, group.to_string().into()];
        cells.extend(["-"; 5].map(Cell::from));
        cells.push(error.into());
        table.row(cells);
    }
    let rows = outcome
        .partitions()
        .filter(|(group, _, _)| outcome.groups[group].removal.is_none());
    for (group, tp, row) in rows {
        let Some(mark) = mark(row.status, row.late_copy.is_some()) else {
            continue;
        };
        table.row([
            mark,
            group.to_string().into(),
            tp.topic.to_string().into(),
            tp.partition.to_string().into(),
            position(row.before.as_ref()).into(),
            position(row.requested.as_ref()).into(),
            read_back(row).into(),
            said(row.error.as_ref(), row.late_copy.is_some()).into(),
        ]);
    }
    table
}

/// What went wrong, or may still.
fn said(error: Option<&KafkaError>, has_late_copy: bool) -> String {
    match error {
        Some(error) => error.to_string(),
        None if has_late_copy => LATE_COPY.to_owned(),
        None => String::new(),
    }
}

fn mark(status: Status, has_late_copy: bool) -> Option<Cell> {
    match status {
        Status::Applied if has_late_copy => Some(cell("~", Tone::Bad)),
        Status::Failed => Some(cell("!", Tone::Bad)),
        Status::Unknown => Some(cell("?", Tone::Bad)),
        Status::Applied | Status::Unchanged => None,
    }
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
mod tests;
