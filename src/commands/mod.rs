//! The imperative shell: one file or folder per subcommand, its arguments and its run.

pub mod access;
pub mod apply;
pub mod apply_plan;
#[cfg(test)]
mod captured;
pub mod change;
pub mod complete;
pub mod completions;
pub mod context;
pub mod convert;
pub mod copy;
pub mod count;
pub mod delete_offsets;
pub mod diff;
pub mod group;
pub mod journal;
pub mod journal_folder;
pub mod lag;
pub mod man;
pub mod offsets_file;
pub mod options;
pub mod output;
pub mod plan_file;
pub mod range;
pub mod record;
pub mod reset;
pub mod schema;
pub mod scope;
pub mod seek;
pub mod select;
mod session;
pub mod settings;
pub mod snapshot;
mod transactions;
pub mod undo;
pub mod watch;

pub use session::{Asking, Session};
