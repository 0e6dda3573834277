//! `koffset group`: groups themselves.

mod delete;

pub use delete::{GroupDeleteArgs, delete};

/// Groups themselves
#[derive(Clone, Debug, clap::Subcommand)]
pub enum GroupCommand {
    Delete(GroupDeleteArgs),
}
