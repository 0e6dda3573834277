//! `koffset __complete`: what may be typed next, for the shells' scripts.

mod cache;
mod names;
mod run;

pub use names::ClusterNames;
pub use names::Names;
pub use run::CompleteArgs;
pub use run::run;
