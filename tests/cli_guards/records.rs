//! `--max-replay` and `--max-skip`.

use super::*;

#[test]
fn a_limit_that_is_met_exactly_is_kept_by_every_command() {
    each(|scene, line| {
        scene
            .koffset(&format!("{line} --yes --max-replay 7 --max-skip 5"))
            .exits(0);
        stands_at(scene, &AFTER);
    });
}

#[test]
fn a_limit_that_is_exceeded_by_one_refuses_every_command_with_both_numbers() {
    each(|scene, line| {
        scene
            .koffset(&format!("{line} --yes --max-replay 6 --max-skip 5"))
            .exits(3)
            .prints_nothing()
            .says("error: at most 7 records would be replayed, and --max-replay allows 6; the number is counted by offsets, an upper bound of the records\n")
            .says("nothing was changed\n")
            .never_says("--max-skip");
        let run = scene.koffset(&format!(
            "{line} --yes --max-replay 6 --max-skip 4 --format json"
        ));
        assert_eq!(codes(run.exits(3)), ["max_replay", "max_skip"]);
        run.says("error: at most 5 records would be skipped, and --max-skip allows 4; the number is counted by offsets, an upper bound of the records\n");
        let run = scene.koffset(&format!("{line} --dry-run --max-skip 4"));
        run.exits(3).says("--max-skip allows 4");
        stands_at(scene, &BEFORE);
    });
}

#[test]
fn records_are_summed_over_all_groups() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene.commit("shipping", "orders", &[Some(6)]);
    let line = "reset {}billing {}shipping -t {}orders --to-earliest --yes";
    scene
        .koffset(&format!("{line} --max-replay 9"))
        .exits(3)
        .says("error: at most 10 records would be replayed, and --max-replay allows 9; the number is counted by offsets, an upper bound of the records\n");
    scene
        .koffset(&format!("{line} --max-replay 10 --max-skip 0"))
        .exits(0);
    assert_eq!(scene.offsets("shipping", "orders"), [(0, 0)]);
}

#[test]
fn only_records_that_are_there_count() {
    let scene = Scene::with_orders(&[10], &[Some(1)]);
    scene.delete_records("orders", 0, 4);
    let line = "reset {}billing -t {}orders --to-latest --yes --max-skip";
    scene
        .koffset(&format!("{line} 5"))
        .exits(3)
        .says("error: at most 6 records would be skipped, and --max-skip allows 5; the number is counted by offsets, an upper bound of the records\n");
    scene.koffset(&format!("{line} 6")).exits(0);
}

#[test]
fn what_a_removed_commit_makes_its_consumers_do_is_not_taken_for_nothing_since_kafka_2_4() {
    let scene = Scene::with_orders(&[10], &[]);
    let create = "reset {}billing -t {}orders --to-latest --create-group --yes --format json";
    let run = scene.koffset(&format!("{create} --max-replay 0 --max-skip 10"));
    let id = run.exits(0).json()["journal_id"]
        .as_str()
        .unwrap()
        .to_owned();
    for limit in ["--max-replay", "--max-skip"] {
        let run = scene.koffset(&format!("undo {id} --yes {limit} 1000 --format json"));
        assert_eq!(codes(run.exits(3)), ["removes_uncounted"]);
        run.says("where their consumers start then is for auto.offset.reset");
    }
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10)]);
    scene.koffset(&format!("undo {id} --yes")).exits(0);
}

#[test]
fn a_limit_is_a_number_of_records() {
    let scene = scene();
    for limit in ["-1", "1.5", "many", "18446744073709551616"] {
        scene
            .koffset(&format!(
                "seek {{}}billing {{}}orders:0=1 --max-replay={limit}"
            ))
            .exits(2)
            .says("--max-replay <RECORDS>");
    }
}
