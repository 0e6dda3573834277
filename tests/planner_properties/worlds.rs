//! Worlds of every kind: small numbers, so that positions meet, and the extremes of `i64`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use koffset::model::{
    ClusterId, CommittedOffset, ErrorCode, GroupDescription, GroupId, GroupState, GroupType,
    KafkaError, ListedOffset, Member, NegativeOffset, Observation, ObservedGroup, Offset,
    OffsetRange, PerPartition, PerTopic, StoredCommit, Timestamp, Topic, TopicId, TopicPartition,
};
use proptest::array::{uniform2, uniform4};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

pub const GROUPS: [&str; 2] = ["billing", "shipping"];
pub const PARTITIONS: [(&str, i32); 4] = [
    ("orders", 0),
    ("orders", 1),
    ("payments", 0),
    ("payments", 7),
];
const TOPICS: [&str; 2] = ["orders", "payments"];

/// How much of the world works as it should.
#[derive(Clone, Copy)]
pub enum Weather {
    /// Everything could be read, and every group takes commits.
    Calm,
    Any,
}

pub fn moments() -> [DateTime<Utc>; 2] {
    [1_000, 2_000].map(|ms| DateTime::from_timestamp_millis(ms).unwrap())
}

pub fn worlds(weather: Weather) -> impl Strategy<Value = Observation> {
    let logs = uniform4(logs(weather));
    let topics = uniform2(maybe(weather, topic_ids()));
    let groups = uniform2((descriptions(weather), uniform4(commits(weather))));
    let ids = option::of(select(vec!["here", "there"]));
    (logs, topics, groups, ids).prop_map(|(logs, topics, groups, cluster_id)| Observation {
        cluster_id: cluster_id.map(|id| ClusterId(id.to_owned())),
        observed_at: moments()[1],
        hides_pending: false,
        topics: topics_of(topics),
        ranges: ranges_of(&logs),
        times: times_of(&logs),
        groups: GROUPS.into_iter().zip(groups).map(group_of).collect(),
        retention: BTreeMap::new(),
    })
}

pub fn offsets() -> BoxedStrategy<Offset> {
    let extremes = vec![0, 1, i64::MAX / 2, i64::MAX - 1, i64::MAX];
    prop_oneof![8 => 0..30_i64, 1 => select(extremes), 1 => 0..=i64::MAX]
        .prop_map(|value| Offset::new(value).unwrap())
        .boxed()
}

pub fn positions() -> impl Strategy<Value = CommittedOffset> {
    let metadata = option::of("[ab]".prop_map(String::from));
    (offsets(), epochs(), metadata).prop_map(|(offset, leader_epoch, metadata)| CommittedOffset {
        offset,
        leader_epoch,
        metadata,
    })
}

pub fn topic_ids() -> impl Strategy<Value = Option<TopicId>> {
    let id = prop_oneof![6 => Just("first"), 1 => Just("second")];
    option::weighted(0.9, id.prop_map(|id| TopicId(id.to_owned())))
}

type Found = Result<Option<ListedOffset>, KafkaError>;

/// A partition's log, `None` where there is no such partition, and what lies at each moment.
#[derive(Clone, Debug)]
struct Log {
    range: Option<Result<OffsetRange, KafkaError>>,
    found: [Found; 2],
}

fn logs(weather: Weather) -> BoxedStrategy<Log> {
    let places = uniform2(maybe(weather, option::weighted(0.8, 0..40_u64)));
    (ranges(), places, maybe(weather, Just(())), works(weather))
        .prop_map(|(range, places, read, there)| Log {
            found: places.map(|place| place.map(|place| place.map(|by| record(&range, by)))),
            range: there.then(|| read.map(|()| range)),
        })
        .boxed()
}

/// A record of the log, or one that arrived after its end was read.
fn record(range: &OffsetRange, by: u64) -> ListedOffset {
    let by = i64::try_from(by.min(range.records() + 1)).unwrap();
    ListedOffset {
        offset: range.log_start.shifted(by).unwrap_or(range.end),
        leader_epoch: range.end_epoch,
        timestamp: Timestamp::from_millis(moments()[1].timestamp_millis() + by),
    }
}

fn ranges() -> impl Strategy<Value = OffsetRange> {
    let ends = [offsets(), offsets(), offsets()];
    (ends, uniform2(epochs())).prop_map(|(mut ends, [log_start_epoch, end_epoch])| {
        ends.sort();
        OffsetRange {
            log_start: ends[0],
            log_start_epoch,
            last_stable: ends[1],
            end: ends[2],
            end_epoch,
        }
    })
}

fn epochs() -> impl Strategy<Value = Option<i32>> {
    option::of(prop_oneof![3 => 0..4_i32, 1 => Just(i32::MAX)])
}

