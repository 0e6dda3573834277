//! What a panic comes to, on whichever thread: it is a bug of koffset, it is told as one, and the process ends with a
//! documented code.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Once, OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use crate::exit::ExitStatus;
use crate::model::shell_word;

const NOT_CHANGED: &str = "nothing was changed";

const NOT_KNOWN: &str = "outcome unknown: a change was under way, and the broker may still apply it
  hint: koffset journal list shows it, if it was journalled";

/// How long stderr may take.
const LONGEST: Duration = Duration::from_secs(1);

/// Whether something may have been sent that changes a cluster.
static SENDING: AtomicBool = AtomicBool::new(false);

/// The command line, without secrets.
static COMMAND_LINE: OnceLock<Vec<String>> = OnceLock::new();

/// Ends the process on every panic from now on: with 1 before anything was sent, and with 5 after that.
pub(crate) fn report_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| panic::set_hook(Box::new(end)));
}

/// Says what the process was started with: the words of the command line, without secrets.
pub(crate) fn started_with(command_line: Vec<String>) {
    let _ = COMMAND_LINE.set(command_line);
}

/// From here on something may have been sent that changes a cluster.
pub(crate) fn start_sending() {
    SENDING.store(true, Ordering::SeqCst);
}

/// Whether something may have been sent that changes a cluster.
pub(crate) fn is_sending() -> bool {
    SENDING.load(Ordering::SeqCst)
}

fn end(info: &PanicHookInfo<'_>) {
    let is_sending = is_sending();
    // Of a message that is not a constant nobody knows what stands in it: it may be a piece of a password.
    let what = info.payload().downcast_ref::<&'static str>().copied();
    let place = info.location().map(ToString::to_string);
    let command_line = COMMAND_LINE.get().map_or(&[][..], Vec::as_slice);
    let report = report(what, place.as_deref(), command_line, is_sending);
    let trace = Backtrace::capture();
    let trace = match trace.status() {
        BacktraceStatus::Captured => trace.to_string(),
        _ => String::new(),
    };
    say(report + &trace);
    signal_hook::low_level::exit(status(is_sending).code().into());
}

/// Writes to stderr, without a lock that may be held, and not with eprintln, which panics where the terminal has gone. A
/// pipe that is full and that nobody reads would keep the process and its locks for ever: it is not waited for long.
pub(crate) fn say(text: String) {
    let Ok(stderr) = io::stderr().as_fd().try_clone_to_owned() else {
        return;
    };
    let (written, wait) = mpsc::channel();
    let writer = thread::Builder::new().spawn(move || {
        let _ = File::from(stderr).write_all(text.as_bytes());
        let _ = written.send(());
    });
    if writer.is_ok() {
        let _ = wait.recv_timeout(LONGEST);
    }
}

fn status(is_sending: bool) -> ExitStatus {
    if is_sending {
        ExitStatus::PartialOrUnknown
    } else {
        ExitStatus::Failed
    }
}

fn report(
    what: Option<&str>,
    place: Option<&str>,
    command_line: &[String],
    is_sending: bool,
) -> String {
    let what = what.map_or_else(String::new, |what| format!(": {what}"));
    let place = place.map_or_else(String::new, |place| format!(" at {place}"));
    let words: Vec<_> = command_line.iter().map(|word| shell_word(word)).collect();
    let command = match words.is_empty() {
        true => "the command line".to_owned(),
        false => format!("the command: {}", words.join(" ")),
    };
    let version = env!("CARGO_PKG_VERSION");
    let tracker = tracker(env!("CARGO_PKG_REPOSITORY"));
    let state = if is_sending { NOT_KNOWN } else { NOT_CHANGED };
    format!(
        "error: koffset panicked{place}{what}: this is a bug in koffset {version}\n  \
         hint: report it to {tracker} with the line above and {command}\n{state}\n"
    )
}

/// Where bugs are reported, by the repository of the package, if one is named.
fn tracker(repository: &str) -> String {
    match repository {
        "" => "koffset's issue tracker".to_owned(),
        repository => format!("{repository}/issues"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_reported_with_the_version_the_place_and_the_command() {
        let command: Vec<String> = ["koffset", "-X", "sasl.password=…", "reset", "a b"]
            .map(str::to_owned)
            .into();
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            report(
                Some("no such row"),
                Some("src/plan/x.rs:1:2"),
                &command,
                false
            ),
            format!(
                "error: koffset panicked at src/plan/x.rs:1:2: no such row: this is a bug in koffset {version}\n  \
                 hint: report it to koffset's issue tracker with the line above and the command: \
                 koffset -X sasl.password=… reset 'a b'\nnothing was changed\n"
            )
        );
        let sent = report(None, None, &[], true);
        assert!(sent.contains("\noutcome unknown: "), "{sent}");
        assert!(!sent.contains("nothing was changed"), "{sent}");
    }

    #[test]
    fn the_code_says_whether_something_may_have_been_sent() {
        assert_eq!([false, true].map(|sent| status(sent).code()), [1, 5]);
    }

    #[test]
    fn the_repository_that_is_named_has_the_issues() {
        assert_eq!(
            tracker("https://example.com/koffset"),
            "https://example.com/koffset/issues"
        );
    }
}
