use crate::model::CommittedOffset;
use crate::plan::scene::{Scene, offset};
use crate::plan::{Action, Note, OutOfRange, Reason, Target};

fn clamped(scene: Scene) -> Scene {
    scene.allowing(|policy| policy.out_of_range = OutOfRange::Clamp)
}

#[test]
fn both_ends_of_the_log_can_be_gone_to() {
    assert_eq!(
        Scene::new().goes_to_offset(1000).change().action,
        Action::Create
    );
    assert_eq!(
        Scene::new().goes_to_offset(2000).change().action,
        Action::Create
    );
}

#[test]
fn a_target_outside_the_log_is_refused_with_all_three_numbers() {
    for asked in [999, 2001] {
        let expected = Reason::OutOfRange {
            asked: asked.into(),
            log_start: offset(1000),
            end: offset(2000),
        };
        assert_eq!(Scene::new().goes_to_offset(asked).reasons(), [expected]);
    }
}

#[test]
fn a_target_outside_the_log_goes_to_the_nearer_end_where_that_is_asked_for() {
    let expected = [(999, true, 1000, Some(3)), (2001, false, 2000, Some(7))];
    for (asked, before_start, end, leader_epoch) in expected {
        let scene = clamped(Scene::new().goes_to_offset(asked));
        let end = CommittedOffset {
            leader_epoch,
            ..CommittedOffset::at(offset(end))
        };
        assert_eq!(scene.after(), Some(end));
        let asked = asked.into();
        assert!(scene.notes().contains(&Note::Clamped {
            asked,
            before_start
        }));
    }
}

#[test]
fn a_shift_below_zero_is_told_as_it_was_asked_for() {
    let reasons = Scene::committed(1500)
        .goes_to(Target::Shift(-1501))
        .reasons();
    assert_eq!(reasons[0].to_string(), "offset -1 is below zero");
}

#[test]
fn a_group_outside_the_log_stays_there_only_where_it_is_left_alone() {
    let scene = Scene::committed(2500).goes_to(Target::Current);
    assert_eq!(scene.reasons().len(), 1);
    let skipped = scene.allowing(|policy| policy.only_missing = true);
    assert_eq!(skipped.change().action, Action::Keep);
}
