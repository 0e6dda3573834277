//! Clusters and topics without ids, and changes of other users.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};

use super::*;

/// Needs the right to give a file away.
#[test]
fn newer_changes_of_others_are_told_and_an_older_one_is_the_last() {
    let world = World::new();
    let mine = world.changed(SEEK);
    let theirs = ["110", "111"].map(|to| world.changed(&format!("seek billing orders:0={to}")));
    let journal = world.folder.path().join("journal");
    fs::set_permissions(&journal, fs::Permissions::from_mode(0o1777)).unwrap();
    for (id, number) in theirs.iter().zip(2..) {
        if chown(
            journal.join(format!("{id}.{number}.json")),
            Some(12345),
            None,
        )
        .is_err()
        {
            return;
        }
    }
    let last = world.run("undo --dry-run --discard-progress");
    let warning = format!(
        "2 newer changes belong to other users, and are not taken for the last; the newest is {}",
        theirs[1]
    );
    assert!(last.err.contains(&warning), "{}", last.err);
    assert!(last.out.contains(&mine), "{}", last.out);
    chown(journal.join(format!("{mine}.1.json")), Some(12345), None).unwrap();
    let none = world.run("undo --dry-run");
    let why = "the journal holds no change of this user's on ";
    is(&none, ExitStatus::Refused, why);
    assert!(none.err.contains("3 newer changes"), "{}", none.err);
}

#[test]
fn a_cluster_without_an_id_is_no_cluster_with_one() {
    let world = World::new();
    let with_id = world.changed(SEEK);
    world.cluster.set_cluster_id(None);
    let none = world.run("undo --dry-run");
    is(
        &none,
        ExitStatus::Refused,
        "the journal holds no change on ",
    );
    // Named, it may be this cluster's: nobody can tell, and that is said.
    let named = world.run(&format!("undo {with_id} --dry-run"));
    assert_eq!(named.status(), ExitStatus::Done, "{}", named.err);
    assert!(named.out.contains("cluster ids unknown"), "{}", named.out);
    let without = world.changed("seek billing orders:0=110");
    let last = world.run("undo --dry-run");
    assert!(last.out.contains(&without), "{}", last.out);
    let meant = world.run(&format!("undo {without} --yes --cluster-id another"));
    is(
        &meant,
        ExitStatus::Refused,
        "cluster another is meant, and this one has no id",
    );
    world.run(&format!("undo {without} --yes"));
    assert_eq!(world.offsets(), [120, 130]);
}

#[test]
fn a_plan_is_not_for_a_cluster_that_has_lost_its_id() {
    let world = World::new();
    world.run(&format!("{SEEK} --save-plan FOLDER/plan.json"));
    world.cluster.set_cluster_id(None);
    let ended = world.run("apply FOLDER/plan.json --yes");
    is(&ended, ExitStatus::Refused, "and is without an id");
    assert_eq!(world.changes(), 0);
}

#[test]
fn topics_without_ids_are_taken_back_with_a_word_on_it_and_without_the_epoch() {
    let world = World::new();
    world.cluster.set_topic_id("orders", None);
    let id = world.changed("seek billing orders:0=120");
    let ended = world.run(&format!("undo {id} --dry-run"));
    assert!(ended.out.contains("topic ids unknown"), "{}", ended.out);
    world.run(&format!("undo {id} --yes"));
    assert_eq!(world.offsets(), [150]);
}
