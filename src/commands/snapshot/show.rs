use super::run::document;
use super::{ShowArgs, ShowFormat};
use crate::clock::Clock;
use crate::commands::offsets_file::load_snapshot;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::render::snapshot_table;
use crate::ui::Ui;

/// Prints a snapshot's file.
///
/// # Errors
/// Failed: the file cannot be read, or holds no snapshot.
pub fn show(args: &ShowArgs, clock: &dyn Clock, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let snapshot = load_snapshot(&args.file)?;
    let product = match args.format {
        ShowFormat::Table => snapshot_table(&snapshot, clock.now()),
        ShowFormat::Json => document(&snapshot)?,
    };
    ui.product(&product)?;
    Ok(ExitStatus::Done)
}
