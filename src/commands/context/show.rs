use super::ShowArgs;
use super::args::ContextFormat;
use crate::clock::Clock;
use crate::document::{CONTEXT, Envelope, ShownContext};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::render::{Product, json, settings_table};
use crate::settings::Settings;
use crate::ui::Ui;

/// Prints what counts, without any secret.
///
/// # Errors
/// Failed: stdout takes no more.
pub fn show(
    args: &ShowArgs,
    settings: &Settings,
    clock: &dyn Clock,
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    let product = match args.format {
        ContextFormat::Table => Ok(settings_table(settings, args.origin).into()),
        ContextFormat::Json => json(&Envelope::new(
            CONTEXT,
            None,
            clock.now(),
            Vec::new(),
            ShownContext::of(settings),
        ))
        .map(Product::from),
    };
    ui.product(product.map_err(|error| Error::new(ErrorKind::Failed, error))?)?;
    Ok(ExitStatus::Done)
}
