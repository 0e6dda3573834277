//! `koffset lag`: how far groups are behind, what they lost, and how much room they have left.

mod args;
mod report;
mod run;
mod say;
#[cfg(test)]
mod tests;

pub use args::{LagArgs, LagBasisArg, LagFormat};
pub use run::run;
