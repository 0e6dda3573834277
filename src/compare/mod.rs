//! What differs between two sets of committed offsets: the pure core of `koffset diff`.

mod comparison;
mod diff;
mod pairs;
#[cfg(test)]
mod tests;

pub use comparison::{
    ComparedGroup, Comparison, Count, Difference, GroupSide, Position, Row, Side,
};
pub use diff::{Diff, Origin, Source, Verdict};
pub use pairs::{Pairing, compare};
