//! `koffset watch`: groups as they go on, on a screen of their own or line by line.

mod args;
mod browse;
mod entry;
mod lines;
mod picture;
mod run;
mod screen;
#[cfg(test)]
mod tests;

pub use args::{WatchArgs, WatchFormat};
pub use run::run;
