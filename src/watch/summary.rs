use std::time::Duration;

use super::CatchUp;
use crate::model::LagTotal;

/// What the partitions of one group come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub total: LagTotal,
    /// The sums over the partitions of which the offset is known, in offsets per second; `None` where a rate of
    /// them is not.
    pub consumed: Option<f64>,
    pub produced: Option<f64>,
    /// Whether the offsets of some partition could not be read, so that its rates are missing in the sums.
    pub is_partial: bool,
    /// When the last of the partitions is read to its end.
    pub catch_up: CatchUp,
    /// When the first of the partitions loses what was not committed.
    pub to_loss: Option<Duration>,
}
