//! Changes that are taken back to the state before them.

use super::*;

#[test]
fn a_reset_is_taken_back_in_every_partition_that_it_moved_since_kafka_2_8() {
    let (scene, id) = changed();
    stands_at(&scene, &AFTER);
    scene
        .koffset(&format!("undo {id} --yes"))
        .exits(0)
        .says(&format!("target as before reset {id} of "))
        .says("~ orders 0 0 5 7 +2 0 2 3\n")
        .says("~ orders 1 0 5 2 -3 3 0 8\n")
        .says("journal 2")
        .says("to take it back: koffset undo 2")
        .prints("moved 2 of 2 partitions, read back and equal\n");
    stands_at(&scene, &BEFORE);
    is_as_before(&scene);
}

#[test]
fn metadata_and_leader_epoch_come_back_with_the_offset_since_kafka_2_8() {
    let scene = Scene::with_orders(&[10, 10], &[None, Some(3)]);
    let there = CommittedOffset {
        leader_epoch: Some(0),
        metadata: Some("mark".to_owned()),
        ..CommittedOffset::at(Offset::new(3).unwrap())
    };
    scene.commit_as("billing", "orders", 0, &there);
    save(&scene);
    let id = change(&scene, "reset {}billing -t {}orders --to-latest --yes");
    assert_eq!(scene.committed("billing", "orders")[0].1.metadata, None);
    undo(&scene, &id);
    assert_eq!(scene.committed("billing", "orders")[0], (0, there));
    is_as_before(&scene);
}

#[test]
fn a_commit_that_did_not_exist_is_removed_since_kafka_2_4() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), None]);
    save(&scene);
    let id = change(&scene, "reset {}billing -t {}orders --to-latest --yes");
    stands_at(&scene, &[(0, 10), (1, 10)]);
    let run = scene.koffset(&format!("undo {id} --yes"));
    run.exits(0)
        .prints("moved 1 and deleted 1 of 2 commits, read back and equal\n");
    stands_at(&scene, &[(0, 4)]);
    is_as_before(&scene);
}

#[test]
fn the_commits_of_a_group_that_was_created_go_and_it_is_said_what_stays_since_kafka_2_4() {
    let scene = Scene::with_orders(&[10, 10], &[]);
    let create = "reset {}billing -t {}orders --to-latest --create-group --yes";
    let id = change(&scene, create);
    let preview = scene
        .koffset(&format!("undo {id} --dry-run"))
        .with_status(0);
    preview.prints(
        "no commit that can be seen is left: the group stays, empty, until the broker cleans it up",
    );
    stands_at(&scene, &[(0, 10), (1, 10)]);
    undo(&scene, &id);
    stands_at(&scene, &[]);
}

#[test]
fn a_seek_is_taken_back() {
    let scene = scene();
    let id = change(
        &scene,
        "seek {}billing {}orders:0=earliest {}orders:2=latest --yes",
    );
    stands_at(&scene, &[(0, 0), (1, 2), (2, 10)]);
    undo(&scene, &id);
    is_as_before(&scene);
}

#[test]
fn a_restore_that_removed_commits_is_taken_back_since_kafka_2_4() {
    let scene = Scene::with_orders(&[10; 3], &[Some(7), None, None]);
    scene
        .koffset("snapshot {}billing --output old.json")
        .exits(0);
    scene.commit("billing", "orders", &[Some(3), Some(8), Some(9)]);
    save(&scene);
    let restore = "reset {}billing --to-snapshot old.json --exact --yes";
    let id = change(&scene, restore);
    stands_at(&scene, &[(0, 7)]);
    undo(&scene, &id);
    stands_at(&scene, &[(0, 3), (1, 8), (2, 9)]);
    is_as_before(&scene);
}

#[test]
fn changes_of_several_groups_are_taken_back_together_since_kafka_2_4() {
    let scene = scene();
    scene.commit("shipping", "orders", &[Some(1), None, Some(3)]);
    let save = "snapshot {}billing {}shipping --output both.json";
    scene.koffset(save).exits(0);
    let id = change(
        &scene,
        "reset {}billing {}shipping -t {}orders --to-latest --yes",
    );
    assert_eq!(
        scene.offsets("shipping", "orders"),
        [(0, 10), (1, 10), (2, 10)]
    );
    undo(&scene, &id);
    assert_eq!(scene.offsets("shipping", "orders"), [(0, 1), (2, 3)]);
    scene.koffset("diff both.json live").exits(0);
}

#[test]
fn an_undo_is_a_change_that_can_be_taken_back_itself() {
    let (scene, id) = changed();
    let second = undo(&scene, &id);
    assert_eq!(journalled(&scene, &second)["plan"]["undoes"], json!(id));
    assert_eq!(journalled(&scene, &id)["undone_by"], json!([second]));
    scene
        .koffset(&format!("journal show {id}"))
        .exits(0)
        .prints(&second);
    let third = undo(&scene, &second);
    stands_at(&scene, &AFTER);
    undo(&scene, &third);
    is_as_before(&scene);
}

#[test]
fn what_is_back_already_is_left_alone() {
    let (scene, id) = changed();
    scene.commit("billing", "orders", &[Some(7), None, None]);
    let run = scene.koffset(&format!("undo {id} --yes"));
    run.exits(0)
        .says("stands where it stood before: left alone\n")
        .prints("moved 1 of 1 partition, read back and equal\n");
    is_as_before(&scene);
    scene
        .koffset(&format!("undo {id} --yes"))
        .exits(0)
        .prints("nothing to do\n");
}

#[test]
fn an_undo_can_be_saved_and_applied_by_another() {
    let (scene, id) = changed();
    scene
        .koffset(&format!("undo {id} --save-plan undo.json"))
        .exits(0);
    stands_at(&scene, &AFTER);
    let applied = change(&scene, "apply undo.json --yes");
    is_as_before(&scene);
    assert_eq!(journalled(&scene, &id)["undone_by"], json!([applied]));
}

#[test]
fn a_part_of_a_change_is_taken_back_by_its_topics_and_partitions() {
    let (scene, id) = changed();
    undo(&scene, &format!("{id} -t {{}}orders:1"));
    stands_at(&scene, &[(0, 5), (1, 2), (2, 9)]);
    for (topic, place) in [
        ("{}payments", "payments"),
        ("{}orders:0,2", "orders:2"),
        ("{}orders -t {}payments", "payments"),
    ] {
        scene
            .koffset(&format!("undo {id} -t {topic} --yes"))
            .exits(3)
            .says(&format!("error: change {id} wrote nothing in {place}\n"))
            .says(&format!(
                "hint: koffset journal show {id} shows what it wrote\n"
            ));
    }
    undo(&scene, &format!("{id} -t {{}}orders"));
    is_as_before(&scene);
}
