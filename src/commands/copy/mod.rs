//! `koffset copy`: where one group stands, for another.

mod args;
mod run;
#[cfg(test)]
mod tests;

pub use args::CopyArgs;
pub use run::run;
