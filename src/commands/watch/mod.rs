//! `koffset watch`: groups as they go on, on a screen of their own or line by line.

mod args;
mod lines;
mod read;
mod run;
#[cfg(test)]
mod tests;

pub use args::{UntilArg, WatchArgs, WatchFormat};
pub use run::run;
