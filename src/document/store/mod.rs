//! Documents on disk: whole or not there, never half.

mod compression;
mod target;
#[cfg(test)]
mod tests;

pub(super) use target::sync_folder;
pub use target::{Target, load};
