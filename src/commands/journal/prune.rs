use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use super::PruneArgs;
use super::list::changes;
use crate::clock::Clock;
use crate::commands::journal_folder::warn_of_future;
use crate::commands::session::agreed;
use crate::commands::settings::me;
use crate::document::{Ended, Journal, JournalEntry, LEFT_AFTER, ListedChange, Undone};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::readable;
use crate::render::{counted, journal_table};
use crate::ui::Ui;

/// Deletes this user's changes from the journal, and what a koffset left that was killed: unfinished files, and outcomes of changes
/// that it was deleting. A change of
/// which it is not known what became of it stays, unless `--interrupted` is written: nothing else tells what
/// it may have replaced. One that is still running always stays.
///
/// # Errors
/// Failed: the journal cannot be read, or a file not deleted. Declined: somebody said no, or nobody could
/// be asked.
pub fn prune(args: &PruneArgs, clock: &dyn Clock, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let journal = Journal::at(args.place.folder()?, me());
    let before = clock.now() - LEFT_AFTER;
    let orphans = journal.orphans(before)?;
    prune_changes(&journal, &orphans, args, clock, ui)?;
    let unfinished = journal.unfinished(before)?;
    for (files, what) in [
        (unfinished, "unfinished file"),
        (orphans, "orphaned outcome"),
    ] {
        prune_files(&journal, &files, what, args, ui)?;
    }
    Ok(ExitStatus::Done)
}

fn prune_files(
    journal: &Journal,
    files: &[PathBuf],
    what: &str,
    args: &PruneArgs,
    ui: &mut Ui,
) -> Result<(), Error> {
    let (others, files): (Vec<PathBuf>, Vec<PathBuf>) = files
        .iter()
        .cloned()
        .partition(|file| journal.is_file_left_to_other(file));
    say_kept(others.len(), what, ui);
    if files.is_empty() {
        return Ok(());
    }
    let files_left = counted(files.len(), what);
    if args.dry_run {
        ui.status(format_args!("{files_left} would be deleted"));
    } else {
        journal.remove_files(&files)?;
        ui.status(format_args!("{files_left} deleted"));
    }
    Ok(())
}

/// Says so where something is old enough, and other users' own to delete.
fn say_kept(others: usize, what: &str, ui: &mut Ui) {
    if others > 0 {
        let others = counted(others, what);
        ui.status(format_args!(
            "{others} of other users kept: each deletes their own"
        ));
    }
}

fn prune_changes(
    journal: &Journal,
    orphans: &[PathBuf],
    args: &PruneArgs,
    clock: &dyn Clock,
    ui: &mut Ui,
) -> Result<(), Error> {
    let listing = changes(journal)?;
    warn_of_future(&listing.found, clock.now(), ui);
    let is_orphan = |gap: &&String| orphans.iter().any(|file| is_about(gap, file));
    for gap in listing.gaps.iter().filter(|gap| !is_orphan(gap)) {
        ui.warning(format_args!("left alone: {gap}"));
    }
    let older_than = TimeDelta::from_std(args.older_than).unwrap_or(TimeDelta::MAX);
    let before = clock.now().checked_sub_signed(older_than);
    let old = |entry: &&JournalEntry| {
        let is_over = !matches!(entry.ended, Ended::Running);
        is_over && before.is_some_and(|before| entry.written_at < before)
    };
    let (others, own): (Vec<&JournalEntry>, Vec<_>) = listing
        .found
        .iter()
        .filter(old)
        .partition(|entry| journal.is_left_to_other(entry));
    say_kept(others.len(), "change", ui);
    let (doomed, kept): (Vec<&JournalEntry>, Vec<_>) = own
        .into_iter()
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
        ui.product(table)?;
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

/// Whether a gap of the journal is this file.
fn is_about(gap: &str, file: &Path) -> bool {
    let name = file.file_name().and_then(OsStr::to_str);
    name.is_some_and(|name| gap.starts_with(&format!("{name}: ")))
}

fn confirm(what: &str, ui: &mut Ui) -> Result<(), Error> {
    let question = format!("Delete {what}, which can then not be taken back?");
    agreed(
        ui.confirm(&question, &|| false),
        "--yes deletes without asking, --dry-run only shows",
    )
}
