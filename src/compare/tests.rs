mod properties;

use std::collections::BTreeSet;

use chrono::DateTime;

use super::*;
use crate::model::{
    ClusterId, CommittedOffset, GroupId, GroupSnapshot, GroupState, GroupType, Offset, SavedOffset,
    Snapshot, TopicId, TopicPartition,
};

/// A snapshot of all topics of cluster `here`, without groups.
fn snapshot() -> Snapshot {
    Snapshot {
        created_at: DateTime::from_timestamp(1_795_204_800, 0).unwrap(),
        cluster_id: Some(ClusterId("here".to_owned())),
        all_topics: true,
        visible_topics: BTreeSet::new(),
        incomplete: Vec::new(),
        left_out: Vec::new(),
        groups: [].into(),
    }
}

fn group(offsets: &[(i32, SavedOffset)]) -> GroupSnapshot {
    let offsets = offsets.iter();
    GroupSnapshot {
        group_type: GroupType::Classic,
        state: GroupState::Empty,
        error: None,
        offsets: offsets
            .map(|(partition, saved)| (TopicPartition::new("orders", *partition), saved.clone()))
            .collect(),
    }
}

/// A snapshot of group billing, which stands so in these partitions of orders.
fn billing(offsets: &[(i32, SavedOffset)]) -> Snapshot {
    with("billing", group(offsets))
}

fn with(id: &str, group: GroupSnapshot) -> Snapshot {
    Snapshot {
        groups: [(GroupId::new(id), group)].into(),
        ..snapshot()
    }
}

fn saved(committed: Result<Option<CommittedOffset>, String>) -> SavedOffset {
    SavedOffset {
        topic_id: Some(TopicId("first".to_owned())),
        committed,
        negative: None,
        range: Err("not read".to_owned()),
    }
}

fn at(offset: i64) -> SavedOffset {
    saved(Ok(Some(CommittedOffset::at(Offset::new(offset).unwrap()))))
}

fn none() -> SavedOffset {
    saved(Ok(None))
}

fn unread() -> SavedOffset {
    saved(Err("pending".to_owned()))
}

fn of_topic(id: Option<&str>, saved: SavedOffset) -> SavedOffset {
    SavedOffset {
        topic_id: id.map(|id| TopicId(id.to_owned())),
        ..saved
    }
}

fn diff(a: &Snapshot, b: &Snapshot) -> Diff {
    Diff::new((Source::Live, a), (Source::Live, b), Pairing::ByName)
}

/// The rows of the first group, each as its partition, delta and differences.
fn rows(diff: &Diff) -> Vec<(i32, Option<i64>, Vec<Difference>)> {
    let rows = diff.comparison.groups[0].rows.iter();
    rows.map(|(at, row)| {
        let differences = row.differences.iter().copied().collect();
        (at.partition, row.delta(), differences)
    })
    .collect()
}

#[test]
fn each_field_of_a_commit_that_differs_is_told() {
    let mut other = at(7);
    other.committed = Ok(Some(CommittedOffset {
        offset: Offset::new(5).unwrap(),
        leader_epoch: Some(3),
        metadata: Some("noted".to_owned()),
    }));
    let diff = diff(
        &billing(&[(0, at(7)), (1, at(1))]),
        &billing(&[(0, other), (1, at(1))]),
    );
    let all = vec![
        Difference::Offset,
        Difference::LeaderEpoch,
        Difference::Metadata,
    ];
    assert_eq!(rows(&diff), [(0, Some(-2), all)]);
    assert_eq!(diff.verdict(), Verdict::Different);
    assert_eq!(diff.comparison.count().equal, 1);
}

#[test]
fn a_partition_without_a_commit_is_the_same_as_one_that_is_absent() {
    let equal = diff(
        &billing(&[(0, none()), (1, none())]),
        &billing(&[(1, none())]),
    );
    assert_eq!(equal.verdict(), Verdict::Equal);
    assert_eq!(equal.comparison.count(), Count::default());
    let different = diff(
        &billing(&[(0, at(1))]),
        &billing(&[(0, none()), (1, at(1))]),
    );
    let expected = [
        (0, None, vec![Difference::OnlyInA]),
        (1, None, vec![Difference::OnlyInB]),
    ];
    assert_eq!(rows(&different), expected);
}

#[test]
fn a_topic_that_was_created_again_differs_at_the_same_offset() {
    let again = of_topic(Some("second"), at(5));
    let recreated = diff(&billing(&[(0, at(5))]), &billing(&[(0, again)]));
    assert_eq!(rows(&recreated), [(0, Some(0), vec![Difference::Topic])]);
    let gone = of_topic(Some("second"), none());
    let gone = diff(&billing(&[(0, at(5))]), &billing(&[(0, gone)]));
    let expected = vec![Difference::OnlyInA, Difference::Topic];
    assert_eq!(rows(&gone), [(0, None, expected)]);
}

