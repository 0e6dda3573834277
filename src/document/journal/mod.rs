//! `koffset.journal`: what a change is about to replace, on disk before the first byte of it goes out, and
//! beside it what came of it; and the locks under which that happens.

mod entry;
mod folder;
mod form;
mod listed;
mod lock_file;
mod locks;
mod names;
mod read;
mod search;
#[cfg(test)]
mod tests;

pub use entry::{Ended, Entry, JournalEntry};
pub use folder::{Begun, Journal};
pub use form::JournalDocument;
pub use listed::{ChangeResult, JournalList, ListedChange, ShownChange, Undone};
pub use locks::{GroupLocks, Holder};
pub use search::Last;

/// The document's kind and the version of it that this koffset writes.
const SCHEMA: (&str, u32) = ("koffset.journal", 1);
