use crate::model::{CommittedOffset, ListedOffset, Timestamp};
use crate::plan::scene::{Scene, commit, noon, offset, topic_id};
use crate::plan::{Action, NoRecordAfter, Note, OutOfRange, Reason, Target, Wanted};

const EARLIEST: Target = Target::Earliest { plus: 0 };
const LATEST: Target = Target::Latest { minus: 0 };

fn at(value: i64, leader_epoch: Option<i32>) -> Option<CommittedOffset> {
    let bare = CommittedOffset::at(offset(value));
    Some(CommittedOffset {
        leader_epoch,
        ..bare
    })
}

fn found(value: i64, seconds_later: i64) -> ListedOffset {
    ListedOffset {
        offset: offset(value),
        leader_epoch: Some(6),
        timestamp: Some((noon() + chrono::TimeDelta::seconds(seconds_later)).into()),
    }
}

#[test]
fn an_end_of_the_log_is_committed_with_its_leader_epoch() {
    assert_eq!(Scene::new().goes_to(EARLIEST).after(), at(1000, Some(3)));
    assert_eq!(Scene::new().goes_to(LATEST).after(), at(2000, Some(7)));
    let found = Some(found(1600, 0));
    assert_eq!(Scene::new().goes_to_noon(found).after(), at(1600, Some(6)));
}

/// What is noted of a record that is found for noon, which is now: what its timestamp tells.
fn told_of(found: ListedOffset) -> Vec<String> {
    let notes = Scene::new().goes_to_noon(Some(found)).notes();
    let notes = notes
        .iter()
        .filter(|note| matches!(note, Note::OlderThanLog { .. } | Note::ClockAhead { .. }));
    notes.map(ToString::to_string).collect()
}

#[test]
fn a_record_without_a_plausible_time_is_noted_with_its_number_wherever_it_lies() {
    for offset in [1000, 1600] {
        let found = ListedOffset {
            timestamp: Timestamp::from_millis(1_700_000_000_000_000_000),
            ..found(offset, 0)
        };
        let words = "the record found is dated 1700000000000000000 ms (not a plausible time; nanoseconds?): \
                     records of earlier times may lie above it";
        assert_eq!(told_of(found), [words]);
    }
}

#[test]
fn a_record_of_a_clock_ahead_is_noted_and_says_nothing_of_where_the_log_begins() {
    for offset in [1000, 1600] {
        let words = "the record found is dated 2023-11-14 22:14:21.000 UTC: a clock was ahead, \
                     records of earlier times may lie above it";
        assert_eq!(told_of(found(offset, 61)), [words]);
    }
    let tolerated = "older than the log, which begins at 2023-11-14 22:14:20.000 UTC";
    assert_eq!(told_of(found(1000, 60)), [tolerated]);
    assert!(told_of(found(1600, 60)).is_empty());
}

#[test]
fn a_bare_number_is_committed_without_an_epoch() {
    assert_eq!(Scene::new().goes_to_offset(1500).after(), at(1500, None));
    let after = |target| Scene::committed(1500).goes_to(target).after();
    assert_eq!(after(Target::Earliest { plus: 7 }), at(1007, None));
    assert_eq!(after(Target::Latest { minus: 7 }), at(1993, None));
    assert_eq!(after(Target::Shift(-7)), at(1493, None));
}

#[test]
fn a_commit_that_stays_keeps_its_epoch_and_metadata() {
    for target in [Target::Current, Target::Exact(offset(1500))] {
        let change = Scene::committed(1500).goes_to(target).change();
        assert_eq!(change.action, Action::Keep);
        assert_eq!(change.after, Some(commit(1500)));
    }
}

#[test]
fn metadata_is_dropped_when_an_offset_moves() {
    assert_eq!(
        Scene::committed(1500).goes_to_offset(1501).after(),
        at(1501, None)
    );
}

#[test]
fn what_is_relative_to_a_commit_needs_one() {
    for target in [Target::Shift(1), Target::Current] {
        assert_eq!(
            Scene::new().goes_to(target.clone()).reasons(),
            [Reason::NoCommit]
        );
        let skipped = Scene::new()
            .goes_to(target)
            .allowing(|p| p.skip_uncommitted = true);
        assert_eq!(skipped.notes(), [Note::UncommittedSkipped]);
        assert_eq!(skipped.after(), None);
    }
}

#[test]
fn a_group_to_follow_needs_a_commit() {
    let scene = Scene::committed(1500).wants(Wanted::NoSource);
    assert_eq!(scene.reasons(), [Reason::NoSource]);
    let skipped = scene.allowing(|p| p.skip_uncommitted = true);
    assert_eq!(skipped.after(), Some(commit(1500)));
}