#[test]
fn a_topic_id_that_a_side_does_not_know_is_no_difference_and_is_said() {
    let diff = diff(
        &billing(&[(0, at(5))]),
        &billing(&[(0, of_topic(None, at(5)))]),
    );
    assert_eq!(diff.verdict(), Verdict::Equal);
    assert_eq!(diff.comparison.count().untold_topics, 1);
    assert!(
        diff.notes[0].contains("does not know the topic id"),
        "{:?}",
        diff.notes
    );
}

#[test]
fn snapshots_of_two_clusters_are_compared_without_topic_ids_and_it_is_said() {
    let there = Snapshot {
        cluster_id: Some(ClusterId("there".to_owned())),
        ..billing(&[(0, of_topic(Some("second"), at(5)))])
    };
    let diff = diff(&billing(&[(0, at(5))]), &there);
    assert_eq!(diff.verdict(), Verdict::Equal);
    let said = ["a is of cluster here and b of cluster there: topic ids are not compared"];
    assert_eq!(diff.notes, said);
}

#[test]
fn clusters_without_an_id_cannot_be_told_apart_and_it_is_said() {
    let nameless = Snapshot {
        cluster_id: None,
        ..billing(&[])
    };
    let said = ["it cannot be told whether a and b are of the same cluster"];
    assert_eq!(diff(&nameless, &nameless).notes, said);
}

#[test]
fn what_could_not_be_read_is_unknown_whatever_else_differs() {
    let a = billing(&[(0, unread()), (1, at(1)), (2, unread())]);
    let b = billing(&[(0, at(1)), (1, at(2))]);
    let diff = diff(&a, &b);
    let expected = [
        (0, None, vec![Difference::Unknown]),
        (1, Some(1), vec![Difference::Offset]),
        (2, None, vec![Difference::Unknown]),
    ];
    assert_eq!(rows(&diff), expected);
    assert_eq!(diff.verdict(), Verdict::Unknown);
    let said = [
        "a: group billing: orders:0: pending",
        "a: group billing: orders:2: pending",
    ];
    assert_eq!(diff.incomplete, said);
}

#[test]
fn a_group_that_could_not_be_read_makes_each_partition_of_the_other_unknown() {
    let failed = GroupSnapshot {
        error: Some("not authorized".to_owned()),
        ..group(&[])
    };
    let diff = diff(&billing(&[(0, at(1))]), &with("billing", failed));
    assert_eq!(rows(&diff), [(0, None, vec![Difference::Unknown])]);
    assert_eq!(diff.incomplete, ["b: group billing: not authorized"]);
}

#[test]
fn what_a_side_could_not_list_leaves_the_verdict_open() {
    let gap = Snapshot {
        incomplete: vec!["broker 2 did not answer".to_owned()],
        ..billing(&[])
    };
    let diff = diff(&billing(&[]), &gap);
    assert_eq!(diff.verdict(), Verdict::Unknown);
    assert_eq!(diff.incomplete, ["b: broker 2 did not answer"]);
}

#[test]
fn what_a_snapshot_says_itself_of_an_unread_commit_is_not_said_twice() {
    let mut partial = billing(&[(0, unread())]);
    partial.incomplete = partial.unread().collect();
    let said = ["a: group billing: orders:0: pending"];
    assert_eq!(diff(&partial, &billing(&[])).incomplete, said);
}

#[test]
fn what_lies_outside_the_topics_of_a_side_is_not_compared_and_is_counted() {
    let some = Snapshot {
        all_topics: false,
        ..billing(&[(0, at(1))])
    };
    let diff = diff(
        &some,
        &billing(&[(0, at(1)), (1, at(9)), (2, none()), (3, unread())]),
    );
    assert_eq!(diff.verdict(), Verdict::Equal);
    assert_eq!(diff.comparison.count().not_compared, 2);
    let said = [
        "a is of some topics only: what lies outside them is not compared",
        "partitions not compared, with a commit on the other side: 2",
    ];
    assert_eq!(diff.notes, said);
}

#[test]
fn a_group_of_one_side_only_is_a_difference_even_without_commits() {
    let diff = diff(&billing(&[]), &snapshot());
    assert_eq!(diff.verdict(), Verdict::Different);
    let only: Vec<_> = diff
        .comparison
        .only_in(Side::A)
        .map(|group| group.id.as_str())
        .collect();
    assert_eq!(only, ["billing"]);
}

#[test]
fn type_and_state_are_no_difference() {
    let other = GroupSnapshot {
        group_type: GroupType::Simple,
        state: GroupState::Stable,
        ..group(&[(0, at(1))])
    };
    let diff = diff(&billing(&[(0, at(1))]), &with("billing", other));
    assert_eq!(diff.verdict(), Verdict::Equal);
}

#[test]
fn two_single_groups_are_compared_whatever_their_names() {
    let green = with("green", group(&[(0, at(1))]));
    let blue = billing(&[(0, at(4))]);
    let comparison = compare(&blue, &green, Pairing::OneToOne);
    assert_eq!(comparison.groups.len(), 1);
    assert_eq!(comparison.groups[0].rows.len(), 1);
    assert_eq!(compare(&blue, &green, Pairing::ByName).groups.len(), 2);
}
