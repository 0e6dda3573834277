//! `koffset journal`: what koffset changed on this machine, and where that is written down.

mod args;
mod list;
mod place;
mod prune;
mod show;

#[cfg(test)]
mod tests;

pub use args::{JournalArgs, JournalCommand, ListArgs, PruneArgs, ShowArgs};
pub use list::{list, warn_of_future, warn_of_owner};
pub use place::{JournalDirArgs, command_line, host, lock_folder, user, without_secrets};
pub use prune::prune;
pub use show::show;
