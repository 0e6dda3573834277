use super::*;
use crate::model::GroupState;
use crate::plan::scene::{Scene, commit, offset, orders};
use crate::plan::{Action, Note, Reason, Target};

/// The world after a plan was carried out, with the request that takes it back.
fn carried_out(scene: Scene) -> Scene {
    let plan = scene.plan();
    let mut after = scene;
    let row = &plan.groups[0].changes[&orders()];
    match &row.after {
        Some(after_commit) => after
            .group()
            .commits
            .insert(orders(), Ok(after_commit.clone().into())),
        None => after.group().commits.remove(&orders()),
    };
    after.request.groups = undone(&plan, None);
    after.request.policy.create_group = true;
    after.request.undoes = Some("20231114T221320Z-7f3a".to_owned());
    after
}

#[test]
fn a_move_is_taken_back_with_epoch_and_metadata() {
    let scene = carried_out(Scene::committed(1500).goes_to_offset(1200));
    assert_eq!(scene.after(), Some(commit(1500)));
    assert_eq!(scene.change().action, Action::Advance);
}

#[test]
fn a_commit_that_did_not_exist_is_removed() {
    let scene = carried_out(Scene::new().goes_to(Target::Earliest { plus: 0 }));
    assert_eq!(scene.change().action, Action::Delete);
    let warnings = scene.group_plan().warnings;
    let codes: Vec<&str> = warnings.iter().map(|warning| warning.code()).collect();
    assert!(codes.contains(&"leaves_empty_group"), "{codes:?}");
}

#[test]
fn a_removed_commit_comes_back() {
    let scene = carried_out(Scene::committed(1500).wants(Wanted::NoCommit { topic_id: None }));
    assert_eq!(scene.after(), Some(commit(1500)));
}

#[test]
fn a_group_that_is_gone_comes_back_as_a_simple_one() {
    let scene = carried_out(Scene::committed(1500).wants(Wanted::NoCommit { topic_id: None }))
        .where_group(|group| group.description.state = GroupState::Dead);
    let warnings = scene.group_plan().warnings;
    let codes: Vec<&str> = warnings.iter().map(|warning| warning.code()).collect();
    assert_eq!(codes, ["comes_back_simple"]);
    assert_eq!(scene.reasons(), []);
}

#[test]
fn what_stands_where_it_stood_is_left_alone() {
    let scene = carried_out(Scene::committed(1500).goes_to_offset(1200)).where_group(|group| {
        group.commits.insert(orders(), Ok(commit(1500).into()));
    });
    assert_eq!(scene.change().action, Action::Keep);
    assert!(scene.notes().contains(&Note::BackAlready));
}

#[test]
fn a_group_that_has_moved_since_keeps_its_progress_unless_that_is_said() {
    let moved = || {
        carried_out(Scene::committed(1500).goes_to_offset(1200)).where_group(|group| {
            group.commits.insert(orders(), Ok(commit(1300).into()));
        })
    };
    let since = Reason::MovedSince {
        put: Some(offset(1200)),
        now: Some(offset(1300)),
    };
    assert_eq!(moved().reasons(), [since]);
    let discarding = moved().allowing(|policy| policy.discard_progress = true);
    assert_eq!(discarding.after(), Some(commit(1500)));
}

#[test]
fn what_is_known_not_to_be_written_is_not_taken_back_wherever_the_group_stands_now() {
    let plan = Scene::committed(1500).goes_to_offset(1200).plan();
    let ended = |status| {
        let mut outcome = Outcome::nothing_to_do(&plan);
        let rows = outcome
            .groups
            .values_mut()
            .flat_map(|ended| &mut ended.partitions);
        rows.for_each(|(_, row)| row.status = status);
        outcome
    };
    for status in [Status::Applied, Status::Unknown] {
        let wanted = undone(&plan, Some(&ended(status)));
        assert_eq!(wanted, undone(&plan, None), "{status:?}");
    }
    let wanted = undone(&plan, Some(&ended(Status::Failed)));
    assert!(wanted.values().all(BTreeMap::is_empty), "{wanted:?}");
}

#[test]
fn a_position_that_retention_has_passed_since_is_refused() {
    let scene = carried_out(Scene::committed(1500).goes_to(Target::Latest { minus: 0 }))
        .where_log(|range| range.log_start = offset(1600));
    let codes: Vec<&str> = scene.reasons().iter().map(Reason::code).collect();
    assert_eq!(codes, ["out_of_range"]);
}

#[test]
fn a_position_that_was_outside_the_log_goes_back_there() {
    let scene = carried_out(Scene::committed(500).goes_to(Target::Latest { minus: 0 }));
    assert_eq!(scene.after(), Some(commit(500)));
    assert!(scene.notes().contains(&Note::OutsideAsBefore));
    assert!(scene.plan().drift(&scene.world).is_empty());
}

#[test]
fn an_undo_can_be_undone() {
    let undo = carried_out(Scene::committed(1500).goes_to_offset(1200));
    let again = carried_out(undo);
    assert_eq!(again.after().unwrap().offset, offset(1200));
}
