use chrono::{DateTime, Utc};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;

use super::written;
use crate::document::read_snapshot;
use crate::model::{
    ClusterId, CommittedOffset, GroupId, GroupSnapshot, GroupState, GroupType, LeftOut,
    NegativeOffset, Offset, OffsetRange, SavedOffset, Snapshot, TopicId, TopicName, TopicPartition,
};

proptest! {
    #[test]
    fn what_is_written_is_read_back(snapshot in snapshots()) {
        prop_assert_eq!(read_snapshot(written(&snapshot).as_bytes()).unwrap(), snapshot);
    }
}

fn snapshots() -> impl Strategy<Value = Snapshot> {
    let times = (0..4_000_000_000_000_i64)
        .prop_map(|ms| DateTime::<Utc>::from_timestamp_millis(ms).unwrap());
    let ids = option::of(any::<String>().prop_map(ClusterId));
    let groups = btree_map(group_ids(), groups(), 0..4);
    (
        times,
        ids,
        any::<bool>(),
        btree_set(
            any::<String>().prop_map(|name| TopicName::from(&*name)),
            0..3,
        ),
        vec(any::<String>(), 0..2),
        vec(left_out(), 0..2),
        groups,
    )
        .prop_map(
            |(created_at, cluster_id, all_topics, visible_topics, incomplete, left_out, groups)| {
                Snapshot {
                    created_at,
                    cluster_id,
                    all_topics,
                    visible_topics,
                    incomplete,
                    left_out,
                    groups,
                }
            },
        )
}

/// Whatever a broker takes for a group's name, the empty one too.
fn group_ids() -> impl Strategy<Value = GroupId> {
    prop_oneof![any::<String>(), Just(String::new())].prop_map(GroupId::new)
}

fn left_out() -> impl Strategy<Value = LeftOut> {
    (group_ids(), any::<String>(), any::<String>()).prop_map(|(id, group_type, reason)| LeftOut {
        id,
        group_type,
        reason,
    })
}

fn groups() -> impl Strategy<Value = GroupSnapshot> {
    let types = prop::sample::select(vec![
        GroupType::Classic,
        GroupType::Consumer,
        GroupType::Simple,
        GroupType::Unknown,
    ]);
    let states = prop::sample::select(vec![
        GroupState::Empty,
        GroupState::Stable,
        GroupState::PreparingRebalance,
        GroupState::CompletingRebalance,
        GroupState::Dead,
        GroupState::Unknown,
    ]);
    let partitions = ("[a-c.]{1,2}", 0..=i32::MAX)
        .prop_map(|(topic, partition)| TopicPartition::new(topic, partition));
    let read = btree_map(partitions, saved_offsets(), 0..5).prop_map(Ok);
    let content = prop_oneof![4 => read, 1 => any::<String>().prop_map(Err)];
    (types, states, content).prop_map(|(group_type, state, content)| GroupSnapshot {
        group_type,
        state,
        error: content.as_ref().err().cloned(),
        offsets: content.unwrap_or_default(),
    })
}

fn saved_offsets() -> impl Strategy<Value = SavedOffset> {
    let offset = || (0..=i64::MAX).prop_map(|value| Offset::new(value).unwrap());
    let commit = (offset(), option::of(0..=i32::MAX), option::of(".{1,8}")).prop_map(
        |(offset, leader_epoch, metadata)| CommittedOffset {
            offset,
            leader_epoch,
            metadata,
        },
    );
    let range = [offset(), offset(), offset()].prop_map(|mut ends| {
        ends.sort();
        OffsetRange {
            log_start: ends[0],
            log_start_epoch: None,
            last_stable: ends[1],
            end: ends[2],
            end_epoch: None,
        }
    });
    let failed = || any::<String>();
    let negative = (i64::MIN..0).prop_map(NegativeOffset::new);
    let committed = prop_oneof![
        option::of(commit).prop_map(|committed| (Ok(committed), None)),
        failed().prop_map(|why| (Err(why), None)),
        negative.prop_map(|negative| (Ok(None), negative)),
    ];
    (
        option::of(any::<String>().prop_map(TopicId)),
        committed,
        prop_oneof![range.prop_map(Ok), failed().prop_map(Err)],
    )
        .prop_map(|(topic_id, (committed, negative), range)| SavedOffset {
            topic_id,
            committed,
            negative,
            range,
        })
}
