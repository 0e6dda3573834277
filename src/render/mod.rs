//! Values to bytes: tables, JSON, CSV. Nothing here asks a cluster or a terminal, or calculates.

mod csv;
mod json;
mod number;
mod range;
mod snapshot;
mod table;
mod time;
mod words;

pub use json::{json, json_lines};
pub use number::{absent, grouped, signed};
pub use range::{range_csv, range_offsets, range_table, totals_csv, totals_table};
pub use snapshot::snapshot_table;
pub use table::{Align, Table};
pub use time::ago;
pub use words::{counted, first_few};
