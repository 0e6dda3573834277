use crate::model::CommittedOffset;
use crate::plan::scene::{Scene, commit, offset, orders};
use crate::plan::{Note, Target};

/// A group with a commit that holds no metadata.
fn bare(value: i64) -> Scene {
    let mut scene = Scene::new();
    let commit = CommittedOffset::at(offset(value));
    scene.group().commits.insert(orders(), Ok(commit.into()));
    scene
}

#[test]
fn a_created_commit_is_told() {
    assert_eq!(
        Scene::new().goes_to_offset(1500).notes(),
        [Note::NoCommitBefore]
    );
}

#[test]
fn records_behind_the_last_stable_offset_are_counted() {
    let scene = bare(1500)
        .goes_to_offset(1600)
        .where_log(|log| log.last_stable = offset(1990));
    assert_eq!(scene.notes(), [Note::OpenTransactions { records: 10 }]);
}

#[test]
fn a_target_within_a_hundredth_of_the_log_start_is_near_it() {
    let near = |target| bare(1500).goes_to_offset(target).notes();
    assert_eq!(near(1000), [Note::NearLogStart { records: 0 }]);
    assert_eq!(near(1010), [Note::NearLogStart { records: 10 }]);
    assert_eq!(near(1011), []);
}

#[test]
fn a_log_that_never_lost_a_record_has_no_retention_close_behind() {
    let whole = bare(1500)
        .goes_to_offset(0)
        .where_log(|log| log.log_start = offset(0));
    assert_eq!(whole.notes(), []);
    let empty = bare(1500)
        .goes_to_offset(2000)
        .where_log(|log| log.log_start = log.end);
    let near = |note: &Note| matches!(note, Note::NearLogStart { .. });
    assert!(!empty.notes().iter().any(near));
}

#[test]
fn a_group_outside_the_log_is_told() {
    for outside in [999, 2001] {
        let scene = bare(outside).goes_to_offset(1500);
        let (log_start, end) = (offset(1000), offset(2000));
        assert_eq!(scene.notes(), [Note::CurrentOutOfRange { log_start, end }]);
    }
}

#[test]
fn a_row_that_stays_runs_no_risk() {
    let scene = bare(1000)
        .goes_to(Target::Current)
        .where_log(|log| log.last_stable = offset(1990));
    assert_eq!(scene.notes(), []);
}

#[test]
fn metadata_that_a_move_leaves_behind_is_told() {
    let moved = Scene::committed(1500).goes_to_offset(1501);
    assert_eq!(moved.notes(), [Note::MetadataDropped]);
    let stays = Scene::committed(1500).goes_to_offset(1500);
    assert_eq!(stays.notes(), []);
    let replaced = Scene::committed(1500).restores(commit(1501));
    assert_eq!(
        replaced.change().after.unwrap().metadata,
        commit(1501).metadata
    );
    assert!(!replaced.notes().contains(&Note::MetadataDropped));
}
