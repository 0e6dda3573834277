use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Command};

use super::page::Page;
use crate::document::Target;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  koffset man | man -l -
  koffset man --output ~/.local/share/man/man1 --force

Exit codes: koffset --help";

/// Writes manual pages: that of koffset to stdout, or those of all commands into a folder
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct ManArgs {
    /// The folder into which all pages are written; it is made where it is missing
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Replaces pages that exist
    #[arg(long, requires = "output")]
    force: bool,
}

/// Writes the pages of this command and of those below it.
///
/// # Errors
/// As [`Target::open`], [`Target::write`] and [`Ui::product`]. Failed: the folder cannot be made.
pub fn run(args: &ManArgs, command: Command, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    match &args.output {
        None => ui.product(Page::of(&command).text()?)?,
        Some(folder) => {
            let pages = pages(&command);
            write_all(&pages, folder, args.force)?;
            let (count, folder) = (pages.len(), folder.display());
            ui.status(format_args!("{count} manual pages written to {folder}"));
        }
    }
    Ok(ExitStatus::Done)
}

fn pages(command: &Command) -> Vec<Page> {
    let shown = command
        .get_subcommands()
        .filter(|below| !below.is_hide_set());
    let below = shown.flat_map(pages);
    [Page::of(command)].into_iter().chain(below).collect()
}

fn write_all(pages: &[Page], folder: &Path, force: bool) -> Result<(), Error> {
    let named = |error| Error::failed(error).context(folder.display().to_string());
    fs::create_dir_all(folder).map_err(named)?;
    for page in pages {
        let text = page.text()?;
        let target = Target::open(&folder.join(page.file_name()), force)?;
        target.write(|out| out.write_all(text.as_bytes()))?;
    }
    Ok(())
}
