//! `koffset journal`: what koffset changed on this machine, and where that is written down.

mod place;

pub use place::{JournalDirArgs, command_line, host, lock_folder, user, without_secrets};
