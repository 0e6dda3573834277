//! `koffset snapshot`: saves where groups stand, and shows what was saved.

mod args;
mod run;
mod show;
#[cfg(test)]
mod tests;

pub use args::{ShowArgs, ShowFormat, SnapshotArgs, SnapshotCommand};
pub use run::run;
pub use show::show;
