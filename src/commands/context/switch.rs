use super::UseArgs;
use super::store::store;
use crate::commands::settings::ConfigFile;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::settings::with_current;
use crate::ui::Ui;

/// Makes a context the one that is used where no cluster is named.
///
/// # Errors
/// Refused: there is none of this name. Failed: the file cannot be written.
pub fn switch(args: &UseArgs, file: &ConfigFile, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let found = file.read()?;
    found.contexts.named(&args.name)?;
    let text = with_current(&found.text, &args.name).map_err(Error::failed)?;
    store(&found.contexts.file, &text)?;
    let file = found.contexts.file.display();
    ui.status(format_args!(
        "{} is the current context of {file}",
        args.name
    ));
    Ok(ExitStatus::Done)
}
