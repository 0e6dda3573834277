//! `koffset reset`: one rule for many partitions.

mod args;
mod ask;

pub use args::ResetArgs;
pub use ask::ask;
