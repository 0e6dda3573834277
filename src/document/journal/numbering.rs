//! The lock under which a change is given its number.

use std::fs::File;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

/// How long others may keep the lock: each has it while it writes one entry.
const LONGEST: Duration = Duration::from_secs(2);

/// Keeps other koffsets from numbering a change of this folder until it is dropped. `None` where the folder cannot be
/// locked, or not in time: two changes may then have one number, and their times tell which is the newer.
pub(super) fn hold_numbers(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    let (locked, wait) = mpsc::channel();
    thread::Builder::new()
        .spawn(move || {
            if flock(&folder, FlockOperation::LockExclusive).is_ok() {
                // Where nobody waits any more, this drops it.
                let _ = locked.send(folder);
            }
        })
        .ok()?;
    wait.recv_timeout(LONGEST).ok()
}
