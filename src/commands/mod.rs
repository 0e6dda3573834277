//! The imperative shell: one file or folder per subcommand, its arguments and its run.

pub mod apply;
#[cfg(test)]
mod captured;
pub mod change;
pub mod copy;
pub mod delete_offsets;
mod followed;
pub mod gather;
pub mod group;
pub mod range;
mod ranges;
pub mod reset;
pub mod scope;
pub mod seek;
pub mod select;
mod session;
pub mod snapshot;
pub mod times;

pub use session::Session;
