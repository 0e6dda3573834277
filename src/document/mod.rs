//! What koffset writes for programs: versioned documents, and the store that puts them on disk.

mod envelope;
mod outcome;
mod plan;
mod range;
mod reading;
mod snapshot;
mod store;
mod whole;

pub use envelope::Envelope;
pub use outcome::OutcomeDocument;
pub use plan::PlanDocument;
pub use range::{PartitionEntry, RANGE, RangeDocument, TopicEntry};
pub(crate) use reading::read_json;
pub use snapshot::{read_snapshot, write_snapshot};
pub use store::{Target, load};
pub(crate) use whole::{Ordinal, WrittenOffset};
