//! `koffset lag`: how far groups are behind, what they lost, and how much room they have left.

mod args;
mod arrange;
mod findings;
mod limits;
mod members;
mod open;
mod read;
mod report;
mod run;
mod stands;
#[cfg(test)]
mod tests;
mod times;

pub use args::{LagArgs, LagBasisArg, LagFormat, Only, SortBy, SummaryBy};
pub(super) use read::Reader;
pub use run::run;
pub(super) use run::{BLOCK, refuse_mistyped};
