//! That copies and deletions are taken back by `koffset undo`, judged by Kafka's own Java client.

use koffset::model::CommittedOffset;

use crate::support::koffset::Run;
use crate::support::scene::Scene;

/// A group that a member of this protocol left behind, with all that a client can put into a commit.
fn stopped(protocol: &str) -> (Scene, Vec<(i32, CommittedOffset)>) {
    let scene = Scene::with_orders(&[10, 10], &[]);
    scene.commit_as_member(protocol, "billing", "orders", &[4, 5]);
    let mut first = scene.committed("billing", "orders")[0].1.clone();
    first.metadata = Some("ready".to_owned());
    scene.commit_as("billing", "orders", 0, &first);
    let before = scene.committed("billing", "orders");
    (scene, before)
}

/// Takes back what this run did.
fn undo(scene: &Scene, run: &Run) {
    let outcome = run.exits(0).json();
    let id = outcome["journal_id"].as_str().unwrap();
    scene.koffset(&format!("undo {id} --yes")).exits(0);
}

#[test]
fn deleted_commits_come_back_as_they_were() {
    for protocol in ["classic", "consumer"] {
        let (scene, before) = stopped(protocol);
        let run = scene.koffset("delete-offsets {}billing -t {}orders --yes --format json");
        assert_eq!(scene.offsets("billing", "orders"), []);
        undo(&scene, &run);
        assert_eq!(scene.committed("billing", "orders"), before);
    }
}

#[test]
fn the_commits_of_a_deleted_group_come_back_as_they_were() {
    for protocol in ["classic", "consumer"] {
        let (scene, before) = stopped(protocol);
        let run = scene.koffset("group delete {}billing --yes --format json");
        assert!(!scene.knows_group("billing"));
        undo(&scene, &run);
        assert_eq!(scene.committed("billing", "orders"), before);
    }
}

#[test]
fn a_copy_is_taken_back_and_the_copied_group_stays() {
    let (scene, before) = stopped("consumer");
    scene.commit("green", "orders", &[None, Some(9)]);
    let run = scene.koffset("copy {}billing {}green --all-topics --yes --format json");
    assert_eq!(scene.committed("green", "orders"), before);
    undo(&scene, &run);
    assert_eq!(scene.offsets("green", "orders"), [(1, 9)]);
    assert_eq!(scene.committed("billing", "orders"), before);
}
