use std::cell::RefCell;
use std::fmt;
use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use console::Term;

use super::product::Carrier;
use super::{Answer, Live, Progress, Prompt, Screen, TerminalPrompt};
use crate::error::{Error, ErrorKind};
use crate::model::one_line;
use crate::process;
use crate::render::{Page, Product, grouped};

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
///
/// Nothing is filtered on its way to a stream: what people read is a [`Page`], or a message that is escaped here as it
/// is made, and what programs read goes out byte for byte.
pub struct Ui {
    out: Box<dyn Write>,
    err: RefCell<Box<dyn Write>>,
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
            stdout,
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
            err: RefCell::new(Box::new(err)),
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
    pub fn product(&mut self, product: impl Into<Product>) -> Result<(), Error> {
        match product.into() {
            Product::Program(text) => self.product_by(|out| out.write_all(text.as_bytes())),
            Product::People(page) if self.is_coloured => {
                self.product_by(|out| out.write_all(page.as_str().as_bytes()))
            }
            Product::People(page) => self.product_by(|out| {
                let text = anstream::adapter::strip_str(page.as_str());
                text.into_iter()
                    .try_for_each(|piece| out.write_all(piece.as_bytes()))
            }),
        }
    }

    /// Writes the command's product piece by piece, byte for byte, without ever holding all of its text.
    ///
    /// # Errors
    /// As [`Ui::product`].
    pub fn product_by(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        process::begin_product();
        let mut carrier = Carrier::new(&mut self.out);
        let written = write(&mut carrier);
        let (written, has_carried) = carrier.end(written);
        self.has_product |= has_carried;
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
    pub fn show(&mut self, page: &Page) {
        self.say(page.as_str());
    }

    /// One line on how the work goes.
    pub fn status(&mut self, line: impl fmt::Display) {
        self.statuses(&Page::of(line));
    }

    /// Some lines on how the work goes.
    pub fn statuses(&mut self, page: &Page) {
        if self.verbosity >= Verbosity::Normal {
            self.say(page.as_str());
        }
    }

    /// One line for who wants to know what is asked of the cluster.
    pub fn detail(&mut self, line: impl fmt::Display) {
        if self.verbosity >= Verbosity::Verbose {
            self.say(Page::of(line).as_str());
        }
    }

    /// One thing that the operator should know about the result.
    pub fn warning(&self, line: impl fmt::Display) {
        self.say(&format!("\x1b[33mwarning:\x1b[0m {}", Page::of(line)));
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
        let lines: Page = error.lines().collect();
        self.say(&format!("\x1b[1;31merror:\x1b[0m {lines}"));
        error.hints.iter().for_each(|hint| self.hint(hint));
    }

    /// What can be done next about what went wrong.
    pub fn hint(&mut self, hint: impl fmt::Display) {
        self.say(&format!("  \x1b[36mhint:\x1b[0m {}", Page::of(hint)));
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
        self.prompt.confirm(&one_line(question), interrupted)
    }

    /// Asks for a name to be typed, which alone is a yes; `interrupted` ends the wait.
    pub fn typed(&mut self, question: &str, name: &str, interrupted: &dyn Fn() -> bool) -> Answer {
        self.prompt.typed(&one_line(question), name, interrupted)
    }

    /// A stderr that takes no more is no reason to stop what is under way.
    fn say(&self, text: &str) {
        let mut err = self.err.borrow_mut();
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_of_nothing_is_none() {
        let mut ui = Ui::silent();
        ui.product(String::new()).unwrap();
        assert!(!ui.has_product());
        ui.product("a".to_owned()).unwrap();
        ui.product(String::new()).unwrap();
        assert!(ui.has_product());
    }

    #[test]
    fn a_program_gets_its_bytes_and_a_person_escapes() {
        let text = "a\u{9b}\x1b[31m\u{202e}\r";
        let written = Written::default();
        let mut ui = Ui::new(
            written.clone(),
            io::sink(),
            TerminalPrompt,
            Verbosity::Normal,
        );
        ui.product(text.to_owned()).unwrap();
        ui.product(Page::of(text)).unwrap();
        let expected = format!("{text}a\\u{{9b}}\\u{{1b}}[31m\\u{{202e}}\\r\n");
        assert_eq!(written.text(), expected);
    }

    #[test]
    fn no_message_writes_what_is_hidden_in_it() {
        let (hostile, written) = ("a\n\x1b[31mb\u{202e}\u{200b}", Written::default());
        let mut ui = Ui::new(
            io::sink(),
            written.clone(),
            TerminalPrompt,
            Verbosity::Verbose,
        );
        ui.status(hostile);
        ui.detail(hostile);
        ui.warning(hostile);
        ui.advice(hostile);
        ui.hint(hostile);
        ui.error(
            &Error::failed(hostile)
                .details(vec![hostile.to_owned()])
                .hint(hostile),
        );
        let shown = r"a\n\u{1b}[31mb\u{202e}\u{200b}";
        let text = anstream::adapter::strip_str(&written.text()).to_string();
        let expected = format!(
            "{shown}\n{shown}\nwarning: {shown}\nwarning: {shown}\n  hint: {shown}\n\
             error: {shown}\n  {shown}\n  hint: {shown}\n"
        );
        assert_eq!(text, expected);
    }

    #[derive(Clone, Default)]
    struct Written(std::rc::Rc<RefCell<Vec<u8>>>);

    impl Written {
        fn text(&self) -> String {
            String::from_utf8(self.0.borrow().clone()).unwrap()
        }
    }

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
