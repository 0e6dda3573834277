use super::{ShowArgs, ShowFormat};
use crate::clock::Clock;
use crate::commands::offsets_file::load_snapshot;
use crate::document::snapshot_text;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::render::snapshot_table;
use crate::ui::Ui;

/// Prints a snapshot's file.
///
/// # Errors
/// Failed: the file cannot be read, or holds no snapshot.
pub fn show(args: &ShowArgs, clock: &dyn Clock, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let snapshot = load_snapshot(&args.file, args.input.max_unpacked)?;
    match args.format {
        ShowFormat::Table => ui.product(snapshot_table(&snapshot, clock.now()))?,
        ShowFormat::Json => {
            let text = snapshot_text(&snapshot)?;
            ui.product_by(|out| out.write_all(&text))?;
        }
    }
    Ok(ExitStatus::Done)
}
