use super::ListArgs;
use super::args::ContextFormat;
use crate::clock::Clock;
use crate::commands::settings::ConfigFile;
use crate::document::{CONTEXTS, ContextList, Envelope};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::render::{Page, Product, contexts_table, json};
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
        ContextFormat::Table if contexts.contexts.is_empty() => Ok(Page::default().into()),
        ContextFormat::Table => Ok(contexts_table(&contexts).into()),
        ContextFormat::Json => json(&Envelope::new(
            CONTEXTS,
            None,
            clock.now(),
            Vec::new(),
            ContextList::of(&contexts),
        ))
        .map(Product::from),
    };
    ui.product(product.map_err(|error| Error::new(ErrorKind::Failed, error))?)?;
    Ok(ExitStatus::Done)
}
