//! What has moved since a plan was made is noticed, and nothing else.

use koffset::model::{
    ClusterId, CommittedOffset, ErrorCode, GroupDescription, GroupState, GroupType, KafkaError,
    NegativeOffset, Observation, Offset, OffsetRange, StoredCommit, TopicId, TopicPartition,
};
use koffset::plan::{Drift, Plan, plan};
use proptest::prelude::*;

use super::requests::requests;
use super::simulation::unblocked;
use super::worlds::{Weather, member, worlds};

proptest! {
    #[test]
    fn an_unchanged_world_has_not_moved(scene in scenes()) {
        prop_assert_eq!(scene.plan.drift(&scene.world), Drift::default());
    }

    #[test]
    fn a_log_may_grow(scene in scenes()) {
        let mut world = scene.world.clone();
        for range in world.ranges.values_mut().flatten() {
            range.end = range.end.shifted(1).unwrap_or(range.end);
        }
        prop_assert_eq!(scene.plan.drift(&world), Drift::default());
    }

    #[test]
    fn a_commit_that_changed_is_noticed(scene in scenes()) {
        for (group, at, _) in scene.plan.changes() {
            for commit in others(scene.world.groups[&group.id].commits.get(at)) {
                let mut world = scene.world.clone();
                let commits = &mut world.groups.get_mut(&group.id).unwrap().commits;
                match commit.clone() {
                    Some(commit) => commits.insert(at.clone(), commit),
                    None => commits.remove(at),
                };
                prop_assert!(!scene.plan.drift(&world).is_empty(), "{:?}", commit);
            }
        }
    }

    #[test]
    fn a_group_that_changed_is_noticed(scene in scenes()) {
        let changes: [fn(&mut GroupDescription); 3] = [
            |group| group.state = GroupState::Stable,
            |group| group.group_type = GroupType::Unknown,
            |group| group.members.push(member("billing-1".to_owned())),
        ];
        for group in &scene.plan.groups {
            for change in changes {
                let mut world = scene.world.clone();
                change(&mut world.groups.get_mut(&group.id).unwrap().description);
                prop_assert!(!scene.plan.drift(&world).is_empty());
            }
            let mut world = scene.world.clone();
            world.groups.remove(&group.id);
            prop_assert!(!scene.plan.drift(&world).is_empty());
        }
    }

    #[test]
    fn another_cluster_is_noticed(scene in scenes()) {
        let mut world = scene.world.clone();
        world.cluster_id = Some(ClusterId("elsewhere".to_owned()));
        prop_assert!(!scene.plan.drift(&world).is_empty());
    }

    #[test]
    fn a_recreated_topic_is_noticed_where_it_is_written(scene in scenes()) {
        for (at, _) in scene.commits_to_make() {
            let mut world = scene.world.clone();
            let topic = world.topics.get_mut(&at.topic).unwrap().as_mut().unwrap();
            topic.id = Some(TopicId("another".to_owned()));
            prop_assert!(!scene.plan.drift(&world).is_empty());
            let gone = KafkaError::new(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION, "gone");
            world.topics.insert(at.topic.clone(), Err(gone.clone()));
            world.ranges.insert(at.clone(), Err(gone));
            prop_assert!(!scene.plan.drift(&world).is_empty());
        }
    }

    #[test]
    fn a_target_that_left_the_log_is_noticed(scene in scenes()) {
        for (at, target) in scene.commits_to_make() {
            let moved = |change: &dyn Fn(&mut OffsetRange)| {
                let mut world = scene.world.clone();
                change(world.ranges.get_mut(at).unwrap().as_mut().unwrap());
                !scene.plan.drift(&world).is_empty()
            };
            if let Some(beyond) = target.shifted(1) {
                prop_assert!(moved(&|range| range.log_start = beyond));
            }
            if let Some(before) = target.shifted(-1) {
                prop_assert!(moved(&|range| range.end = before));
            }
            let mut world = scene.world.clone();
            world.ranges.remove(at);
            prop_assert!(!scene.plan.drift(&world).is_empty());
        }
    }
}

/// A plan that could be carried out, and the world that it was made in.
#[derive(Debug)]
struct Scene {
    plan: Plan,
    world: Observation,
}

fn scenes() -> impl Strategy<Value = Scene> {
    (requests(), worlds(Weather::Calm)).prop_filter_map("blocked", |(request, world)| {
        let plan = plan(&unblocked(request, &world), &world);
        let world = with_ends_read_again(&plan, world);
        (!plan.is_blocked()).then_some(Scene { plan, world })
    })
}

/// A record that was found after the ends were read lies within them when they are read again.
fn with_ends_read_again(plan: &Plan, mut world: Observation) -> Observation {
    for (_, at, change) in plan.changes() {
        if let (Some(after), Some(Ok(range))) = (&change.after, world.ranges.get_mut(at)) {
            range.end = range.end.max(after.offset);
        }
    }
    world
}

impl Scene {
    fn commits_to_make(&self) -> impl Iterator<Item = (&TopicPartition, Offset)> {
        let rows = self.plan.changes().filter(|(_, _, change)| change.writes());
        rows.filter_map(|(_, at, change)| Some((at, change.after.as_ref()?.offset)))
    }
}

type Commit = Option<Result<StoredCommit, KafkaError>>;

/// Each way in which a commit can differ from this one.
fn others(stored: Option<&Result<StoredCommit, KafkaError>>) -> Vec<Commit> {
    let pending = KafkaError::new(ErrorCode::UNSTABLE_OFFSET_COMMIT, "pending");
    let offset = CommittedOffset::at(Offset::ZERO);
    let negative = StoredCommit::Negative(NegativeOffset::new(-1).unwrap());
    let commit = match stored {
        Some(Ok(StoredCommit::Offset(commit))) => commit,
        Some(Ok(StoredCommit::Negative(_))) => {
            return vec![None, Some(Ok(offset.into())), Some(Err(pending))];
        }
        Some(Err(_)) | None => {
            return vec![
                Some(Ok(offset.into())),
                Some(Ok(negative)),
                Some(Err(pending)),
            ];
        }
    };
    let offset = commit.offset.shifted(1).unwrap_or(Offset::ZERO);
    let moved = CommittedOffset {
        offset,
        ..commit.clone()
    };
    let leader_epoch = commit.leader_epoch.map_or(Some(0), |_| None);
    let elected = CommittedOffset {
        leader_epoch,
        ..commit.clone()
    };
    let metadata = commit
        .metadata
        .as_ref()
        .map_or(Some("new".to_owned()), |_| None);
    let noted = CommittedOffset {
        metadata,
        ..commit.clone()
    };
    vec![
        None,
        Some(Ok(negative)),
        Some(Ok(moved.into())),
        Some(Ok(elected.into())),
        Some(Ok(noted.into())),
        Some(Err(pending)),
    ]
}
