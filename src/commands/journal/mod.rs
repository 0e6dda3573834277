//! `koffset journal`: what koffset changed on this machine, and where that is written down.

mod args;
mod list;
mod prune;

#[cfg(test)]
mod tests;

pub use args::{JournalArgs, JournalCommand, ListArgs, PruneArgs, ShowArgs};
pub use list::list;
pub use list::show;
pub use prune::prune;
