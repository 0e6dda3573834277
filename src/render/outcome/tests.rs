use std::collections::BTreeMap;

use super::*;
use crate::model::{ErrorCode, GroupId, KafkaError, Offset, TopicPartition};
use crate::plan::{GroupOutcome, Removal};
use Status::{Applied, Failed, Unchanged, Unknown};

const MOVE: Option<CommittedOffset> = Some(CommittedOffset {
    offset: Offset::ZERO,
    leader_epoch: None,
    metadata: None,
});
const DELETION: Option<CommittedOffset> = None;

/// The sentence of an outcome in which these were asked for and ended so.
fn told(rows: &[(Option<CommittedOffset>, Status)]) -> String {
    let row = |(requested, status): &(Option<CommittedOffset>, Status)| PartitionOutcome {
        before: MOVE,
        requested: requested.clone(),
        read_back: Ok(requested.clone()),
        status: *status,
        error: None,
        late_copy: None,
    };
    let partitions = (0..).map(|number| TopicPartition::new("orders", number));
    let group = GroupOutcome {
        partitions: partitions.zip(rows.iter().map(row)).collect(),
        removal: None,
    };
    let groups = BTreeMap::from([(GroupId::new("billing"), group)]);
    sentence(&Outcome { groups })
}

#[test]
fn a_deletion_is_no_move() {
    let all = "read back and equal";
    let moved = [(MOVE, Applied), (MOVE, Applied), (DELETION, Unchanged)];
    assert_eq!(told(&moved), format!("moved 2 of 2 partitions, {all}"));
    let deleted = [(DELETION, Applied), (MOVE, Unchanged)];
    assert_eq!(told(&deleted), "deleted 1 of 1 commit, read back and gone");
    let both = [(MOVE, Applied), (DELETION, Applied), (MOVE, Applied)];
    let expected = format!("moved 2 and deleted 1 of 3 commits, {all}");
    assert_eq!(told(&both), expected);
}

#[test]
fn what_was_not_done_is_counted() {
    let refused = [(DELETION, Failed), (MOVE, Failed)];
    assert_eq!(told(&refused), "moved none and deleted none of 2 commits");
    let partial = [(DELETION, Failed), (MOVE, Applied)];
    let expected = "moved 1 and deleted 0 of 2 commits, 1 not changed";
    assert_eq!(told(&partial), expected);
    let unknown = [(DELETION, Unknown), (DELETION, Failed)];
    let expected = "deleted 0 of 2 commits, 1 not deleted, 1 not known";
    assert_eq!(told(&unknown), expected);
    assert_eq!(told(&[(MOVE, Unchanged)]), "nothing to do");
}

/// A group with two commits that was to be deleted, and how that ended.
fn removal(status: Status) -> GroupOutcome {
    let error = (status != Applied).then(|| KafkaError::new(ErrorCode::TIMED_OUT, "no answer"));
    let row = PartitionOutcome {
        before: MOVE,
        requested: None,
        read_back: Ok(None),
        status,
        error: error.clone(),
        late_copy: None,
    };
    let partitions = [0, 1].map(|number| TopicPartition::new("orders", number));
    GroupOutcome {
        removal: Some(Removal {
            status,
            error,
            late_copy: None,
        }),
        partitions: partitions.map(|at| (at, row.clone())).into(),
    }
}

fn of_groups(statuses: &[Status]) -> String {
    let ids = ["audit", "billing"].map(GroupId::new).into_iter();
    let groups = ids.zip(statuses.iter().copied().map(removal));
    outcome(&Outcome {
        groups: groups.collect(),
    })
    .to_string()
}

#[test]
fn deleted_groups_are_counted_and_not_their_commits() {
    let both = of_groups(&[Applied, Applied]);
    assert_eq!(both, "deleted 2 of 2 groups, read back and gone\n");
    let one = of_groups(&[Applied, Failed]);
    assert!(
        one.ends_with("deleted 1 of 2 groups, 1 not deleted\n"),
        "{one}"
    );
    let none = of_groups(&[Failed]);
    assert!(none.ends_with("deleted none of 1 group\n"), "{none}");
}

#[test]
fn a_group_that_is_still_there_is_one_row_and_not_one_for_each_commit() {
    let text = of_groups(&[Unknown]);
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 3, "{text}");
    assert!(rows[1].contains("audit  -"), "{text}");
    assert!(rows[1].ends_with("no answer"), "{text}");
}
