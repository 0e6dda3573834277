use std::fmt;
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};

use super::{Answer, Prompt, TerminalPrompt};
use crate::error::{Error, ErrorKind};

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
        }
    }

    /// Writes the command's product.
    ///
    /// # Errors
    /// `ClosedPipe` where the reader has gone, `Failed` where stdout takes no more.
    pub fn product(&mut self, product: &str) -> Result<(), Error> {
        self.out
            .write_all(product.as_bytes())
            .and_then(|()| self.out.flush())
            .map_err(|error| match error.kind() {
                io::ErrorKind::BrokenPipe => Error::new(ErrorKind::ClosedPipe, error),
                _ => Error::new(ErrorKind::Failed, error).context("stdout"),
            })
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

    /// Why the command ended, and what can be done next.
    pub fn error(&mut self, error: &Error) {
        self.say(format_args!("\x1b[1;31merror:\x1b[0m {error}\n"));
        for hint in &error.hints {
            self.say(format_args!("  \x1b[36mhint:\x1b[0m {hint}\n"));
        }
    }

    /// Asks a question whose answer is no unless somebody says yes; `interrupted` ends the wait.
    pub fn confirm(&mut self, question: &str, interrupted: &dyn Fn() -> bool) -> Answer {
        self.prompt.confirm(question, interrupted)
    }

    /// A stderr that takes no more is no reason to stop what is under way.
    fn say(&mut self, text: fmt::Arguments<'_>) {
        let _ = self.err.write_fmt(text).and_then(|()| self.err.flush());
    }
}
