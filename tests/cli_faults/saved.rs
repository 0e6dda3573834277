//! A change that takes a commit and a removal.

use super::stage::Stage;

/// Where the group of [`saved`] stood when it was saved, and stands after [`RESTORE`].
pub const SAVED: [(i32, i64); 1] = [(0, 7)];

pub const RESTORE: &str = "reset --to-snapshot before.json --exact --yes";

/// A group that has moved one partition and committed another since it was saved.
pub fn saved() -> Stage {
    let stage = Stage::new();
    stage.orders(&[10, 10], &[Some(7)]);
    stage
        .koffset("snapshot {}billing --output before.json")
        .exits(0);
    stage.commit("billing", "orders", &[Some(4), Some(4)]);
    stage
}
