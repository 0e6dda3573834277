//! What koffset writes for programs: versioned documents, and the store that puts them on disk.

mod envelope;
mod range;

pub use envelope::Envelope;
pub use range::{PartitionEntry, RANGE, RangeDocument, TopicEntry};
