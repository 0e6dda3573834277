//! What koffset writes for programs: versioned documents, and the store that puts them on disk.

mod envelope;

pub use envelope::Envelope;
