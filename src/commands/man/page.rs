use clap::Command;
use clap::builder::Resettable;
use clap_mangen::Man;
use roff::{Roff, roman};

use crate::error::Error;

/// The manual page of one command.
pub(super) struct Page {
    man: Man,
    /// What stands behind the options in `--help`: headings, indented examples, and prose.
    after: String,
    /// Whether there is a page above it.
    is_below: bool,
}

impl Page {
    /// The page of a command that was built, so that it knows what it is below of.
    pub(super) fn of(command: &Command) -> Self {
        let after = command.get_after_help().map(ToString::to_string);
        let name = command.get_display_name().unwrap_or_default();
        let is_below = name.contains('-');
        let version = env!("CARGO_PKG_VERSION");
        let mut command = command
            .clone()
            .after_help(Resettable::Reset)
            .version(version);
        let usage = command.render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ").to_owned();
        let man = Man::new(command.override_usage(usage))
            // An empty one is left out, and what follows would stand in its place.
            .date(" ")
            .source(format!("koffset {version}"))
            .manual("koffset");
        Page {
            man,
            after: after.unwrap_or_default(),
            is_below,
        }
    }

    pub(super) fn file_name(&self) -> String {
        self.man.get_filename()
    }

    /// The page as `man` takes it.
    ///
    /// # Errors
    /// Failed: it is no UTF-8.
    pub(super) fn text(&self) -> Result<String, Error> {
        let mut page = Vec::new();
        self.man.render(&mut page).map_err(Error::failed)?;
        let page = String::from_utf8(page).map_err(Error::failed)?;
        Ok(page + &self.sections())
    }

    /// The sections of what stands behind the options.
    fn sections(&self) -> String {
        let mut roff = Roff::new();
        let lines = self.after.lines().filter(|line| !line.is_empty());
        // The page above tells the exit codes.
        let lines: Vec<&str> = lines
            .filter(|line| !line.starts_with("Exit codes: "))
            .collect();
        let mut prose = ["NOTES"].into_iter();
        for block in lines.chunk_by(|line, next| is_verbatim(line) && is_verbatim(next)) {
            if is_verbatim(block[0]) {
                verbatim(&mut roff, block);
            } else if let Some(heading) = heading(block[0]) {
                roff.control("SH", [heading.as_str()]);
            } else {
                match prose.next() {
                    Some(heading) => roff.control("SH", [heading]),
                    None => roff.control("PP", []),
                };
                roff.text([roman(block[0])]);
            }
        }
        if self.is_below {
            roff.control("SH", ["SEE ALSO"]);
            roff.text([roman(
                "koffset(1) for the exit status and the options of every command",
            )]);
        }
        roff.to_roff()
    }
}

/// Whether a line of `--help` stands as it is, such as an example.
fn is_verbatim(line: &str) -> bool {
    line.starts_with(' ')
}

fn verbatim(roff: &mut Roff, lines: &[&str]) {
    roff.control("RS", []).control("nf", []);
    for line in lines {
        roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
    }
    roff.control("fi", []).control("RE", []);
}

/// The name of the section that a line of `--help` begins.
fn heading(line: &str) -> Option<String> {
    let title = line.strip_suffix(':')?;
    match title {
        "Exit codes" => Some("EXIT STATUS".to_owned()),
        _ => (!title.contains(char::is_whitespace)).then(|| title.to_uppercase()),
    }
}
