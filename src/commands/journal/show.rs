use super::ShowArgs;
use super::args::ShowFormat;
use crate::clock::Clock;
use crate::commands::journal_folder::{host, lock_folder, warn_of_future, warn_of_owner};
use crate::commands::settings::me;
use crate::document::{Journal, JournalEntry, ShownChange, Undone};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::shell_word;
use crate::render::{Product, journal_entry, json};
use crate::ui::Ui;

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
