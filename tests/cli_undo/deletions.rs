//! Copies and deletions that are taken back.

use super::*;
use crate::support::version;

/// A group that a member of this protocol left behind, with all that a client can put into a commit, and a
/// snapshot of it in `before.json`.
fn stopped(protocol: &str) -> (Scene, Vec<(i32, CommittedOffset)>) {
    let scene = Scene::with_orders(&[10, 10], &[]);
    scene.commit_as_member(protocol, "billing", "orders", &[4, 5]);
    let mut first = scene.committed("billing", "orders")[0].1.clone();
    first.metadata = Some("ready".to_owned());
    scene.commit_as("billing", "orders", 0, &first);
    let before = scene.committed("billing", "orders");
    save(&scene);
    (scene, before)
}

#[test]
fn deleted_commits_come_back_as_they_were_since_kafka_2_4() {
    for &protocol in version::consumer_protocols() {
        let (scene, before) = stopped(protocol);
        let id = change(&scene, "delete-offsets {}billing -t {}orders --yes");
        stands_at(&scene, &[]);
        undo(&scene, &id);
        assert_eq!(scene.committed("billing", "orders"), before);
        is_as_before(&scene);
    }
}

#[test]
fn the_commits_of_a_deleted_group_come_back_as_they_were_in_a_simple_group() {
    for &protocol in version::consumer_protocols() {
        let (scene, before) = stopped(protocol);
        let id = change(&scene, "group delete {}billing --yes");
        assert!(!scene.knows_group("billing"));
        let run = scene.koffset(&format!("undo {id} --dry-run"));
        run.exits(0)
            .prints("the group is gone: it comes back as a simple group");
        undo(&scene, &id);
        assert_eq!(scene.committed("billing", "orders"), before);
        is_as_before(&scene);
    }
}

#[test]
fn a_copy_is_taken_back_and_the_copied_group_stays_since_kafka_2_4() {
    let (scene, before) = stopped(version::newest_protocol());
    scene.commit("green", "orders", &[None, Some(9)]);
    let both = "snapshot {}billing {}green --output both.json";
    scene.koffset(both).exits(0);
    let id = change(&scene, "copy {}billing {}green --all-topics --yes");
    assert_eq!(scene.committed("green", "orders"), before);
    undo(&scene, &id);
    assert_eq!(scene.offsets("green", "orders"), [(1, 9)]);
    assert_eq!(scene.committed("billing", "orders"), before);
    scene.koffset("diff both.json live").exits(0);
}

#[test]
fn a_plan_that_deletes_a_group_is_applied_once() {
    let (scene, _) = stopped("classic");
    let save = "group delete {}billing --save-plan delete.json";
    scene.koffset(save).exits(0);
    assert!(scene.knows_group("billing"));
    let id = change(&scene, "apply delete.json --yes");
    assert!(!scene.knows_group("billing"));
    let run = scene.koffset("apply delete.json --yes");
    run.exits(0).prints("nothing to do\n");
    undo(&scene, &id);
    is_as_before(&scene);
    let run = scene.koffset("apply delete.json --yes");
    run.exits(3).says(" was applied already: at ");
    assert!(scene.knows_group("billing"));
}

#[test]
fn the_undo_of_a_deletion_deletes_the_commits_again_when_it_is_taken_back_since_kafka_2_4() {
    let (scene, _) = stopped("classic");
    let id = change(&scene, "group delete {}billing --yes");
    let second = undo(&scene, &id);
    let third = undo(&scene, &second);
    stands_at(&scene, &[]);
    undo(&scene, &third);
    is_as_before(&scene);
}
