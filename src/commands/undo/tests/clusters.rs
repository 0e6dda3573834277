//! Clusters and topics without ids.

use super::*;

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
