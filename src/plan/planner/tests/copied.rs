use super::*;
use crate::model::{CommittedOffset, TopicPartition};
use crate::plan::OutOfRange;

/// Goes where this commit stands in the partition of the same number of another topic.
fn mapped(scene: Scene, committed: CommittedOffset) -> Scene {
    scene.wants(Wanted::Mapped {
        committed,
        topic: "clicks".into(),
    })
}

fn followed(members: usize) -> Source {
    Source::Group {
        id: GroupId::new("audit"),
        members,
    }
}

#[test]
fn a_position_of_another_topic_keeps_its_metadata_and_loses_its_epoch() {
    let scene = mapped(Scene::new(), commit(1500));
    let after = CommittedOffset {
        leader_epoch: None,
        ..commit(1500)
    };
    assert_eq!(scene.after(), Some(after));
    let from = |drops_epoch| Note::FromTopic {
        topic: "clicks".into(),
        drops_epoch,
    };
    assert_eq!(scene.notes(), [from(true), Note::NoCommitBefore]);
    let bare = mapped(Scene::new(), CommittedOffset::at(offset(1500)));
    assert_eq!(bare.notes(), [from(false), Note::NoCommitBefore]);
}

#[test]
fn a_position_of_another_topic_is_warned_of() {
    let scene = mapped(Scene::committed(1200), commit(1500));
    assert_eq!(warnings(&scene), ["other_topic", "expiry_runs_on"]);
    let told = scene.group_plan().warnings[0].to_string();
    let expected = "offsets of clicks mean other records in orders, unless it mirrors clicks";
    assert!(told.starts_with(expected), "{told}");
}

#[test]
fn a_topic_with_fewer_partitions_than_the_one_it_stands_for_is_refused() {
    let mut scene = mapped(Scene::new(), commit(1500));
    scene.world.ranges.clear();
    let source = TopicPartition::new("clicks", 0);
    assert_eq!(scene.reasons(), [Reason::NotMappable { source }]);
}

#[test]
fn a_position_that_the_other_log_does_not_hold_is_refused_or_clamped() {
    let scene = mapped(Scene::new(), commit(2001));
    assert_eq!(codes(&scene), ["out_of_range"]);
    let clamped = scene.allowing(|policy| policy.out_of_range = OutOfRange::Clamp);
    assert_eq!(clamped.after().unwrap().offset, offset(2000));
}

#[test]
fn a_commit_stays_where_only_missing_ones_are_copied() {
    let scene = mapped(Scene::committed(1200), commit(1500));
    let scene = scene.allowing(|policy| policy.only_missing = true);
    assert_eq!(scene.notes(), [Note::HasCommit]);
}

#[test]
fn a_group_with_members_is_followed_as_of_this_moment() {
    let warned = |source| {
        let mut scene = Scene::committed(1200).restores(commit(1500));
        scene.request.source = source;
        warnings(&scene)
    };
    assert_eq!(warned(followed(2)), ["source_moves", "expiry_runs_on"]);
    assert_eq!(warned(followed(0)), ["expiry_runs_on"]);
}
