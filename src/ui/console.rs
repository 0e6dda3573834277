use std::borrow::Cow;
use std::fmt;
use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use console::Term;

use super::lines::Lines;
use super::{Answer, Live, Progress, Prompt, Screen, TerminalPrompt};
use crate::error::{Error, ErrorKind};
use crate::render::grouped;

/// Warnings of one sort beyond this many are only counted.
pub const MOST_WARNINGS: usize = 10;

/// When output is coloured; `NO_COLOR` and a stream that is no terminal turn `Auto` off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}

/// How much is said on stderr beside errors, previews and prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors, warnings, previews and prompts only.
    Quiet,
    Normal,
    /// Also what is being asked of the cluster.
    Verbose,
}

/// The two streams and the prompt. stdout carries the product and nothing else.
pub struct Ui {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    prompt: Box<dyn Prompt>,
    verbosity: Verbosity,
    /// Whether these are the process's own streams.
    is_terminal: bool,
    /// Whether what goes to stdout may be coloured.
    is_coloured: bool,
    has_product: bool,
}

impl Ui {
    /// The process's own streams and terminal. Escape codes are taken out where they are not wanted.
    pub fn terminal(color: ColorWhen, verbosity: Verbosity) -> Self {
        let choice = match color {
            ColorWhen::Auto => None,
            ColorWhen::Always => Some(ColorChoice::Always),
            ColorWhen::Never => Some(ColorChoice::Never),
        };
        let (stdout, stderr) = (io::stdout(), io::stderr());
        let out_choice = choice.unwrap_or_else(|| AutoStream::choice(&stdout));
        let err_choice = choice.unwrap_or_else(|| AutoStream::choice(&stderr));
        Ui::new(
            AutoStream::new(stdout, out_choice),
            AutoStream::new(stderr, err_choice),
            TerminalPrompt,
            verbosity,
        )
        .on_terminal(out_choice != ColorChoice::Never)
    }

    /// Any two streams and any way of asking.
    pub fn new(
        out: impl Write + 'static,
        err: impl Write + 'static,
        prompt: impl Prompt + 'static,
        verbosity: Verbosity,
    ) -> Self {
        Ui {
            out: Box::new(out),
            err: Box::new(err),
            prompt: Box::new(prompt),
            verbosity,
            is_terminal: false,
            is_coloured: false,
            has_product: false,
        }
    }

    /// One that says nothing to anybody, for work behind a screen.
    pub fn silent() -> Self {
        Ui::new(io::sink(), io::sink(), TerminalPrompt, Verbosity::Quiet)
    }

    fn on_terminal(self, is_coloured: bool) -> Self {
        Ui {
            is_terminal: true,
            is_coloured,
            ..self
        }
    }

    /// Writes the command's product.
    ///
    /// A stdout that was closed from the start (`>&-`) is `/dev/null`: Rust's runtime opens that in its
    /// place before main, and nothing tells the two apart afterwards.
    ///
    /// # Errors
    /// `ClosedPipe` where the reader has gone, `Failed` where stdout takes no more.
    pub fn product(&mut self, product: &str) -> Result<(), Error> {
        self.product_by(|out| out.write_all(product.as_bytes()))
    }

