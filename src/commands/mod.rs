//! The imperative shell: one file per subcommand, its arguments and its run.

#[cfg(test)]
mod captured;
pub mod range;
pub mod select;
mod session;
pub mod snapshot;

pub use session::Session;
