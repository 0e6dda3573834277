mod copied;
mod deletions;

use std::collections::BTreeSet;

use super::*;
use crate::model::{ClusterId, Coordinator, ErrorCode, KafkaError, Retention};
use crate::plan::Note;
use crate::plan::scene::{Scene, commit, member, noon, offset, orders};

const EARLIEST: Target = Target::Earliest { plus: 0 };

fn codes(scene: &Scene) -> Vec<&'static str> {
    scene.reasons().iter().map(Reason::code).collect()
}

fn warnings(scene: &Scene) -> Vec<String> {
    let warnings = scene.group_plan().warnings.into_iter();
    warnings.map(|warning| warning.code().to_owned()).collect()
}

fn saved_on(cluster: Option<&str>) -> Source {
    Source::Saved(cluster.map(|id| ClusterId(id.to_owned())))
}

fn absent() -> Scene {
    Scene::new()
        .goes_to(EARLIEST)
        .where_group(|group| group.description.state = GroupState::Dead)
}

#[test]
fn a_group_that_the_cluster_does_not_know_is_created_only_where_that_is_allowed() {
    assert_eq!(codes(&absent()), ["unknown_group"]);
    let allowed = absent().allowing(|policy| policy.create_group = true);
    assert_eq!(codes(&allowed), [""; 0]);
    assert_eq!(warnings(&allowed), ["creates_group"]);
}

#[test]
fn a_dead_group_with_commits_is_there() {
    let scene = Scene::committed(1500)
        .goes_to(EARLIEST)
        .where_group(|group| group.description.state = GroupState::Dead);
    assert_eq!(codes(&scene), [""; 0]);
}

#[test]
fn members_are_named() {
    let scene = Scene::committed(1500)
        .goes_to(EARLIEST)
        .where_group(|group| {
            group.description.state = GroupState::Stable;
            group.description.members.push(member());
        });
    assert_eq!(scene.reasons(), [Reason::HasMembers(vec![member()])]);
    let blockers = scene.group_plan().blockers;
    assert!(blockers[0].to_string().contains("billing-1, host 10.2.3.4"));
}

#[test]
fn a_group_in_an_unknown_state_is_taken_for_active() {
    let scene = Scene::committed(1500)
        .goes_to(EARLIEST)
        .where_group(|group| group.description.state = GroupState::Unknown);
    assert_eq!(codes(&scene), ["active"]);
}

#[test]
fn a_group_that_is_not_a_consumers_is_refused_whatever_is_allowed() {
    let connect = absent()
        .allowing(|policy| policy.create_group = true)
        .where_group(|group| group.description.foreign_protocol = Some("connect".to_owned()));
    assert_eq!(codes(&connect), ["not_a_consumer_group"]);
    let unknown = Scene::committed(1500)
        .goes_to(EARLIEST)
        .where_group(|group| group.description.group_type = GroupType::Unknown);
    assert_eq!(codes(&unknown), ["not_a_consumer_group"]);
}

#[test]
fn a_pending_commit_is_told_from_one_that_cannot_be_read() {
    let pending = (ErrorCode::UNSTABLE_OFFSET_COMMIT, "commit_pending");
    let denied = (ErrorCode::TOPIC_AUTHORIZATION_FAILED, "commit_unreadable");
    for (code, expected) in [pending, denied] {
        let mut scene = Scene::new().goes_to(EARLIEST);
        let error = KafkaError::new(code, "no");
        scene.group().commits.insert(orders(), Err(error));
        assert_eq!(codes(&scene), [expected]);
    }
}

#[test]
fn a_partition_that_is_gone_is_told_from_one_that_cannot_be_read() {
    let gone = KafkaError::new(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION, "no");
    let denied = KafkaError::new(ErrorCode::TOPIC_AUTHORIZATION_FAILED, "no");
    let mut scene = Scene::committed(1500).goes_to(EARLIEST);
    for (error, expected) in [(gone, "gone"), (denied, "range_unreadable")] {
        scene.world.ranges.insert(orders(), Err(error));
        assert_eq!(codes(&scene), [expected]);
    }
    scene.world.ranges.clear();
    assert_eq!(codes(&scene), ["gone"]);
}

