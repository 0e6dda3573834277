//! `koffset snapshot`: saves where groups stand, and shows what was saved.

mod args;
mod run;
#[cfg(test)]
mod tests;

pub use args::{ShowArgs, ShowFormat, SnapshotArgs, SnapshotCommand};
pub use run::run;
pub use run::show;
