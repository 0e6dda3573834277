use std::path::Path;

use super::ChangeFormat;
use super::report::json;
use crate::commands::Session;
use crate::document::{Envelope, Target};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::path_word;
use crate::plan::Plan;
use crate::render;

/// Makes ready to write a plan.
///
/// # Errors
/// Usage: stdout is named. Refused: the file exists. Failed: it cannot be written.
pub(super) fn open(file: &Path) -> Result<Target, Error> {
    if file == Path::new("-") {
        return Err(Error::usage("a plan is saved in a file, and - is none")
            .hint("--dry-run --format json prints it"));
    }
    Target::open(file, false).map_err(not_overwritten)
}

fn not_overwritten(mut error: Error) -> Error {
    if error.kind == ErrorKind::Refused {
        error.hints = vec!["choose another name: a plan is not overwritten".to_owned()];
    }
    error
}

/// Shows a plan and writes it to a file, for `koffset apply`.
///
/// # Errors
/// Refused: the file came to be in the meantime. Failed: it cannot be written.
pub(super) fn save(
    plan: &Plan,
    (file, target): (&Path, Target),
    format: ChangeFormat,
    session: &mut Session<'_>,
) -> Result<ExitStatus, Error> {
    let document = Envelope::of_plan(plan).map_err(|error| Error::new(ErrorKind::Failed, error))?;
    let text = json(&document)?;
    let now = session.deadline.clock().now();
    session.ui.show(&render::plan(plan, now));
    let written = target.write(|out| out.write_all(text.as_bytes()));
    written.map_err(not_overwritten)?;
    if format == ChangeFormat::Json {
        session.ui.product(text)?;
    }
    let (id, file) = (&document.content.id, file.display().to_string());
    let word = path_word(&file);
    session.ui.status(format_args!(
        "plan {id} written to {file}; nothing was changed. To carry it out: koffset apply {word}"
    ));
    Ok(ExitStatus::Done)
}
