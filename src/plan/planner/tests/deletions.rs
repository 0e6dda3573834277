use super::*;
use crate::model::TopicPartition;
use crate::plan::Action;

const NO_COMMIT: Wanted = Wanted::NoCommit { topic_id: None };

/// A scene whose group is to be deleted.
fn removal(mut scene: Scene) -> Scene {
    scene.request.remove_groups = true;
    scene
}

fn gone() -> KafkaError {
    KafkaError::new(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION, "gone")
}

#[test]
fn a_deleted_group_loses_commits_that_nobody_asked_about() {
    let plan = removal(Scene::committed(1500)).group_plan();
    assert!(plan.remove_group && plan.writes());
    assert_eq!(plan.changes[&orders()].action, Action::Delete);
    assert_eq!(plan.changes[&orders()].after, None);
}

#[test]
fn a_group_without_commits_is_deleted_without_rows() {
    let plan = removal(Scene::new()).plan();
    assert!(plan.writes() && !plan.is_blocked());
    assert_eq!(plan.changes().count(), 0);
    assert_eq!(plan.totals().groups_removed, 1);
}

#[test]
fn a_group_that_is_not_there_is_neither_deleted_nor_offered_to_be_created() {
    let scene =
        removal(Scene::new()).where_group(|group| group.description.state = GroupState::Dead);
    assert_eq!(scene.reasons(), [Reason::NoSuchGroup]);
    assert_eq!(Reason::NoSuchGroup.hint(), None);
    assert_eq!(warnings(&scene), [""; 0]);
    let commits = absent().wants(NO_COMMIT);
    assert_eq!(commits.reasons(), [Reason::NoSuchGroup]);
}

#[test]
fn members_keep_a_group_and_its_commits() {
    let stays = |group: &mut ObservedGroup| {
        group.description.state = GroupState::Stable;
        group.description.members.push(member());
    };
    let members = || vec![member()];
    for (scene, reason, why) in [
        (
            removal(Scene::committed(1500)),
            Reason::GroupHeldByMembers(members()),
            "the broker deletes only an empty group",
        ),
        (
            Scene::committed(1500).wants(NO_COMMIT),
            Reason::CommitsHeldByMembers(members()),
            "koffset deletes commits only of an empty group",
        ),
    ] {
        let scene = scene.where_group(stays);
        assert_eq!(scene.reasons(), [reason]);
        assert_eq!(codes(&scene), ["has_members"]);
        assert!(scene.plan().waits_for_members());
        let told = scene.group_plan().blockers[0].to_string();
        assert!(told.contains(why), "{told}");
        assert!(told.contains("billing-1, host 10.2.3.4"), "{told}");
    }
}

#[test]
fn a_group_that_is_not_a_consumers_is_not_deleted() {
    let scene = removal(Scene::committed(1500))
        .where_group(|group| group.description.group_type = GroupType::Unknown);
    assert_eq!(codes(&scene), ["not_a_consumer_group"]);
}

#[test]
fn a_commit_that_is_pending_keeps_the_group() {
    let mut scene = removal(Scene::new());
    let pending = KafkaError::new(ErrorCode::UNSTABLE_OFFSET_COMMIT, "pending");
    scene.group().commits.insert(orders(), Err(pending));
    assert_eq!(codes(&scene), ["commit_pending"]);
}

#[test]
fn what_deletes_says_where_the_group_starts_and_nothing_of_an_expiry() {
    let commits = Scene::committed(1500).wants(NO_COMMIT);
    assert_eq!(
        warnings(&commits),
        ["deletes_commits", "leaves_empty_group"]
    );
    let group = removal(Scene::committed(1500));
    assert_eq!(warnings(&group), ["removes_group", "deletes_commits"]);
    let simple = group.where_group(|group| group.description.group_type = GroupType::Simple);
    let expected = ["simple_group", "removes_group", "deletes_commits"];
    assert_eq!(warnings(&simple), expected);
    assert_eq!(warnings(&removal(Scene::new())), ["removes_group"]);
    assert_eq!(warnings(&Scene::new().wants(NO_COMMIT)), [""; 0]);
}

#[test]
fn a_commit_in_a_topic_that_is_gone_is_deleted_with_a_note() {
    let mut scene = Scene::committed(1500).wants(NO_COMMIT);
    scene.world.topics.insert("orders".into(), Err(gone()));
    scene.world.ranges.clear();
    assert_eq!(scene.change().action, Action::Delete);
    assert_eq!(scene.notes(), [Note::TopicGone]);
    scene.world.topics.clear();
    assert_eq!(scene.notes(), []);
    let none = Scene::new().wants(NO_COMMIT);
    assert_eq!(none.notes(), []);
}

#[test]
fn a_commit_that_appears_is_drift_of_a_group_that_is_deleted_and_of_no_other() {
    let payments = TopicPartition::new("payments", 0);
    let mut scene = removal(Scene::committed(1500));
    let plan = scene.plan();
    let stays = Scene::committed(1500).wants(NO_COMMIT).plan();
    scene.group().commits.insert(payments, Ok(commit(1).into()));
    assert_eq!(
        plan.drift(&scene.world).moved,
        ["payments:0 of group billing: there was no commit, and is one"]
    );
    assert!(stays.drift(&scene.world).is_empty());
}
