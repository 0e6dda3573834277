//! Which change is taken back.

use std::fs;

use super::*;
use crate::support::guarded;
use crate::support::koffset::journal;

#[test]
fn without_an_id_it_is_the_last_change_on_this_cluster_that_may_have_changed_something() {
    let (scene, id) = changed();
    let elsewhere = guarded::scene();
    elsewhere.orders(&[10], &[Some(4)]);
    let other = change(&elsewhere, "reset {}billing -t {}orders --to-latest --yes");
    let run = scene.koffset("undo --dry-run");
    run.exits(0).prints(&format!("as before reset {id} of "));
    scene.koffset("undo").exits(6).says("nobody can be asked");
    stands_at(&scene, &AFTER);
    let run = elsewhere.koffset("undo --dry-run");
    run.exits(0).prints(&format!("as before reset {other} of "));
    // An undo is a change like any other.
    let second = undo(&scene, &id);
    let run = scene.koffset("undo --dry-run");
    run.exits(0).prints(&format!("as before undo {second} of "));
}

#[test]
fn what_nobody_is_asked_about_must_be_named() {
    let (scene, id) = changed();
    for how in ["--yes", "--confirm {}billing"] {
        scene
            .koffset(&format!("undo {how}"))
            .exits(2)
            .says("error: which change is not said, and nobody is asked about it\n")
            .says(&format!(
                "hint: the last one on this cluster: koffset undo {id} --yes\n"
            ));
    }
    stands_at(&scene, &AFTER);
}

#[test]
fn an_id_may_be_abbreviated_as_long_as_it_names_one_change() {
    let (scene, id) = changed();
    let second = undo(&scene, &id);
    let third = undo(&scene, &second);
    let year = &id[..4];
    scene
        .koffset(&format!("undo {year} --yes"))
        .exits(3)
        .says(&format!("error: 3 changes begin with {year}: "))
        .says(&second)
        .says("hint: write more of the id\n");
    scene
        .koffset("undo 19990101T000000Z-0000 --yes")
        .exits(3)
        .says("error: the journal holds no change 19990101T000000Z-0000\n")
        .says("hint: koffset journal list --journal-dir ");
    scene
        .koffset(&format!("undo {} --yes", &third[..third.len() - 1]))
        .exits(2)
        .says(&format!("hint: write {third}\n"));
    scene
        .koffset(&format!("undo {} --dry-run", &third[..third.len() - 1]))
        .exits(0)
        .prints(&format!("as before undo {third} of "));
}

#[test]
fn a_change_on_another_cluster_is_not_taken_back_here() {
    let elsewhere = guarded::scene();
    elsewhere.orders(&[10], &[Some(4)]);
    let id = change(&elsewhere, "reset {}billing -t {}orders --to-latest --yes");
    let scene = scene();
    let here = scene.checker.cluster_id();
    let there = elsewhere.checker.cluster_id();
    scene
        .koffset(&format!("undo {id} --yes --discard-progress"))
        .exits(3)
        .says(&format!(
            "error: the positions were saved on cluster {there}, and this is {here}\n"
        ));
    scene.koffset("undo").exits(3).says(&format!(
        "error: the journal holds no change on cluster {here}\n"
    ));
}

#[test]
fn a_change_without_a_journal_cannot_be_taken_back() {
    let scene = scene();
    scene
        .koffset(&format!("{RESET} --no-journal"))
        .exits(0)
        .never_says("koffset undo");
    scene
        .koffset("undo")
        .exits(3)
        .says("error: the journal holds no change on ")
        .says("nothing was changed\n");
    stands_at(&scene, &AFTER);
}

#[test]
fn a_journal_that_cannot_be_read_in_full_does_not_tell_the_last_change() {
    let (scene, id) = changed();
    let later = journal().join("20200101T000000Z-0000.9.json");
    fs::write(&later, "{").unwrap();
    scene
        .koffset("undo --dry-run")
        .exits(3)
        .says("which change was the last is not known: 20200101T000000Z-0000.9.json: ");
    scene
        .koffset(&format!("undo {id} --dry-run"))
        .exits(0)
        .prints(&format!("as before reset {id} of "));
    scene
        .koffset("undo 20200101T000000Z-0000 --yes")
        .exits(1)
        .says("20200101T000000Z-0000.9.json: ");
}

/// As a prune leaves it that was killed between the two.
#[test]
fn an_outcome_without_its_entry_does_not_hide_the_last_change() {
    let (scene, id) = changed();
    let orphan = journal().join("29990101T000000Z-0000.outcome.json");
    fs::copy(journal().join(format!("{id}.outcome.json")), orphan).unwrap();
    scene
        .koffset("undo --dry-run")
        .exits(0)
        .prints(&format!("as before reset {id} of "));
}

#[test]
fn a_change_that_was_interrupted_is_looked_at_again() {
    let (scene, id) = changed();
    fs::remove_file(journal().join(format!("{id}.outcome.json"))).unwrap();
    // One partition of it was never written.
    scene.commit("billing", "orders", &[Some(7), None, None]);
    let run = scene.koffset("undo --dry-run");
    run.exits(0).prints(&format!("as before reset {id} of "));
    let run = scene.koffset(&format!("undo {id} --yes"));
    run.exits(0)
        .prints("moved 1 of 1 partition, read back and equal\n");
    is_as_before(&scene);
}
