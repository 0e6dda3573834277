//! Other tools' files of offsets: what they hold, recognised by their content, and what they cannot hold.

mod delete_records;
mod entry;
mod format;
mod get_offsets;
mod kafka_csv;
mod kcl;
mod lines;
mod losses;
mod offsets;
mod quotes;
mod read;
mod rows;
mod rpk;
#[cfg(test)]
mod tests;

pub use format::Format;
pub use losses::{Losses, of_snapshot};
pub use offsets::{ForeignOffsets, Groups, Positions};
pub use read::{read_offsets, recognise};
