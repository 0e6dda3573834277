use super::args::{ListFormat, ShowFormat};
use super::{ListArgs, ShowArgs};
use crate::clock::Clock;
use crate::commands::{
    journal_folder::{host, lock_folder, warn_of_future, warn_of_owner},
    settings::me,
};
use crate::document::{Envelope, Journal, JournalEntry, ListedChange, ShownChange, Undone};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::{ClusterId, Listing, shell_word};
use crate::render::{Page, Product, journal_entry, journal_table, json, json_lines};
use crate::ui::Ui;

/// Prints the changes that the journal holds.
///
/// # Errors
/// Failed: the journal cannot be read.
pub fn list(args: &ListArgs, clock: &dyn Clock, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let folder = args.place.folder()?;
    let listing = changes(&Journal::at(folder.clone(), me()))?;
    for gap in &listing.gaps {
        ui.warning(gap);
    }
    let cluster_id = args.cluster_id.clone().map(ClusterId);
    let wanted = listing.found.iter().filter(|entry| {
        let is_there = cluster_id.is_none() || entry.plan.cluster_id == cluster_id;
        is_there && is_of(entry, &args.groups)
    });
    let wanted: Vec<&JournalEntry> = wanted.collect();
    warn_of_future(wanted.iter().copied(), clock.now(), ui);
    let changes = ListedChange::all(wanted, &Undone::among(&listing.found));
    if changes.is_empty() {
        let folder = folder.display();
        ui.status(format_args!("the journal in {folder} holds no such change"));
    }
    let product = match args.format {
        ListFormat::Table if changes.is_empty() => Ok(Page::default().into()),
        ListFormat::Table => Ok(journal_table(&changes).into()),
        ListFormat::Jsonl => json_lines(&changes).map(Product::from),
        ListFormat::Json => {
            let now = clock.now();
            json(&Envelope::of_list(
                &changes,
                cluster_id.as_ref(),
                now,
                listing.gaps,
            ))
            .map(Product::from)
        }
    };
    ui.product(product.map_err(|error| Error::new(ErrorKind::Failed, error))?)?;
    Ok(ExitStatus::Done)
}

/// The journal's changes, with those that are still running on this machine told apart.
///
/// # Errors
/// Failed: the journal cannot be read.
pub(super) fn changes(journal: &Journal) -> Result<Listing<JournalEntry>, Error> {
    let mut listing = journal.entries()?;
    let (host, locks) = (host(), lock_folder());
    for entry in &mut listing.found {
        entry.look_if_running(&host, &locks);
    }
    Ok(listing)
}

fn is_of(entry: &JournalEntry, groups: &[String]) -> bool {
    groups.is_empty()
        || entry
            .written_groups()
            .any(|group| groups.iter().any(|named| named == group))
}

/// Prints a change as it was shown, and what came of it.
///
/// # Errors
/// Refused: the journal holds no change of this id, or more than one that begin so. Failed: it cannot be
/// read.
pub fn show(args: &ShowArgs, clock: &dyn Clock, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let journal = Journal::at(args.place.folder()?, me());
    let mut entry = journal.entry(&args.id)?;
    entry.look_if_running(&host(), &lock_folder());
    warn_of_future([&entry], clock.now(), ui);
    warn_of_owner(&entry, ui);
    let undone = Undone::among(&journal.mentioning(&entry.id)?.found);
    let product = match args.format {
        ShowFormat::Table => {
            let undo = args.place.undo(&entry.id);
            journal_entry(&entry, &command_line(&entry), &undo, &undone, clock.now()).into()
        }
        ShowFormat::Json => ShownChange::of(&entry, &undone)
            .and_then(|document| json(&document))
            .map(Product::from)
            .map_err(|error| Error::new(ErrorKind::Failed, error))?,
    };
    ui.product(product)?;
    Ok(ExitStatus::Done)
}

/// The command line as a shell takes it.
fn command_line(entry: &JournalEntry) -> String {
    let words = entry.command_line.iter();
    let words: Vec<_> = words.map(|word| shell_word(word)).collect();
    words.join(" ")
}
