//! `koffset diff`: what differs between two sets of committed offsets, or two counts.

mod args;
mod counts;
mod filter;
mod report;
mod run;
mod sides;
#[cfg(test)]
mod tests;

pub use args::{DiffArgs, DiffFormat};
pub use run::{run, run_on_files};
pub use sides::{Now, OnCluster, Sides};
