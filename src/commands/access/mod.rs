//! `koffset access`: what the user may do, and what would let it.

mod args;
mod hidden;
mod lacking;
mod look;
mod recipe;
mod run;

pub use args::AccessArgs;
pub use hidden::{hidden_commits, note_hidden_commits, note_hidden_topics, warn_of_hidden_commits};
pub use lacking::with_lacking;
pub use look::look;
pub use recipe::recipe;
pub use run::run;

#[cfg(test)]
mod tests;
