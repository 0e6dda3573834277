//! `koffset snapshot`: saves where groups stand, and shows what was saved.

mod args;
mod choose;
mod logs;
mod now;
mod run;
mod scope;
mod show;
mod take;
#[cfg(test)]
mod tests;

pub use args::{ShowArgs, ShowFormat, SnapshotArgs, SnapshotCommand};
pub(super) use choose::{Chosen, choose};
pub(super) use logs::{Logs, Reading};
pub(super) use now::{Absent, positions};
pub use run::run;
pub(super) use scope::Scope;
pub use show::show;
pub(super) use take::{Commits, refuse_unknown};
