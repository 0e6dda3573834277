//! The life of a change, the same for every command that makes one.

mod args;
mod confirm;
mod decisions;
mod preview;
mod report;
mod run;
#[cfg(test)]
mod tests;

pub use args::{ChangeArgs, ChangeFormat};
pub use decisions::{DecisionArgs, TimeDecisionArgs};
pub use run::carry_out;
