//! `koffset group`: groups themselves.

mod delete;
mod describe;
mod list;

pub use delete::{GroupDeleteArgs, delete};
pub use describe::{GroupDescribeArgs, describe};
pub use list::{GroupListArgs, list};

/// Groups themselves
#[derive(Clone, Debug, clap::Subcommand)]
pub enum GroupCommand {
    List(GroupListArgs),
    Describe(GroupDescribeArgs),
    Delete(GroupDeleteArgs),
}
