//! `koffset man`: the help of every command as a manual page.

mod page;
mod write;

pub use write::{ManArgs, run};
