//! `koffset __complete`: what may be typed next, for the shells' scripts.

mod args;
mod cache;
mod names;
mod run;

pub use args::CompleteArgs;
pub use names::Names;
pub use run::run;
