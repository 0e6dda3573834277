//! `koffset count`: how many records lie between two times or offsets.

mod args;
mod bounds;
mod report;
mod run;
#[cfg(test)]
mod tests;

pub use args::{CountArgs, CountFormat};
pub use bounds::bounds;
pub use run::run;
