//! A plan is applied once.

use super::*;

fn applied() -> Scene {
    let scene = saved();
    scene.koffset("apply plan.json --yes").exits(0);
    scene
}

#[test]
fn a_plan_that_was_applied_has_nothing_more_to_do() {
    let scene = applied();
    scene
        .koffset("apply plan.json --yes")
        .exits(0)
        .says("the groups stand where the plan puts them\n")
        .prints("nothing to do\n")
        .never_says("to take it back");
    let run = scene.koffset("apply plan.json --yes --format json");
    let outcome = run.exits(0).json();
    assert_eq!(outcome["plan_id"], document(&scene)["id"]);
    assert_eq!(outcome["journal_id"], Value::Null);
    assert_eq!(outcome["result"], "unchanged");
    let row = &outcome["groups"][0]["partitions"][0];
    assert_eq!(row["read_back"]["offset"], 10);
    assert_eq!(row["status"], "unchanged");
    // Neither is anybody asked, nor anything sent that a limit would be for.
    scene.koffset("apply plan.json --max-skip 0").exits(0);
}

#[test]
fn nothing_to_do_on_another_cluster_than_the_one_that_is_meant_is_refused() {
    let scene = applied();
    scene
        .koffset("apply plan.json --yes --cluster-id another")
        .exits(3)
        .says("error: cluster another is meant, and this is ");
}

#[test]
fn a_plan_that_was_applied_is_not_applied_again_where_the_group_has_moved_since() {
    let scene = applied();
    scene.commit("billing", "orders", &[Some(9), None]);
    scene
        .koffset("apply plan.json --yes")
        .exits(3)
        .prints_nothing()
        .says(" was applied already: at ")
        .says(", as change 2")
        .says("hint: make a new plan, as with koffset reset --save-plan FILE\n");
    stands_at(&scene, &[(0, 9), (1, 10)]);
}

#[test]
fn a_plan_that_was_taken_back_is_not_applied_again() {
    let scene = applied();
    scene.commit("billing", "orders", &[Some(4), Some(7)]);
    scene
        .koffset("apply plan.json --yes")
        .exits(3)
        .says(" was applied already: at ");
    scene.commit("billing", "orders", &[Some(10), Some(10)]);
    let undo = scene.koffset("undo --save-plan undo.json");
    undo.exits(0);
    scene.koffset("apply undo.json --yes").exits(0);
    stands_at(&scene, &BEFORE);
    for options in ["--yes", "--dry-run"] {
        scene
            .koffset(&format!("apply plan.json {options}"))
            .exits(3)
            .prints_nothing()
            .says(" was applied already: at ");
    }
    stands_at(&scene, &BEFORE);
}

#[test]
fn where_no_journal_tells_the_world_must_be_as_the_plan_saw_it() {
    let scene = saved();
    scene.koffset("apply plan.json --yes --no-journal").exits(0);
    scene
        .koffset("apply plan.json --yes")
        .exits(0)
        .prints("nothing to do\n");
    scene.commit("billing", "orders", &[Some(9), None]);
    scene
        .koffset("apply plan.json --yes")
        .exits(3)
        .says("orders:0 of group billing: the commit was 4 and is 9\n")
        .says("orders:1 of group billing: the commit was 7 and is 10\n");
}

#[test]
fn a_plan_that_writes_nothing_is_applied_as_often_as_one_likes() {
    let scene = scene();
    let save = SAVE.replace("--to-latest", "--to-current");
    scene.koffset(&save).exits(0);
    for _ in 0..2 {
        scene
            .koffset("apply plan.json --yes")
            .exits(0)
            .prints("nothing to do\n");
    }
    scene.commit("billing", "orders", &[Some(9), None]);
    scene
        .koffset("apply plan.json --yes")
        .exits(3)
        .says("the commit was 4 and is 9\n");
}

#[test]
fn a_journal_that_cannot_be_read_in_full_is_told() {
    let scene = saved();
    let folder = crate::support::koffset::journal();
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("20260101T000000Z-0000.json"), "{").unwrap();
    scene
        .koffset("apply plan.json --yes")
        .exits(0)
        .says("warning: journal: 20260101T000000Z-0000.json: ");
}

#[test]
fn partitions_that_a_topic_has_gained_are_told_and_left_alone() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(7)]);
    let one = "reset {}billing -t {}orders:1 --to-latest --save-plan plan.json";
    scene.koffset(one).exits(0);
    scene
        .koffset("apply plan.json --dry-run")
        .exits(0)
        .never_says("than when the plan was made");
    let fields = json!({"topic": scene.name("orders"), "count": 4});
    scene.checker.ask("create_partitions", fields);
    scene.koffset("apply plan.json --yes").exits(0).says(
        "warning: topic orders has 2 partitions more than when the plan was made, and the plan leaves them alone\n",
    );
    stands_at(&scene, &[(0, 4), (1, 10)]);
}
