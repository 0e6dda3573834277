//! `koffset reset`: one rule for many partitions.

mod args;
mod foreign;
mod run;
mod saved;

pub use args::ResetArgs;
pub use run::run;
