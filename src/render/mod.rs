//! Values to bytes: tables, JSON, CSV. Nothing here asks a cluster or a terminal, or calculates.

mod number;
mod snapshot;
mod table;
mod time;
mod words;

pub use number::{absent, grouped, signed};
pub use snapshot::snapshot_table;
pub use table::{Align, Table};
pub use time::ago;
pub use words::{counted, first_few};
