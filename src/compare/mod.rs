//! What differs between two sets of committed offsets, or two counts: the pure core of `koffset diff`.

mod comparison;
mod count_diff;
mod counted;
mod diff;
mod pairs;
#[cfg(test)]
mod tests;

pub use comparison::{
    ComparedGroup, Comparison, Count, Difference, GroupSide, Position, Row, Side,
};
pub use count_diff::{CountDiff, CountOrigin};
pub use counted::{ComparedTopic, CountDifference, CountPair, Pair};
pub use diff::{Diff, Origin, Source, Verdict};
pub use pairs::{Pairing, compare};
