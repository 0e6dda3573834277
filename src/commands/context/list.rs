use super::ListArgs;
use super::args::ContextFormat;
use crate::clock::Clock;
use crate::commands::settings::ConfigFile;
use crate::document::{CONTEXTS, ContextList, Envelope};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::render::{contexts_table, json};
use crate::ui::Ui;

/// Prints the contexts of the file.
///
/// # Errors
/// As [`ConfigFile::read`].
pub fn list(
    args: &ListArgs,
    file: &ConfigFile,
    clock: &dyn Clock,
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    let contexts = file.read()?.contexts;
    if contexts.contexts.is_empty() {
        let file = contexts.file.display();
        ui.status(format_args!("{file} holds no contexts"));
    }
    let product = match args.format {
        ContextFormat::Table if contexts.contexts.is_empty() => Ok(String::new()),
        ContextFormat::Table => Ok(contexts_table(&contexts)),
        ContextFormat::Json => json(&Envelope::new(
            CONTEXTS,
            None,
            clock.now(),
            Vec::new(),
            ContextList::of(&contexts),
        )),
    };
    ui.product(&product.map_err(|error| Error::new(ErrorKind::Failed, error))?)?;
    Ok(ExitStatus::Done)
}