#[test]
fn a_commit_is_left_alone_where_only_missing_ones_are_asked_for() {
    let scene = Scene::committed(1500)
        .goes_to(EARLIEST)
        .allowing(|p| p.only_missing = true);
    assert_eq!(scene.after(), Some(commit(1500)));
    assert_eq!(scene.notes(), [Note::HasCommit]);
}

#[test]
fn no_commit_is_removed_where_only_missing_ones_are_asked_for() {
    let removal = Scene::committed(1500).wants(Wanted::NoCommit { topic_id: None });
    assert_eq!(removal.change().action, Action::Delete);
    let scene = removal.allowing(|p| p.only_missing = true);
    assert_eq!(scene.change().action, Action::Keep);
    assert_eq!(scene.notes(), [Note::HasCommit]);
}

#[test]
fn a_time_behind_every_record_is_the_end_and_says_so() {
    let scene = Scene::new()
        .goes_to_noon(None)
        .where_log(|log| log.log_start = log.end);
    assert_eq!(scene.after(), at(2000, Some(7)));
    assert!(scene.notes().contains(&Note::EndOfLog));
}

#[test]
fn a_time_behind_every_record_can_be_skipped_or_refused() {
    let skipped = Scene::committed(1500)
        .goes_to_noon(None)
        .allowing(|p| p.no_record_after = NoRecordAfter::Skip);
    assert_eq!(skipped.after(), Some(commit(1500)));
    assert_eq!(skipped.notes(), [Note::NoRecordSkipped]);
    let refused = skipped.allowing(|p| p.no_record_after = NoRecordAfter::Refuse);
    assert_eq!(refused.reasons(), [Reason::NoRecordAfter(noon())]);
}

#[test]
fn a_time_older_than_the_log_says_when_the_log_begins() {
    let older = |found| {
        let notes = Scene::new().goes_to_noon(Some(found)).notes();
        notes
            .iter()
            .any(|note| matches!(note, Note::OlderThanLog { .. }))
    };
    assert!(older(found(1000, 1)));
    assert!(!older(found(1000, 0)), "the log begins at the time");
    assert!(!older(found(1001, 1)), "there is an older record");
}

#[test]
fn a_record_that_arrived_after_the_end_was_read_is_gone_to() {
    let scene = Scene::new().goes_to_noon(Some(found(2003, 1)));
    assert_eq!(scene.after(), at(2003, Some(6)));
}

#[test]
fn a_record_that_was_found_before_the_start_of_the_log_is_refused() {
    let reasons = Scene::new().goes_to_noon(Some(found(999, 1))).reasons();
    assert!(matches!(reasons[..], [Reason::OutOfRange { .. }]));
}

#[test]
fn a_time_that_was_not_looked_up_is_refused() {
    let reasons = Scene::new().goes_to(Target::At(noon())).reasons();
    assert!(matches!(reasons[..], [Reason::TimeUnreadable { .. }]));
}

#[test]
fn a_restored_commit_has_its_epoch_and_metadata() {
    assert_eq!(
        Scene::new().restores(commit(1500)).after(),
        Some(commit(1500))
    );
    let there = Scene::committed(1500).restores(commit(1500));
    assert_eq!(there.notes(), []);
}

#[test]
fn an_epoch_above_the_logs_latest_is_not_restored() {
    let scene = Scene::new()
        .restores(commit(1500))
        .where_log(|log| log.end_epoch = Some(4));
    assert_eq!(scene.after().unwrap().leader_epoch, None);
    assert_eq!(scene.after().unwrap().metadata.as_deref(), Some("mine"));
    assert!(scene.notes().contains(&Note::EpochDropped));
    let unknown = scene.where_log(|log| log.end_epoch = None);
    assert_eq!(unknown.after().unwrap().leader_epoch, None);
}

#[test]
fn a_missing_topic_id_is_no_match() {
    let scene = Scene::new().wants(Wanted::Restored {
        committed: commit(1500),
        topic_id: None,
    });
    assert_eq!(scene.after().unwrap().leader_epoch, None);
    let notes = scene.notes();
    assert_eq!(notes[..2], [Note::TopicIdUnknown, Note::EpochDropped]);
}

#[test]
fn a_commit_of_a_recreated_topic_is_not_restored() {
    let scene = Scene::new().wants(Wanted::Restored {
        committed: commit(1500),
        topic_id: topic_id("another"),
    });
    assert!(matches!(scene.reasons()[..], [Reason::Recreated { .. }]));
}

#[test]
fn other_metadata_at_the_saved_offset_is_left_alone_and_said() {
    let saved = CommittedOffset {
        metadata: None,
        ..commit(1500)
    };
    let scene = Scene::committed(1500).restores(saved);
    assert_eq!(scene.after(), Some(commit(1500)));
    assert_eq!(scene.notes(), [Note::OtherMetadata]);
}

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
