//! Other tools' files of offsets: what they hold, recognised by their content, and what they cannot hold.

mod files;
mod json;
mod kafka_csv;
mod losses;
mod offsets;
#[cfg(test)]
mod tests;
mod text;

pub use files::{read_offsets, recognise};
pub use losses::{Losses, of_snapshot};
pub use offsets::{ForeignOffsets, Format, Groups, Positions};
