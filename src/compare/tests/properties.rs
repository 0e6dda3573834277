use std::collections::BTreeSet;

use proptest::collection::btree_map;
use proptest::option;
use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn nothing_differs_from_itself(snapshot in snapshots()) {
        let diff = diff(&snapshot, &snapshot);
        prop_assert!(!diff.comparison.is_different());
        let unread = snapshot.unread().next().is_some();
        prop_assert_eq!(diff.verdict() == Verdict::Unknown, unread);
        prop_assert_eq!(diff.comparison.count().not_compared, 0);
    }

    #[test]
    fn the_other_way_round_the_same_is_found(a in snapshots(), b in snapshots()) {
        let back = compare(&b, &a, Pairing::ByName);
        let mirrored = Comparison {
            groups: back.groups.into_iter().map(mirrored).collect(),
        };
        prop_assert_eq!(compare(&a, &b, Pairing::ByName), mirrored);
    }

    #[test]
    fn the_deltas_of_both_ways_differ_by_their_sign(a in snapshots(), b in snapshots()) {
        let deltas = |a, b| -> Vec<Option<i64>> {
            let groups = compare(a, b, Pairing::ByName).groups.into_iter();
            groups.flat_map(|group| group.rows.into_values()).map(|row| row.delta()).collect()
        };
        let back = deltas(&b, &a).into_iter().map(|delta| delta.map(|delta| -delta));
        prop_assert_eq!(deltas(&a, &b), back.collect::<Vec<_>>());
    }

    #[test]
    fn every_commit_of_a_side_is_counted_once(a in snapshots(), b in snapshots()) {
        let mut partitions = BTreeSet::new();
        for (id, group) in a.groups.iter().chain(&b.groups) {
            let held = group.offsets.iter().filter(|(_, saved)| saved.committed != Ok(None));
            partitions.extend(held.map(|(at, _)| (id, at)));
        }
        let count = compare(&a, &b, Pairing::ByName).count();
        let counted = count.different + count.unknown + count.equal + count.not_compared;
        // A group that could not be read hides even what the other side has no commit in.
        let hidden = |side: &Snapshot| side.groups.values().any(|group| group.error.is_some());
        if hidden(&a) || hidden(&b) {
            prop_assert!(counted >= partitions.len());
        } else {
            prop_assert_eq!(counted, partitions.len());
        }
    }
}

fn mirrored(group: ComparedGroup) -> ComparedGroup {
    let turned = |what: Difference| match what {
        Difference::OnlyInA => Difference::OnlyInB,
        Difference::OnlyInB => Difference::OnlyInA,
        same => same,
    };
    let row = |row: Row| Row {
        a: row.b,
        b: row.a,
        differences: row.differences.into_iter().map(turned).collect(),
    };
    let rows = group.rows.into_iter();
    ComparedGroup {
        a: group.b,
        b: group.a,
        rows: rows.map(|(at, of)| (at, row(of))).collect(),
        ..group
    }
}

fn snapshots() -> impl Strategy<Value = Snapshot> {
    let ids = prop::sample::select(vec![None, Some("here"), Some("there")]);
    let groups = btree_map("[a-c]".prop_map(GroupId::new), groups(), 0..3);
    (ids, any::<bool>(), groups).prop_map(|(id, all_topics, groups)| Snapshot {
        cluster_id: id.map(|id| ClusterId(id.to_owned())),
        all_topics,
        groups,
        ..snapshot()
    })
}

fn groups() -> impl Strategy<Value = GroupSnapshot> {
    let partitions = ("[xy]", 0..3).prop_map(|(topic, at)| TopicPartition::new(topic, at));
    let read = btree_map(partitions, positions(), 0..5).prop_map(Ok);
    prop_oneof![6 => read, 1 => Just(Err("unreadable".to_owned()))].prop_map(
        |read: Result<_, String>| GroupSnapshot {
            error: read.as_ref().err().cloned(),
            offsets: read.unwrap_or_default(),
            ..group(&[])
        },
    )
}

/// Few values, so that equal ones meet.
fn positions() -> impl Strategy<Value = SavedOffset> {
    let commit = (0..3_i64, option::of(0..2), option::of("[mn]")).prop_map(
        |(offset, leader_epoch, metadata)| CommittedOffset {
            offset: Offset::new(offset).unwrap(),
            leader_epoch,
            metadata,
        },
    );
    let committed = prop_oneof![
        6 => option::of(commit).prop_map(Ok),
        1 => Just(Err("pending".to_owned())),
    ];
    let ids = prop::sample::select(vec![None, Some("first"), Some("second")]);
    (committed, ids).prop_map(|(committed, id)| of_topic(id, saved(committed)))
}
