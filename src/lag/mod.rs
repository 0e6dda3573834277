//! What rows of lag come to: which are shown and in which order, their sums, the limits that they pass, and what is
//! said of them. The pure core of `koffset lag`.

mod arrange;
mod findings;
mod limits;
mod open;

pub use arrange::{Only, Ranked, SortBy, SummaryBy, Totals};
pub use findings::{Findings, Lines};
pub use limits::{Judgement, Limits};
pub use open::{Hanging, Open};
