//! `koffset.snapshot`: where groups stood, for a restore, a comparison or a person.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{read_snapshot, snapshot_text};
pub(super) use write::SnapshotForm;

/// The document's kind and the version of it that this koffset writes.
const SCHEMA: (&str, u32) = ("koffset.snapshot", 1);
