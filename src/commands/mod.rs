//! The imperative shell: one file per subcommand, its arguments and its run.

pub mod range;
pub mod select;
mod session;

pub use session::Session;
