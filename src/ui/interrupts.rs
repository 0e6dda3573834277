use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::exit::ExitStatus;
use crate::process::{self, End};

const FINISHING: &str = "\
interrupted while a change is under way: finishing it; once more leaves without knowing its outcome
";

const LEAVING: &str = "\
left while a change was under way: what became of it is not known, and a broker may still carry it out
";

/// What Ctrl-C and its like have said, and whether they may end the process at once.
#[derive(Clone, Default)]
pub struct Interrupts {
    cancelled: Arc<AtomicBool>,
    sending: Arc<AtomicBool>,
}

impl Interrupts {
    /// Listens to SIGINT, SIGTERM and SIGHUP on a thread of its own. The first asks the command to end, and ends it
    /// where a pipe or a file keeps it from hearing that;
    /// the second ends the process, with the exit code that says whether something may have been sent.
    ///
    /// # Errors
    /// Where the system takes no handler.
    pub fn listen() -> io::Result<Self> {
        let interrupts = Interrupts::default();
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        let listening = interrupts.clone();
        std::thread::spawn(move || {
            for _ in signals.forever() {
                listening.received();
            }
        });
        Ok(interrupts)
    }

    /// Is set once the operator wants the command to end.
    pub fn cancelled(&self) -> Arc<AtomicBool> {
        self.cancelled.clone()
    }

    /// From here on something may have been sent: one signal is not enough to leave.
    pub fn start_sending(&self) {
        self.sending.store(true, Ordering::SeqCst);
    }

    fn received(&self) {
        let sending = self.sending.load(Ordering::SeqCst);
        if self.cancelled.swap(true, Ordering::SeqCst) {
            let status = if sending {
                tell(LEAVING);
                ExitStatus::PartialOrUnknown
            } else {
                ExitStatus::Interrupted
            };
            signal_hook::low_level::exit(status.code().into());
        }
        if sending {
            tell(FINISHING);
        } else {
            process::end_after(Duration::ZERO, End::Signal);
        }
    }
}

/// Not eprintln, which panics where the terminal has gone: the change must come to its end.
fn tell(line: &str) {
    let _ = io::stderr().write_all(line.as_bytes());
}
