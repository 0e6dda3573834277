use crate::model::{CommittedOffset, ErrorCode, GroupState, KafkaError};
use crate::plan::scene::{Scene, commit, member, offset, orders};
use crate::plan::{Plan, Target};

/// What a plan that goes from 1500 to 1200 says of a world that changed.
fn moved(change: fn(&mut Scene)) -> Vec<String> {
    let mut scene = Scene::committed(1500).goes_to_offset(1200);
    let plan = scene.plan();
    change(&mut scene);
    told(&plan, &scene)
}

/// What has moved, where all could be read again.
fn told(plan: &Plan, scene: &Scene) -> Vec<String> {
    let drift = plan.drift(&scene.world);
    assert_eq!(drift.unread, [""; 0]);
    drift.moved
}

#[test]
fn a_commit_that_moved_is_named_with_both_offsets() {
    let forward = moved(|scene| {
        scene
            .group()
            .commits
            .insert(orders(), Ok(commit(1510).into()));
    });
    assert_eq!(
        forward,
        ["orders:0 of group billing: the commit was 1500 and is 1510"]
    );
    let gone = moved(|scene| scene.group().commits.clear());
    assert_eq!(
        gone,
        ["orders:0 of group billing: the commit was 1500 and is no commit"]
    );
}

#[test]
fn a_commit_that_was_made_again_at_its_offset_is_a_move() {
    let again = moved(|scene| {
        let bare = CommittedOffset::at(offset(1500));
        scene.group().commits.insert(orders(), Ok(bare.into()));
    });
    assert_eq!(
        again,
        ["orders:0 of group billing: was committed again at 1500"]
    );
}

#[test]
fn a_member_that_joined_is_named() {
    let joined = moved(|scene| {
        scene.group().description.state = GroupState::Stable;
        scene.group().description.members.push(member());
    });
    let expected = [
        "group billing was empty and is stable",
        "billing-1-7d9f (10.2.3.4) has joined group billing",
    ];
    assert_eq!(joined, expected);
}

#[test]
fn a_target_that_retention_has_passed_is_stale() {
    let passed = moved(|scene| {
        let range = scene.world.ranges.get_mut(&orders()).unwrap();
        range.as_mut().unwrap().log_start = offset(1201);
    });
    assert_eq!(
        passed,
        ["orders:0: the target 1200 was deleted: the log starts at 1201 now"]
    );
    let reached = moved(|scene| {
        let range = scene.world.ranges.get_mut(&orders()).unwrap();
        range.as_mut().unwrap().log_start = offset(1200);
    });
    assert_eq!(reached, [""; 0]);
}

#[test]
fn a_target_that_the_end_of_the_log_fell_behind_is_stale() {
    let moved = |end| {
        let mut scene = Scene::committed(1500).goes_to(Target::Latest { minus: 0 });
        let plan = scene.plan();
        let range = scene.world.ranges.get_mut(&orders()).unwrap();
        range.as_mut().unwrap().end = offset(end);
        told(&plan, &scene)
    };
    assert_eq!(moved(2000), [""; 0]);
    assert_eq!(
        moved(1999),
        ["orders:0: the target 2000 is beyond the end of the log, 1999 now"]
    );
}

#[test]
fn what_cannot_be_read_again_has_not_moved_and_is_told_once_for_each_reason() {
    let denied = || KafkaError::new(ErrorCode::TOPIC_AUTHORIZATION_FAILED, "not authorised");
    let mut scene = Scene::committed(1500).goes_to_offset(1200);
    let plan = scene.plan();
    scene.world.ranges.insert(orders(), Err(denied()));
    scene.group().commits.insert(orders(), Err(denied()));
    let drift = plan.drift(&scene.world);
    assert_eq!(drift.moved, [""; 0]);
    let expected = [
        "orders:0 of group billing: the commit cannot be read: not authorised",
        "orders:0: the range of its log cannot be read: not authorised",
    ];
    assert_eq!(drift.unread, expected);
}

#[test]
fn a_commit_that_a_transaction_holds_now_is_a_move() {
    let pending = moved(|scene| {
        let unstable = KafkaError::new(ErrorCode::UNSTABLE_OFFSET_COMMIT, "unstable");
        scene.group().commits.insert(orders(), Err(unstable));
    });
    let expected = "orders:0 of group billing: a commit is pending in a transaction";
    assert_eq!(pending, [expected]);
}

#[test]
fn a_row_that_stays_needs_no_place_in_the_log() {
    let mut scene = Scene::committed(1500).goes_to(Target::Current);
    let plan = scene.plan();
    scene.world.ranges.clear();
    assert!(plan.drift(&scene.world).is_empty());
}

#[test]
fn a_plan_is_carried_out_once_the_group_stands_where_it_puts_it() {
    let mut scene = Scene::committed(1500).goes_to_offset(1200);
    let plan = scene.plan();
    assert!(!plan.is_carried_out(&scene.world));
    let put = plan.groups[0].changes[&orders()].after.clone().unwrap();
    scene.group().commits.insert(orders(), Ok(put.into()));
    assert!(plan.is_carried_out(&scene.world));
    scene.world.cluster_id = None;
    assert!(!plan.is_carried_out(&scene.world));
}
