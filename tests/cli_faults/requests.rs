//! How many requests a change takes.

use super::stage::Stage;
use crate::support::proxy::{LIST_OFFSETS, OFFSET_COMMIT, OFFSET_FETCH};

const PARTITIONS: usize = 1_000;

#[test]
fn a_thousand_partitions_are_one_commit_and_a_few_look_ups() {
    let stage = Stage::new();
    stage.empty_topic("orders", PARTITIONS);
    stage.commit("billing", "orders", &[Some(4); PARTITIONS]);
    stage
        .koffset("reset {}billing --topic {}orders --to-earliest --yes --timeout 60s")
        .exits(0)
        .prints("moved 1,000 of 1,000 partitions, read back and equal\n");
    assert_eq!(stage.proxy().count(OFFSET_COMMIT), 1);
    assert_eq!(stage.proxy().count(OFFSET_FETCH), 3);
    let look_ups = stage.proxy().count(LIST_OFFSETS);
    // Both ends and the last stable offset, for the preview and again for the recheck, each in two parts.
    assert!(look_ups <= 12, "{look_ups} ListOffsets requests");
    let committed = stage.offsets("billing", "orders");
    let expected: Vec<_> = (0..1_000).map(|partition| (partition, 0)).collect();
    assert_eq!(committed, expected);
}