    /// Writes the command's product piece by piece, without ever holding all of its text.
    ///
    /// # Errors
    /// As [`Ui::product`].
    pub fn product_by(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let mut lines = Lines::new(&mut self.out);
        let written = write(&mut lines).and_then(|()| lines.flush());
        self.has_product |= lines.has_carried();
        written.map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Error::new(ErrorKind::ClosedPipe, error),
            _ => Error::new(ErrorKind::Failed, error).context("stdout"),
        })
    }

    /// Whether anything was written to stdout, or was to be.
    pub fn has_product(&self) -> bool {
        self.has_product
    }

    /// What the operator must see before deciding: a preview, written even when quiet.
    pub fn show(&mut self, text: &str) {
        self.say(format_args!("{text}"));
    }

    /// One line on how the work goes.
    pub fn status(&mut self, line: impl fmt::Display) {
        if self.verbosity >= Verbosity::Normal {
            self.say(format_args!("{line}\n"));
        }
    }

    /// One line for who wants to know what is asked of the cluster.
    pub fn detail(&mut self, line: impl fmt::Display) {
        if self.verbosity >= Verbosity::Verbose {
            self.say(format_args!("{line}\n"));
        }
    }

    /// One thing that the operator should know about the result.
    pub fn warning(&mut self, line: impl fmt::Display) {
        self.say(format_args!("\x1b[33mwarning:\x1b[0m {line}\n"));
    }

    /// The first few of the things of one sort, and how many more there are, with those that were not even kept.
    pub fn warnings(&mut self, lines: &[String], not_kept: usize) {
        for line in lines.iter().take(MOST_WARNINGS) {
            self.warning(line);
        }
        let more = lines.len().saturating_sub(MOST_WARNINGS) + not_kept;
        if more > 0 {
            let more = grouped(more);
            self.warning(format_args!("and {more} more of this sort"));
        }
    }

    /// One thing that could be done better, for who wants to hear it.
    pub fn advice(&mut self, line: impl fmt::Display) {
        if self.verbosity >= Verbosity::Normal {
            self.warning(line);
        }
    }

    /// Why the command ended, and what can be done next.
    pub fn error(&mut self, error: &Error) {
        self.say(format_args!("\x1b[1;31merror:\x1b[0m {error}\n"));
        error.hints.iter().for_each(|hint| self.hint(hint));
    }

    /// What can be done next about what went wrong.
    pub fn hint(&mut self, hint: impl fmt::Display) {
        self.say(format_args!("  \x1b[36mhint:\x1b[0m {hint}\n"));
    }

    /// The columns of the terminal that stdout is; `None` where it is none.
    pub fn columns(&self) -> Option<usize> {
        let size = self.is_terminal.then(|| Term::stdout().size_checked());
        size.flatten().map(|(_, columns)| columns.into())
    }

    /// A bar for work over so many pieces; none where stderr is not the terminal's, or is to be quiet.
    pub fn progress(&self, what: &'static str, total: usize) -> Progress {
        let may_show = self.is_terminal && self.verbosity >= Verbosity::Normal;
        Progress::start(what, total, may_show)
    }

    /// Lines that are written anew as they change; none where stderr is not the terminal's, or is to be quiet.
    pub fn live(&self) -> Live {
        Live::start(self.is_terminal && self.verbosity >= Verbosity::Normal)
    }

    /// Whether there is a terminal to take over, with a keyboard.
    pub fn has_screen(&self) -> bool {
        let is_dumb = || std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        self.is_terminal && io::stdout().is_terminal() && io::stdin().is_terminal() && !is_dumb()
    }

    /// Takes the terminal over.
    ///
    /// # Errors
    /// Failed: it takes no orders.
    pub fn screen(&self) -> Result<Screen, Error> {
        Screen::open(self.is_coloured)
    }

    /// Asks a question whose answer is no unless somebody says yes; `interrupted` ends the wait.
    pub fn confirm(&mut self, question: &str, interrupted: &dyn Fn() -> bool) -> Answer {
        self.prompt.confirm(question, interrupted)
    }

    /// Asks for a name to be typed, which alone is a yes; `interrupted` ends the wait.
    pub fn typed(&mut self, question: &str, name: &str, interrupted: &dyn Fn() -> bool) -> Answer {
        self.prompt.typed(&harmless(question), name, interrupted)
    }

    /// A stderr that takes no more is no reason to stop what is under way.
    fn say(&mut self, text: fmt::Arguments<'_>) {
        let text = text.to_string();
        let text = harmless(&text);
        let _ = self
            .err
            .write_all(text.as_bytes())
            .and_then(|()| self.err.flush());
    }
}

/// Takes the power over the terminal from text of others, such as a member's client id, which could rewrite
/// the preview that an operator decides by: of all control characters only line breaks, tabs and colours stay.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut harmless = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match colour(rest) {
            Some(length) => {
                harmless.push_str(&rest[..length]);
                length
            }
            None => {
                harmless.push(if is_plain(c) {
                    c
                } else {
                    char::REPLACEMENT_CHARACTER
                });
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    Cow::Owned(harmless)
}

/// The length of the escape sequence for a colour with which a text begins.
fn colour(text: &str) -> Option<usize> {
    let numbers = text.strip_prefix("\x1b[")?;
    let length = numbers.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    numbers[length..].starts_with('m').then_some(length + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_of_nothing_is_none() {
        let mut ui = Ui::silent();
        ui.product("").unwrap();
        assert!(!ui.has_product());
        ui.product("a").unwrap();
        ui.product("").unwrap();
        assert!(ui.has_product());
    }

    #[test]
    fn text_of_others_cannot_move_the_cursor_or_clear_the_screen() {
        assert_eq!(harmless("a\r\x1b[2Jb\x07"), "a\u{fffd}\u{fffd}[2Jb\u{fffd}");
        assert_eq!(
            harmless("\x1b[1;31merror:\x1b[0m\nx"),
            "\x1b[1;31merror:\x1b[0m\nx"
        );
        assert_eq!(harmless("\x1b[31"), "\u{fffd}[31");
    }
}
