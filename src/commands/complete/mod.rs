//! `koffset __complete`: what may be typed next, for the shells' scripts.

mod args;
mod cache;
mod cluster_names;
mod names;
mod run;

pub use args::CompleteArgs;
pub use cluster_names::ClusterNames;
pub use names::Names;
pub use run::run;
