use std::collections::BTreeSet;

use super::{Align, Cell, Table, Tone, absent, cell, counted, grouped};
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
    let sentence = format!("{}\n", sentence(outcome));
    match outcome.errors().next() {
        None => sentence,
        Some(_) => table(outcome) + &sentence,
    }
}

fn sentence(outcome: &Outcome) -> String {
    let asked = Asked::of(outcome);
    let (verb, all) = (asked.verb(), asked.all());
    let done = asked.done();
    let [failed, unknown] =
        [Status::Failed, Status::Unknown].map(|status| grouped(asked.count(status)));
    match outcome.result() {
        OverallResult::Applied => format!("{done}, read back and {}", asked.proof()),
        OverallResult::Unchanged if asked.is_nothing() => "nothing to do".to_owned(),
        OverallResult::Unchanged => format!("{verb} none of {all}"),
        OverallResult::Partial => format!("{done}, {failed} not {verb}"),
        OverallResult::Unknown => {
            format!("{done}, {failed} not {verb}, {unknown} not known")
        }
    }
}

/// What was to be written, by how each ended.
enum Asked {
    Groups {
        ended: Vec<Status>,
        commits: usize,
    },
    Partitions {
        moved: Vec<Status>,
        deleted: Vec<Status>,
        groups: usize,
    },
}

impl Asked {
    fn of(outcome: &Outcome) -> Self {
        let ended: Vec<Status> = outcome
            .removals()
            .map(|(_, removal)| removal.status)
            .collect();
        let written = outcome
            .partitions()
            .filter(|(_, _, row)| row.status != Status::Unchanged);
        if !ended.is_empty() {
            let commits = written.count();
            return Asked::Groups { ended, commits };
        }
        let (mut moved, mut deleted, mut groups) = (Vec::new(), Vec::new(), BTreeSet::new());
        for (group, _, row) in written {
            groups.insert(group);
            match row.requested {
                Some(_) => moved.push(row.status),
                None => deleted.push(row.status),
            }
        }
        let groups = groups.len();
        Asked::Partitions {
            moved,
            deleted,
            groups,
        }
    }

    fn statuses(&self) -> impl Iterator<Item = &Status> {
        let (some, others) = match self {
            Asked::Groups { ended, .. } => (ended.as_slice(), [].as_slice()),
            Asked::Partitions { moved, deleted, .. } => (moved.as_slice(), deleted.as_slice()),
        };
        some.iter().chain(others)
    }

    fn is_nothing(&self) -> bool {
        self.statuses().next().is_none()
    }

    fn count(&self, status: Status) -> usize {
        self.statuses().filter(|ended| **ended == status).count()
    }

    fn only_deletes(&self) -> bool {
        match self {
            Asked::Groups { .. } => true,
            Asked::Partitions { moved, deleted, .. } => moved.is_empty() && !deleted.is_empty(),
        }
    }

    fn verb(&self) -> &'static str {
        match self {
            _ if self.only_deletes() => "deleted",
            Asked::Partitions { deleted, .. } if !deleted.is_empty() => "changed",
            _ => "moved",
        }
    }

    /// How the read-back stands to what was asked.
    fn proof(&self) -> &'static str {
        match self.only_deletes() {
            true => "gone",
            false => "equal",
        }
    }

    fn all(&self) -> String {
        let thing = match self {
            Asked::Groups { .. } => "group",
            Asked::Partitions { .. } if self.only_deletes() => "commit",
            Asked::Partitions { .. } => "partition",
        };
        counted(self.statuses().count(), thing)
    }

    /// What was done, of how much.
    fn done(&self) -> String {
        let applied = |ended: &[Status]| {
            let applied = ended.iter().filter(|status| **status == Status::Applied);
            grouped(applied.count())
        };
        let all = self.all();
        let complete = self.count(Status::Applied) == self.statuses().count();
        match self {
            Asked::Groups { commits, .. } if complete => {
                format!("deleted {all} with {}", counted(*commits, "commit"))
            }
            Asked::Groups { ended, .. } => format!("deleted {} of {all}", applied(ended)),
            Asked::Partitions { groups, .. } if self.only_deletes() && complete => {
                format!("deleted {all} of {}", counted(*groups, "group"))
            }
            Asked::Partitions { deleted, .. } if self.only_deletes() => {
                format!("deleted {} of {all}", applied(deleted))
            }
            Asked::Partitions { moved, deleted, .. } if deleted.is_empty() => {
                format!("moved {} of {all}", applied(moved))
            }
            Asked::Partitions { moved, deleted, .. } => {
                format!(
                    "moved {}, deleted {} of {all}",
                    applied(moved),
                    applied(deleted)
                )
            }
        }
    }
}

fn table(outcome: &Outcome) -> String {
    let mut table = Table::new(&COLUMNS);
    for (group, removal) in outcome.removals() {
        let Some(mark) = mark(removal.status) else {
            continue;
        };
        let no_partition = ["-"; 5].map(Cell::from);
        let error = removal.error.as_ref().map(ToString::to_string);
        let mut cells = vec![mark, group.to_string().into()];
        cells.extend(no_partition);
        cells.push(error.unwrap_or_default().into());
        table.row(cells);
    }
    let rows = outcome
        .partitions()
        .filter(|(group, _, _)| outcome.groups[group].removal.is_none());
    for (group, tp, row) in rows {
        let Some(mark) = mark(row.status) else {
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
            row.error
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default()
                .into(),
        ]);
    }
    table.render()
}

fn mark(status: Status) -> Option<Cell> {
    match status {
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
