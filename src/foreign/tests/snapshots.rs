use std::collections::BTreeSet;

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
        visible_topics: BTreeSet::new(),
        incomplete: Vec::new(),
        left_out: Vec::new(),
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
    let (file, losses) = of_snapshot(&snapshot, Format::Rpk, &BTreeSet::new()).unwrap();
    assert_eq!(file.write().unwrap(), "orders 0 17\norders 2 4\n");
    let expected = Losses {
        metadata: 1,
        epochs: 1,
        uncommitted: 1,
        bare_groups: 0,
        group_name: true,
        left_out: Vec::new(),
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
    let (file, losses) = of_snapshot(&snapshot, Format::KafkaGroupsCsv, &BTreeSet::new()).unwrap();
    assert_eq!(
        file.write().unwrap(),
        "\"a\",\"orders\",0,1\n\"b\",\"orders\",0,2\n"
    );
    assert_eq!(losses.bare_groups, 1);
    assert!(!losses.group_name);
}

#[test]
fn what_a_format_cannot_hold_is_refused() {
    let refused = |snapshot: &Snapshot, format| {
        let named = snapshot.groups.keys().cloned().collect();
        let error = of_snapshot(snapshot, format, &named).unwrap_err();
        error.to_string()
    };
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
    let broken = snapshot(&[("a\nb", &[Ok(Some(at(1)))])]);
    assert_eq!(
        refused(&broken, Format::KafkaGroupsCsv),
        "group a\\nb: Kafka's CSV cannot hold the line break in its name"
    );
}

#[test]
fn a_group_that_a_format_cannot_hold_is_left_out_where_it_was_not_named() {
    let snapshot = snapshot(&[
        ("a\nb", &[Ok(Some(at(1)))]),
        ("c\td", &[Ok(Some(at(2)))]),
        ("", &[Ok(Some(at(3)))]),
    ]);
    let (file, losses) = of_snapshot(&snapshot, Format::KafkaGroupsCsv, &BTreeSet::new()).unwrap();
    assert_eq!(
        file.write().unwrap(),
        "\"\",\"orders\",0,3\n\"c\td\",\"orders\",0,2\n"
    );
    let left_out: Vec<_> = losses
        .left_out
        .iter()
        .map(|group| group.id.as_str())
        .collect();
    assert_eq!(left_out, ["a\nb"]);
}

#[test]
fn a_commit_that_could_not_be_read_is_never_left_out() {
    let pending = || Err("pending".to_owned());
    let snapshot = snapshot(&[("a", &[Ok(Some(at(1))), pending()])]);
    assert_eq!(
        of_snapshot(&snapshot, Format::Rpk, &BTreeSet::new())
            .unwrap_err()
            .to_string(),
        "the snapshot is partial, which rpk's text cannot tell: group a: orders:1: pending"
    );
}
