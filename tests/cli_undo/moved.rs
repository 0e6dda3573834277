//! Groups that have moved since the change, or are in use.

use super::*;
use crate::support::member::{Member, await_state};

#[test]
fn a_group_that_has_moved_since_keeps_its_progress_and_both_places_are_told() {
    let (scene, id) = changed();
    scene.commit("billing", "orders", &[None, Some(6), None]);
    scene
        .koffset(&format!("undo {id} --yes"))
        .exits(3)
        .says(
            "error: orders:1 of group billing: the change was to put it at 5, and it is at 6 now\n",
        )
        .says("write --discard-progress to go back all the same, or name what is to go back with --group or --topic\n")
        .says("nothing was changed\n");
    let run = scene.koffset(&format!("undo {id} --yes --format json"));
    let expected = [json!(["orders", 1, "moved_since"])];
    assert_eq!(blockers(run.exits(3)), expected);
    stands_at(&scene, &[(0, 5), (1, 6), (2, 9)]);
    undo(&scene, &format!("{id} --discard-progress"));
    is_as_before(&scene);
}

#[test]
fn a_commit_that_is_gone_or_was_made_again_has_moved_since_kafka_2_4() {
    let (scene, id) = changed();
    let mark = CommittedOffset {
        metadata: Some("mark".to_owned()),
        ..CommittedOffset::at(Offset::new(5).unwrap())
    };
    scene.commit_as("billing", "orders", 0, &mark);
    let gone = json!({
        "group": scene.name("billing"),
        "partitions": [{"topic": scene.name("orders"), "partition": 1}],
    });
    scene.checker.ask("delete_group_offsets", gone);
    scene
        .koffset(&format!("undo {id} --yes"))
        .exits(3)
        .says("orders:0 of group billing: was committed again at 5 since the change, with other metadata\n")
        .says("orders:1 of group billing: the change was to put it at 5, and it has no commit now\n");
    undo(&scene, &format!("{id} --discard-progress"));
    is_as_before(&scene);
}

#[test]
fn what_the_group_did_elsewhere_is_no_part_of_the_change() {
    let (scene, id) = changed();
    scene.commit("billing", "orders", &[None, None, Some(10)]);
    undo(&scene, &id);
    stands_at(&scene, &[(0, 7), (1, 2), (2, 10)]);
}

#[test]
fn a_group_with_members_is_not_touched() {
    let (scene, id) = changed();
    let member = Member::joins(&scene, "billing", "orders", json!({}));
    await_state(&scene, "billing", "stable");
    let run = scene.koffset(&format!("undo {id} --yes --discard-progress --format json"));
    run.exits(3).says("has active members");
    assert_eq!(blockers(&run), [json!([null, null, "has_members"])]);
    drop(member);
    stands_at(&scene, &AFTER);
}

#[test]
fn a_group_that_is_gone_comes_back_only_when_that_is_said() {
    let (scene, id) = changed();
    let groups = json!({"groups": [scene.name("billing")]});
    scene.checker.ask("delete_groups", groups);
    scene
        .koffset(&format!("undo {id} --yes"))
        .exits(3)
        .says("the change was to put it at 5, and it has no commit now\n");
    assert!(!scene.knows_group("billing"));
    let run = scene.koffset(&format!("undo {id} --yes --discard-progress"));
    run.exits(0).says("it comes back as a simple group");
    stands_at(&scene, &BEFORE[..2]);
}
