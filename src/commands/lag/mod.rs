//! `koffset lag`: how far groups are behind, what they lost, and how much room they have left.

mod args;
mod arrange;
mod findings;
mod limits;
mod open;
mod report;
mod run;
#[cfg(test)]
mod tests;

pub use args::{LagArgs, LagBasisArg, LagFormat, Only, SortBy, SummaryBy};
pub use run::run;
