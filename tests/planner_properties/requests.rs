//! Requests of every kind.

use std::collections::BTreeMap;

use koffset::model::{ClusterId, GroupId, TopicPartition};
use koffset::plan::{NoRecordAfter, Note, OutOfRange, Policy, Request, Source, Target, Wanted};
use proptest::array::{uniform2, uniform3, uniform4};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::worlds::{GROUPS, moments, offsets, partitions, positions, topic_ids};

pub type Wants = BTreeMap<GroupId, BTreeMap<TopicPartition, Wanted>>;

/// Any target, and whatever a file or another group can ask for.
pub fn requests() -> impl Strategy<Value = Request> {
    (wants(wanted()), sources(), policies())
        .prop_map(|(groups, source, policy)| request(groups, source, policy))
}

/// What a `reset` or a `seek` can be told on its command line.
pub fn resets() -> impl Strategy<Value = Request> {
    let wanted = wants(targets().prop_map(Wanted::Target).boxed());
    (wanted, policies()).prop_map(|(groups, policy)| request(groups, Source::Operator, policy))
}

pub fn request(groups: Wants, source: Source, policy: Policy) -> Request {
    Request {
        command: "reset",
        remove_groups: false,
        undoes: None,
        description: "somewhere".to_owned(),
        as_of: None,
        source,
        groups,
        policy,
        gaps: Vec::new(),
        left_out: Vec::new(),
    }
}

pub fn targets() -> BoxedStrategy<Target> {
    let distances = || prop_oneof![4 => 0..30_u64, 1 => Just(i64::MAX as u64), 1 => any::<u64>()];
    let shifts = prop_oneof![
        4 => -30..30_i64,
        1 => select(vec![i64::MIN, i64::MIN + 1, -i64::MAX / 2, i64::MAX - 1, i64::MAX]),
        1 => any::<i64>(),
    ];
    prop_oneof![
        distances().prop_map(|plus| Target::Earliest { plus }),
        distances().prop_map(|minus| Target::Latest { minus }),
        offsets().prop_map(Target::Exact),
        shifts.prop_map(Target::Shift),
        select(moments().to_vec()).prop_map(Target::At),
        Just(Target::Current),
    ]
    .boxed()
}

fn wanted() -> BoxedStrategy<Wanted> {
    let restored = (positions(), topic_ids()).prop_map(|(committed, topic_id)| Wanted::Restored {
        committed,
        topic_id,
    });
    let mapped = positions().prop_map(|committed| Wanted::Mapped {
        committed,
        topic: "clicks".into(),
    });
    prop_oneof![
        10 => targets().prop_map(Wanted::Target),
        4 => restored,
        2 => mapped,
        1 => Just(Wanted::NoSource),
        1 => Just(Wanted::SavedUnreadable("not authorised".to_owned())),
        1 => Just(Wanted::Stay(Note::NothingSaved)),
        1 => Just(Wanted::NoCommit { topic_id: None }),
    ]
    .boxed()
}

fn wants(wanted: BoxedStrategy<Wanted>) -> impl Strategy<Value = Wants> {
    uniform2(option::weighted(0.7, uniform4(option::of(wanted)))).prop_map(|groups| {
        let named = GROUPS.into_iter().zip(groups);
        let group = |(id, wanted): (&str, Option<[Option<Wanted>; 4]>)| {
            let rows = partitions().into_iter().zip(wanted?);
            let rows = rows.filter_map(|(at, wanted)| Some((at, wanted?)));
            Some((GroupId::new(id), rows.collect()))
        };
        named.filter_map(group).collect()
    })
}

fn sources() -> impl Strategy<Value = Source> {
    let id = option::of(select(vec!["here", "there"]));
    let saved = id.prop_map(|id| Source::Saved(id.map(|id| ClusterId(id.to_owned()))));
    prop_oneof![Just(Source::Operator), saved]
}

pub fn policies() -> impl Strategy<Value = Policy> {
    let out_of_range = select(vec![OutOfRange::Refuse, OutOfRange::Clamp]);
    let no_record_after = select(vec![
        NoRecordAfter::End,
        NoRecordAfter::Skip,
        NoRecordAfter::Refuse,
    ]);
    (out_of_range, no_record_after, uniform3(any::<bool>())).prop_map(
        |(out_of_range, no_record_after, [skip_uncommitted, only_missing, create_group])| Policy {
            discard_progress: false,
            out_of_range,
            no_record_after,
            skip_uncommitted,
            only_missing,
            create_group,
        },
    )
}
