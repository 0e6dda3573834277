//! Values to bytes: tables, JSON, CSV. Nothing here asks a cluster or a terminal, or calculates.

mod number;
mod table;
mod time;

pub use number::{absent, grouped, signed};
pub use table::{Align, Table};
pub use time::ago;