fn commits(weather: Weather) -> BoxedStrategy<Option<Result<StoredCommit, KafkaError>>> {
    let negative = (-3_i64..0).prop_map(|value| NegativeOffset::new(value).unwrap());
    let stored = prop_oneof![
        9 => positions().prop_map(StoredCommit::Offset),
        1 => negative.prop_map(StoredCommit::Negative),
    ];
    option::weighted(0.7, maybe(weather, stored)).boxed()
}

fn descriptions(weather: Weather) -> BoxedStrategy<GroupDescription> {
    use GroupState::{CompletingRebalance, Dead, Empty, PreparingRebalance, Stable};
    let types = vec![GroupType::Classic, GroupType::Consumer, GroupType::Simple];
    let states = vec![Empty, Empty, Dead];
    let calm = (select(types), select(states)).prop_map(|(group_type, state)| GroupDescription {
        id: GroupId::new(""),
        group_type,
        state,
        foreign_protocol: None,
        coordinator: None,
        assignor: None,
        members: Vec::new(),
    });
    let states = [
        Stable,
        PreparingRebalance,
        CompletingRebalance,
        GroupState::Unknown,
    ];
    let members = prop::collection::vec("[a-z]{1,3}".prop_map(member), 0..3);
    let foreign = option::weighted(0.2, Just("connect".to_owned()));
    let unknown = prop::bool::weighted(0.2);
    let states = option::of(select(states.to_vec()));
    let odd = (calm.clone(), unknown, states, foreign, members);
    let odd = odd.prop_map(
        |(calm, unknown, state, foreign_protocol, members)| GroupDescription {
            group_type: if unknown {
                GroupType::Unknown
            } else {
                calm.group_type
            },
            state: state.unwrap_or(calm.state),
            foreign_protocol,
            members,
            ..calm
        },
    );
    match weather {
        Weather::Calm => calm.boxed(),
        Weather::Any => prop_oneof![3 => calm, 1 => odd].boxed(),
    }
}

pub fn member(id: String) -> Member {
    Member {
        client_id: id.clone(),
        id,
        host: "10.2.3.4".to_owned(),
        instance_id: None,
        assignment: BTreeSet::new(),
    }
}

/// An error now and then, where not everything works.
fn maybe<S: Strategy>(
    weather: Weather,
    value: S,
) -> impl Strategy<Value = Result<S::Value, KafkaError>> {
    let codes = select(vec![
        ErrorCode::UNKNOWN_TOPIC_OR_PARTITION,
        ErrorCode::TOPIC_AUTHORIZATION_FAILED,
        ErrorCode::UNSTABLE_OFFSET_COMMIT,
    ]);
    (value, works(weather), codes).prop_map(|(value, works, code)| {
        if works {
            Ok(value)
        } else {
            Err(KafkaError::new(code, "refused"))
        }
    })
}

fn works(weather: Weather) -> BoxedStrategy<bool> {
    match weather {
        Weather::Calm => Just(true).boxed(),
        Weather::Any => prop::bool::weighted(0.9).boxed(),
    }
}

pub fn partitions() -> [TopicPartition; 4] {
    PARTITIONS.map(|(topic, partition)| TopicPartition::new(topic, partition))
}

fn topics_of(ids: [Result<Option<TopicId>, KafkaError>; 2]) -> PerTopic<Topic> {
    let topic = |(name, id): (&str, Result<Option<TopicId>, KafkaError>)| {
        let topic = id.map(|id| Topic {
            name: name.into(),
            id,
            partitions: (0..8).collect(),
            internal: false,
        });
        (name.into(), topic)
    };
    TOPICS.into_iter().zip(ids).map(topic).collect()
}

fn ranges_of(logs: &[Log]) -> PerPartition<OffsetRange> {
    let there = partitions().into_iter().zip(logs);
    there
        .filter_map(|(at, log)| Some((at, log.range.clone()?)))
        .collect()
}

fn times_of(logs: &[Log]) -> BTreeMap<DateTime<Utc>, PerPartition<Option<ListedOffset>>> {
    let answers = |moment: usize| {
        let found = logs.iter().map(|log| log.found[moment].clone());
        partitions().into_iter().zip(found).collect()
    };
    moments().into_iter().zip([0, 1].map(answers)).collect()
}

type Commits = [Option<Result<StoredCommit, KafkaError>>; 4];

fn group_of(
    (id, (description, commits)): (&str, (GroupDescription, Commits)),
) -> (GroupId, ObservedGroup) {
    let id = GroupId::new(id);
    let commits = partitions().into_iter().zip(commits);
    let group = ObservedGroup {
        description: GroupDescription {
            id: id.clone(),
            ..description
        },
        commits: commits
            .filter_map(|(at, commit)| Some((at, commit?)))
            .collect(),
    };
    (id, group)
}
