//! `koffset reset`: one rule for many partitions.

mod args;
mod foreign;
mod run;
mod saved;
mod scope;

pub use args::ResetArgs;
pub use run::run;
