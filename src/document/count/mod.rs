//! `koffset.count`: how many records lie between bounds, for a program or a comparison.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::read_count;
pub use write::{BucketEntry, CountDocument, CountedPartition};

/// The document's kind and the version of it that this koffset writes.
const SCHEMA: (&str, u32) = ("koffset.count", 1);
