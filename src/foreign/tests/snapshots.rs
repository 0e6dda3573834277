use chrono::DateTime;

use super::*;
use crate::model::{CommittedOffset, GroupSnapshot, GroupState, GroupType, SavedOffset, Snapshot};

type Saved = Result<Option<CommittedOffset>, String>;

/// What was saved of groups, in partitions of `orders` from 0 on.
fn snapshot(groups: &[(&str, &[Saved])]) -> Snapshot {
    let saved = |committed: &Saved| SavedOffset {
        topic_id: None,
        committed: committed.clone(),
        negative: None,
        range: Err("not recorded".to_owned()),
    };
    let offsets = |rows: &[_]| {
        let rows = (0..).zip(rows);
        rows.map(|(partition, row)| (TopicPartition::new("orders", partition), saved(row)))
            .collect()
    };
    let group = |rows: &[_]| GroupSnapshot {
        group_type: GroupType::Classic,
        state: GroupState::Empty,
        error: None,
        offsets: offsets(rows),
    };
    Snapshot {
        created_at: DateTime::UNIX_EPOCH,
        cluster_id: None,
        all_topics: true,
        incomplete: Vec::new(),
        groups: groups
            .iter()
            .map(|(id, rows)| (GroupId::new(*id), group(rows)))
            .collect(),
    }
}

fn at(offset: i64) -> CommittedOffset {
    CommittedOffset::at(Offset::new(offset).unwrap())
}

#[test]
fn the_offsets_of_a_snapshot_stay_and_the_rest_is_counted() {
    let with_more = CommittedOffset {
        leader_epoch: Some(3),
        metadata: Some("note".to_owned()),
        ..at(17)
    };
    let snapshot = snapshot(&[("billing", &[Ok(Some(with_more)), Ok(None), Ok(Some(at(4)))])]);
    let (file, losses) = of_snapshot(&snapshot, Format::Rpk).unwrap();
    assert_eq!(file.write().unwrap(), "orders 0 17\norders 2 4\n");
    let expected = Losses {
        metadata: 1,
        epochs: 1,
        uncommitted: 1,
        bare_groups: 0,
        group_name: true,
    };
    assert_eq!(losses, expected);
}

#[test]
fn groups_without_commits_are_counted_beside_others() {
    let snapshot = snapshot(&[
        ("a", &[Ok(Some(at(1)))]),
        ("b", &[Ok(Some(at(2)))]),
        ("c", &[]),
    ]);
    let (file, losses) = of_snapshot(&snapshot, Format::KafkaGroupsCsv).unwrap();
    assert_eq!(
        file.write().unwrap(),
        "\"a\",\"orders\",0,1\n\"b\",\"orders\",0,2\n"
    );
    assert_eq!(losses.bare_groups, 1);
    assert!(!losses.group_name);
}

#[test]
fn what_a_format_cannot_hold_is_refused() {
    let refused =
        |snapshot: &Snapshot, format| of_snapshot(snapshot, format).unwrap_err().to_string();
    let two = snapshot(&[("a", &[Ok(Some(at(1)))]), ("b", &[Ok(Some(at(2)))])]);
    assert_eq!(
        refused(&two, Format::Kcl),
        "kcl's JSON cannot hold 2 groups"
    );
    let none = snapshot(&[("a", &[Ok(None)])]);
    assert_eq!(
        refused(&none, Format::Kcl),
        "there is no commit to write, and kcl's JSON cannot be empty"
    );
    let control = snapshot(&[("a\tb", &[Ok(Some(at(1)))])]);
    let said = refused(&control, Format::KafkaGroupsCsv);
    assert!(said.starts_with("group \"a\\tb\": "), "{said}");
}

#[test]
fn a_commit_that_could_not_be_read_is_never_left_out() {
    let pending = || Err("pending".to_owned());
    let snapshot = snapshot(&[("a", &[Ok(Some(at(1))), pending()])]);
    assert_eq!(
        of_snapshot(&snapshot, Format::Rpk).unwrap_err().to_string(),
        "the snapshot is partial, which rpk's text cannot tell: group a: orders:1: pending"
    );
}
