//! `koffset.outcome`: what came of a change.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub(super) use read::{ReadOutcome, read_outcome};
pub use write::{OutcomeDocument, OutcomeOf};

/// The document's kind and the version of it that this koffset writes.
const SCHEMA: (&str, u32) = ("koffset.outcome", 1);
