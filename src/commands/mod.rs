//! The imperative shell: one file per subcommand, its arguments and its run.

pub mod select;
mod session;
pub mod snapshot;
#[cfg(test)]
mod staged;

pub use session::Session;