#[test]
fn a_commit_can_be_removed_where_the_log_cannot_be_read() {
    let mut scene = Scene::committed(1500).wants(Wanted::NoCommit { topic_id: None });
    scene.world.ranges.clear();
    assert_eq!(scene.after(), None);
}

#[test]
fn a_time_behind_every_record_of_every_partition_is_refused() {
    let scene = Scene::committed(1500).goes_to_noon(None);
    assert_eq!(scene.reasons(), [Reason::NoRecordAnywhere(noon())]);
    let empty = scene.where_log(|log| log.log_start = log.end);
    assert_eq!(codes(&empty), [""; 0]);
}

#[test]
fn one_record_after_the_time_lets_the_other_partitions_go_to_their_ends() {
    let mut scene = Scene::new().goes_to_noon(None);
    let other = TopicPartition::new("orders", 1);
    let range = scene.world.ranges[&orders()].clone();
    scene.world.ranges.insert(other.clone(), range);
    let found = crate::model::ListedOffset {
        offset: offset(1200),
        leader_epoch: None,
        timestamp: Some(noon().into()),
    };
    let times = scene.world.times.get_mut(&noon()).unwrap();
    times.insert(other.clone(), Ok(Some(found)));
    let wanted = scene.request.groups.values_mut().next().unwrap();
    wanted.insert(other, Wanted::Target(Target::At(noon())));
    assert_eq!(scene.after().unwrap().offset, offset(2000));
}

#[test]
fn positions_of_another_cluster_are_refused() {
    let mut scene = Scene::new().restores(commit(1500));
    scene.request.source = saved_on(Some("there"));
    assert_eq!(codes(&scene), ["other_cluster"]);
    scene.request.source = saved_on(Some("here"));
    assert_eq!(codes(&scene), [""; 0]);
}

#[test]
fn a_missing_cluster_id_is_a_warning_and_never_a_match() {
    let mut scene = Scene::new().restores(commit(1500));
    scene.request.source = saved_on(None);
    assert!(
        warnings(&scene)
            .iter()
            .any(|code| code == "cluster_unknown")
    );
    scene.request.source = saved_on(Some("there"));
    scene.world.cluster_id = None;
    assert!(
        warnings(&scene)
            .iter()
            .any(|code| code == "cluster_unknown")
    );
}

#[test]
fn a_blocked_row_shows_what_is_there() {
    let scene = Scene::committed(1500).goes_to_offset(5);
    let change = &scene.group_plan().changes[&orders()];
    assert_eq!(change.before, Some(commit(1500)));
    assert_eq!(change.after, Some(commit(1500)));
    assert_eq!(change.requested, "offset 5");
}

#[test]
fn each_kind_of_group_has_its_own_warning() {
    let of = |group_type| {
        let mut scene = Scene::committed(1500).goes_to(EARLIEST);
        scene.group().description.group_type = group_type;
        warnings(&scene)
    };
    assert_eq!(of(GroupType::Classic), ["expiry_runs_on"]);
    assert_eq!(of(GroupType::Simple), ["simple_group", "expires_by_age"]);
    assert_eq!(of(GroupType::Consumer), ["expires_by_age"]);
}

