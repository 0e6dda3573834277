//! `koffset access`: what the user may do, and what would let it.

mod args;
mod lacking;
mod run;

pub use args::AccessArgs;
pub use lacking::with_lacking;
pub use run::recipe;
pub use run::run;

#[cfg(test)]
mod tests;
