use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::bug;
use crate::exit::ExitStatus;
use crate::process::{self, End};

const FINISHING: &str = "\
interrupted while a change is under way: finishing it; once more leaves without knowing its outcome
";

const LEAVING: &str = "\
left while a change was under way: what became of it is not known, and a broker may still carry it out
";

/// What Ctrl-C and its like have said, and whether the command looks at that.
#[derive(Clone, Default)]
pub struct Interrupts {
    cancelled: Arc<AtomicBool>,
    is_heeded: Arc<AtomicBool>,
}

impl Interrupts {
    /// Listens to SIGINT, SIGTERM and SIGHUP on a thread of its own. The first ends the process, unless the command
    /// looks at [`Interrupts::cancelled`]: then it asks the command to end, and ends it where a pipe or a file keeps it
    /// from hearing that. The second ends the process, with the exit code that says whether something may have been
    /// sent.
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

    /// Is set once the operator wants the command to end, which whoever takes it looks at from now on.
    pub fn cancelled(&self) -> Arc<AtomicBool> {
        self.is_heeded.store(true, Ordering::SeqCst);
        self.cancelled.clone()
    }

    fn received(&self) {
        let is_sending = bug::is_sending();
        let is_again = self.cancelled.swap(true, Ordering::SeqCst);
        if is_sending && is_again {
            bug::say(LEAVING.to_owned());
            leave(ExitStatus::PartialOrUnknown);
        } else if is_sending {
            bug::say(FINISHING.to_owned());
        } else if is_again {
            leave(ExitStatus::Interrupted);
        } else if self.is_heeded.load(Ordering::SeqCst) {
            process::end_after(Duration::ZERO, End::Signal);
        } else {
            bug::say("error: interrupted\n".to_owned());
            leave(ExitStatus::Interrupted);
        }
    }
}

fn leave(status: ExitStatus) -> ! {
    signal_hook::low_level::exit(status.code().into());
}