#[test]
fn the_expiry_of_a_group_is_said_with_the_retention_of_its_coordinator() {
    let says = |group_type, told: Option<&str>| {
        let mut scene = Scene::committed(1500).goes_to(EARLIEST);
        let description = &mut scene.group().description;
        description.group_type = group_type;
        description.coordinator = Some(Coordinator {
            broker: 2,
            host: "b".to_owned(),
            port: 9092,
        });
        let retention = |broker, minutes| Some((broker, Retention::parse(minutes)?));
        scene.world.retention.extend(retention(1, "60"));
        let of_coordinator = told.and_then(|minutes| retention(2, minutes));
        scene.world.retention.extend(of_coordinator);
        let mut warnings = scene.group_plan().warnings;
        warnings.pop().map(|last| last.to_string()).unwrap()
    };
    assert_eq!(
        says(GroupType::Classic, Some("10080")),
        "Kafka forgets these commits 7 days after the group became empty; this change does not restart that clock"
    );
    assert_eq!(
        says(GroupType::Classic, None),
        "Kafka forgets these commits some time (offsets.retention.minutes) after the group became empty; this change does not restart that clock"
    );
    assert_eq!(
        says(GroupType::Consumer, Some("1440")),
        "while the group has no member, Kafka forgets each commit 1 day after it was made; this change restarts that clock for the commits that it moves"
    );
    assert_eq!(
        says(GroupType::Simple, Some("90")),
        "Kafka forgets each commit 90 minutes after it was made; this change restarts that clock for the commits that it moves"
    );
}

#[test]
fn what_a_commit_creates_is_a_simple_group_and_one_that_was_saved_comes_back_so() {
    let created = |source| {
        let mut scene = absent().allowing(|policy| policy.create_group = true);
        scene.request.source = source;
        warnings(&scene)
    };
    assert_eq!(created(Source::Operator), ["creates_group"]);
    let here = Source::Saved(Scene::new().world.cluster_id);
    assert_eq!(created(here), ["comes_back_simple"]);
}

#[test]
fn a_group_that_a_pending_commit_could_move_again_is_warned_of_where_brokers_hide_it() {
    let hidden = |mut scene: Scene| {
        scene.world.hides_pending = true;
        let told = warnings(&scene);
        told.iter().any(|code| code == "pending_unseen")
    };
    assert!(hidden(Scene::committed(1500).goes_to(EARLIEST)));
    assert!(!hidden(Scene::committed(1500).goes_to(Target::Current)));
    assert!(!hidden(
        absent().allowing(|policy| policy.create_group = true)
    ));
    // What goes with a group that is deleted is said in another warning.
    let mut deleted = Scene::committed(1500);
    deleted.request.remove_groups = true;
    assert!(!hidden(deleted));
}

#[test]
fn what_writes_nothing_warns_of_no_expiry() {
    assert_eq!(
        warnings(&Scene::committed(1500).goes_to(Target::Current)),
        [""; 0]
    );
}

#[test]
fn a_group_that_seems_to_be_an_engines_is_warned_of_and_not_refused() {
    let scene = Scene::committed(1500)
        .goes_to(EARLIEST)
        .where_group(|group| {
            group.description.id = GroupId::new("connect-sink");
        });
    assert!(
        warnings(&scene)
            .iter()
            .any(|code| code == "position_elsewhere")
    );
    assert_eq!(codes(&scene), [""; 0]);
}

#[test]
fn a_blocked_group_blocks_the_others() {
    let mut scene = Scene::committed(1500).goes_to(EARLIEST);
    let idle = scene.world.groups[&GroupId::new("billing")].clone();
    let mut busy = idle;
    busy.description.members.push(member());
    scene.world.groups.insert(GroupId::new("audit"), busy);
    let wanted = scene.request.groups[&GroupId::new("billing")].clone();
    scene.request.groups.insert(GroupId::new("audit"), wanted);
    let plan = scene.plan();
    assert!(plan.is_blocked());
    let blocked: BTreeSet<_> = plan
        .blockers()
        .map(|blocker| blocker.group.clone())
        .collect();
    assert_eq!(blocked, [Some(GroupId::new("audit"))].into());
}

#[test]
fn a_row_may_stay_for_a_reason_of_its_own() {
    let scene = Scene::committed(1500).wants(Wanted::Stay(Note::NotInSnapshot));
    assert_eq!(scene.notes(), [Note::NotInSnapshot]);
    assert_eq!(scene.after(), Some(commit(1500)));
}
