use super::*;
use crate::model::{ErrorCode, GroupId, KafkaError, Offset, TopicPartition};
use crate::plan::{GroupOutcome, Removal};

/// A row that was to be moved or deleted, and how it ended.
fn row(moves: bool, status: Status) -> PartitionOutcome {
    let there = Some(CommittedOffset::at(Offset::ZERO));
    let failed = matches!(status, Status::Failed | Status::Unknown);
    PartitionOutcome {
        before: there.clone(),
        requested: there.filter(|_| moves),
        read_back: Ok(None),
        status,
        error: failed.then(error),
    }
}

fn error() -> KafkaError {
    KafkaError::new(ErrorCode::TIMED_OUT, "no answer")
}

fn of(removal: Option<Status>, rows: &[(bool, Status)]) -> GroupOutcome {
    let rows = (0..).zip(rows);
    let rows =
        rows.map(|(p, (moves, status))| (TopicPartition::new("orders", p), row(*moves, *status)));
    GroupOutcome {
        removal: removal.map(|status| Removal {
            status,
            error: (status != Status::Applied).then(error),
        }),
        partitions: rows.collect(),
    }
}

/// The last line for these groups.
fn told(groups: &[GroupOutcome]) -> String {
    let named = groups.iter().zip(["audit", "billing"]);
    let groups = named.map(|(group, id)| (GroupId::new(id), group.clone()));
    let text = outcome(&Outcome {
        groups: groups.collect(),
    });
    text.lines().last().unwrap().to_owned()
}

const APPLIED: [Status; 2] = [Status::Applied, Status::Applied];

#[test]
fn a_change_that_moves_and_deletes_counts_both() {
    let [done, _] = APPLIED;
    let mixed = |last| told(&[of(None, &[(true, done), (true, done), (false, last)])]);
    let all = "moved 2, deleted 1 of 3 partitions, read back and equal";
    assert_eq!(mixed(done), all);
    let partial = "moved 2, deleted 0 of 3 partitions, 1 not changed";
    assert_eq!(mixed(Status::Failed), partial);
    let unknown = "moved 2, deleted 0 of 3 partitions, 0 not changed, 1 not known";
    assert_eq!(mixed(Status::Unknown), unknown);
    let none = told(&[of(None, &[(true, Status::Failed), (false, Status::Failed)])]);
    assert_eq!(none, "changed none of 2 partitions");
}

#[test]
fn deleted_commits_are_counted_with_their_groups() {
    let groups = APPLIED.map(|status| of(None, &[(false, status), (false, status)]));
    let all = "deleted 4 commits of 2 groups, read back and gone";
    assert_eq!(told(&groups), all);
    let kept = of(None, &[(false, Status::Unchanged)]);
    assert_eq!(told(&[kept]), "nothing to do");
}

#[test]
fn deleted_groups_are_counted_with_their_commits() {
    let gone = of(Some(Status::Applied), &[(false, Status::Applied)]);
    let all = "deleted 1 group with 1 commit, read back and gone";
    assert_eq!(told(&[gone.clone()]), all);
    let stays = of(Some(Status::Failed), &[(false, Status::Failed)]);
    let partial = told(&[gone, stays.clone()]);
    assert_eq!(partial, "deleted 1 of 2 groups, 1 not deleted");
    assert_eq!(told(&[stays]), "deleted none of 1 group");
}

#[test]
fn a_group_that_is_still_there_is_one_row_and_not_one_for_each_commit() {
    let rows = [(false, Status::Unknown), (false, Status::Unknown)];
    let groups = [(GroupId::new("billing"), of(Some(Status::Unknown), &rows))];
    let text = outcome(&Outcome {
        groups: groups.into(),
    });
    let text = anstream::adapter::strip_str(&text).to_string();
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 3, "{text}");
    assert!(rows[1].starts_with("? billing  -"), "{text}");
    assert!(rows[1].ends_with("no answer"), "{text}");
}
