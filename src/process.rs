//! What others may see of this process itself, and what ends it where it cannot end by itself.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::bug;
use crate::exit::ExitStatus;

/// How long a command has to end by itself once it is to: it looks several times a second, unless a pipe, a terminal or
/// a disk does not let it go on.
const GRACE: Duration = Duration::from_secs(2);

/// Whether a product is being read at the other end of stdout, by whom and however slowly.
static HAS_READER: AtomicBool = AtomicBool::new(false);

/// What the command has come to.
static DECIDED: OnceLock<ExitStatus> = OnceLock::new();

/// Why a process is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Deadline,
    Signal,
}

/// Some of the product is given to stdout.
pub(crate) fn begin_product() {
    HAS_READER.store(true, Ordering::SeqCst);
}

/// The command has come to this; what is left is to say so.
pub(crate) fn decide(status: ExitStatus) {
    // Whoever decided first did the work.
    let _ = DECIDED.set(status);
}

/// Ends the process soon after so long, where something keeps it from ending by itself. A change that was sent is not
/// left: it comes to its end first. Nor is a product cut off for a deadline.
pub(crate) fn end_after(length: Duration, end: End) {
    let watch = move || {
        let (_work, over) = mpsc::channel::<Infallible>();
        let _ = over.recv_timeout(length);
        let status = loop {
            let _ = over.recv_timeout(GRACE);
            let is_read = end == End::Deadline && HAS_READER.load(Ordering::SeqCst);
            if let Some(status) = DECIDED.get() {
                break *status;
            } else if !bug::is_sending() && !is_read {
                break undecided(end);
            }
        };
        signal_hook::low_level::exit(status.code().into());
    };
    // Without a thread to be had it may still end by itself.
    let _ = thread::Builder::new()
        .name("koffset-end".to_owned())
        .spawn(watch);
}

/// Says why a command ends that has come to nothing yet.
fn undecided(end: End) -> ExitStatus {
    let (status, why) = match end {
        End::Deadline => (ExitStatus::Failed, "the command's --deadline has passed"),
        End::Signal => (ExitStatus::Interrupted, "interrupted"),
    };
    bug::say(format!(
        "error: {why}, and a file, a pipe or a terminal did not let it end by itself\n"
    ));
    status
}

/// Keeps this process's memory, in which secrets are, from core dumps and from other processes of this user. What the
/// system does not take stays as it was.
pub(crate) fn hide_memory() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    use super::*;

    #[test]
    fn the_memory_is_dumped_nowhere_and_read_by_no_other_process_of_this_user() {
        hide_memory();
        assert!(matches!(
            dumpable_behavior().unwrap(),
            DumpableBehavior::NotDumpable
        ));
        assert_eq!(getrlimit(Resource::Core).maximum, Some(0));
    }
}
