use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use dialoguer::theme::{SimpleTheme, Theme};
use rustix::termios::{QueueSelector, tcflush};

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    /// Anything but a yes, the end of the input included.
    No,
    /// There is no terminal to ask on.
    Nobody,
    /// Ctrl-C, or a signal that means the same.
    Interrupted,
}

/// A way of asking the operator.
pub trait Prompt {
    /// Asks, and waits until there is an answer or `interrupted` says so.
    fn confirm(&mut self, question: &str, interrupted: &dyn Fn() -> bool) -> Answer;

    /// Asks for a name to be typed, which alone is a yes.
    fn typed(&mut self, question: &str, name: &str, interrupted: &dyn Fn() -> bool) -> Answer;
}

/// Asks on the terminal that is both stdin and stderr.
///
/// The line is read in the terminal's own line mode: a stray key decides nothing before Enter, Ctrl-D is
/// a no, and a signal leaves no mode of the terminal to restore.
pub struct TerminalPrompt;

impl Prompt for TerminalPrompt {
    fn confirm(&mut self, question: &str, interrupted: &dyn Fn() -> bool) -> Answer {
        ask(&asked(question), &is_yes, interrupted)
    }

    fn typed(&mut self, question: &str, name: &str, interrupted: &dyn Fn() -> bool) -> Answer {
        ask(&format!("{question} "), &|line| line == name, interrupted)
    }
}

fn is_yes(line: &str) -> bool {
    let word = line.trim_matches(|c: char| c.is_ascii_whitespace());
    ["y", "yes"].contains(&&*word.to_ascii_lowercase())
}

fn ask(prompt: &str, is_yes: &dyn Fn(&str) -> bool, interrupted: &dyn Fn() -> bool) -> Answer {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Answer::Nobody;
    }
    // What was typed before the question was asked does not answer it.
    let _ = tcflush(io::stdin(), QueueSelector::IFlush);
    // A terminal that goes away meanwhile ends the input too.
    let _ = io::stderr().write_all(prompt.as_bytes());
    await_line(is_yes, interrupted)
}

/// Without colours: what is typed stands behind the question, and the coloured theme ends in its own `no`.
fn asked(question: &str) -> String {
    let mut text = String::new();
    match SimpleTheme.format_confirm_prompt(&mut text, question, Some(false)) {
        Ok(()) => text,
        Err(_) => format!("{question} [y/N] "),
    }
}

/// Waits for a line on a thread of its own, so that a signal ends the wait.
fn await_line(is_yes: &dyn Fn(&str) -> bool, interrupted: &dyn Fn() -> bool) -> Answer {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        let _ = sender.send(read.map(|_| line));
    });
    loop {
        let line = receiver.recv_timeout(Duration::from_millis(20));
        if interrupted() {
            return ended(Answer::Interrupted);
        }
        match line {
            Ok(Ok(line)) => match line.strip_suffix('\n') {
                Some(line) if is_yes(line) => return Answer::Yes,
                Some(_) => return Answer::No,
                // The end of the input is no Enter, and leaves the cursor behind what was typed.
                None => return ended(Answer::No),
            },
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => return ended(Answer::No),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn ended(answer: Answer) -> Answer {
    let _ = io::stderr().write_all(b"\n");
    answer
}
