//! The life of a change, the same for every command that makes one.

mod args;
mod confirm;
mod context;
mod decisions;
mod permission;
mod presence;
mod preview;
mod report;
mod run;
mod save;
#[cfg(test)]
mod tests;
mod wait;

pub use args::{ApplyArgs, ChangeArgs, ChangeFormat};
pub use context::say_context;
pub use decisions::{DecisionArgs, TimeDecisionArgs};
pub use report::report;
pub use run::{carry_out, finish};
