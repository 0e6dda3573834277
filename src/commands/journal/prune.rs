use chrono::TimeDelta;

use super::PruneArgs;
use super::list::changes;
use crate::clock::Clock;
use crate::commands::agreed::agreed;
use crate::document::{Ended, Journal, JournalEntry, LEFT_AFTER, ListedChange, Undone};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::readable;
use crate::render::{counted, journal_table};
use crate::ui::Ui;

/// Deletes changes from the journal, and files that a koffset left unfinished when it was killed. A change of
/// which it is not known what became of it stays, unless `--interrupted` is written: nothing else tells what
/// it may have replaced. One that is still running always stays.
///
/// # Errors
/// Failed: the journal cannot be read, or a file not deleted. Declined: somebody said no, or nobody could
/// be asked.
pub fn prune(args: &PruneArgs, clock: &dyn Clock, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let journal = Journal::at(args.place.folder()?);
    prune_changes(&journal, args, clock, ui)?;
    let unfinished = journal.unfinished(clock.now() - LEFT_AFTER)?;
    if !unfinished.is_empty() {
        let files = counted(unfinished.len(), "unfinished file");
        if args.dry_run {
            ui.status(format_args!("{files} would be deleted"));
        } else {
            journal.remove_unfinished(&unfinished)?;
            ui.status(format_args!("{files} deleted"));
        }
    }
    Ok(ExitStatus::Done)
}

fn prune_changes(
    journal: &Journal,
    args: &PruneArgs,
    clock: &dyn Clock,
    ui: &mut Ui,
) -> Result<(), Error> {
    let listing = changes(journal)?;
    for gap in &listing.gaps {
        ui.warning(format_args!("left alone: {gap}"));
    }
    let older_than = TimeDelta::from_std(args.older_than).unwrap_or(TimeDelta::MAX);
    let before = clock.now().checked_sub_signed(older_than);
    let old = |entry: &&JournalEntry| {
        let is_over = !matches!(entry.ended, Ended::Running);
        is_over && before.is_some_and(|before| entry.written_at < before)
    };
    let (doomed, kept): (Vec<&JournalEntry>, Vec<_>) = listing
        .found
        .iter()
        .filter(old)
        .partition(|entry| args.interrupted || entry.is_known());
    if !kept.is_empty() {
        ui.status(format_args!(
            "{} of unknown end kept: --interrupted deletes them too",
            counted(kept.len(), "change")
        ));
    }
    let changes = counted(doomed.len(), "change");
    let Some(before) = before.filter(|_| !doomed.is_empty()) else {
        ui.status("nothing is old enough to be deleted");
        return Ok(());
    };
    let table = journal_table(&ListedChange::all(
        doomed.iter().copied(),
        &Undone::among(&listing.found),
    ));
    let of_when = format!("{changes} from before {}", readable(before));
    if args.dry_run {
        ui.product(&table)?;
        ui.status(format_args!("{of_when} would be deleted"));
        return Ok(());
    }
    ui.show(&table);
    if !args.yes {
        confirm(&of_when, ui)?;
    }
    journal.remove(doomed.iter().map(|entry| entry.id.as_str()))?;
    ui.status(format_args!("{of_when} deleted"));
    Ok(())
}

fn confirm(what: &str, ui: &mut Ui) -> Result<(), Error> {
    let question = format!("Delete {what}, which can then not be taken back?");
    agreed(
        ui.confirm(&question, &|| false),
        "--yes deletes without asking, --dry-run only shows",
    )
}
