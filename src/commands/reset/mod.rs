//! `koffset reset`: one rule for many partitions.

mod args;
mod ask;
mod run;

pub use args::ResetArgs;
pub use run::run;
