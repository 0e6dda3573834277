//! Documents on disk: whole or not there, never half.

mod compression;
mod target;
#[cfg(test)]
mod tests;

pub use target::{LEFT_AFTER, MOST_READ, Target, load};
pub(super) use target::{is_unfinished, sync_folder};
