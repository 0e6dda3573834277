//! A journal that goes bad while a change is under way, or before it is taken back.

use std::fs::{self, File};

use super::saved::{RESTORE, saved};
use super::stage::{AFTER, BEFORE, MOVE, PROBES, Stage};
use super::written::{changes_in, no_change, only_change};
use crate::support::koffset::{Run, entry_file, journal};
use crate::support::process::Running;
use crate::support::proxy::{Fault, OFFSET_COMMIT, OFFSET_DELETE};

/// A move whose commit waits at the proxy.
fn held(stage: &Stage, line: &str) -> Running {
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let koffset = stage.start(line);
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    koffset
}

#[test]
fn an_outcome_that_cannot_be_journalled_is_told_and_the_entry_stays_without_one() {
    let stage = Stage::with_billing();
    let koffset = held(&stage, &format!("{MOVE} --format json"));
    let aside = stage.file("aside");
    fs::rename(journal(), &aside).unwrap();
    File::create(journal()).unwrap();
    stage.proxy().release();
    let run = stage.ended(koffset);
    fs::remove_file(journal()).unwrap();
    fs::rename(&aside, journal()).unwrap();
    let change = only_change(&stage.name("billing"));
    change.is_interrupted(&[Some(4), Some(4)]);
    let id = &change.id;
    run.exits(5)
        .says(&format!("to take it back: koffset undo {id}\n"))
        .says(&format!(
            "error: the outcome could not be written to the journal: the outcome of {id} could not be journalled: "
        ))
        .says(" is no folder\n")
        .never_says("nothing was changed");
    assert_eq!(run.json()["result"], "applied");
    assert_eq!(run.json()["journal_id"], *id);
    stage.stands_at(&AFTER);
    stage.koffset(&format!("undo {id} --yes")).exits(0);
    stage.stands_at(&BEFORE);
}

#[test]
fn a_journal_that_goes_away_with_the_question_keeps_the_change_from_being_sent_since_kafka_2_4() {
    let stage = saved();
    stage.proxy().spoil(OFFSET_DELETE, &[Fault::HoldAnswer]);
    let koffset = stage.start(RESTORE);
    stage.proxy().await_met(OFFSET_DELETE, 1);
    // The preview was shown and the folder made; whether commits can be removed is what is asked before the entry.
    fs::remove_dir(journal()).unwrap();
    File::create(journal()).unwrap();
    stage.proxy().release();
    let run = stage.ended(koffset);
    fs::remove_file(journal()).unwrap();
    run.exits(1)
        .prints_nothing()
        .says(&format!(
            "error: the journal in {} cannot be written: ",
            journal().display()
        ))
        .says(
            "hint: --journal-dir DIR takes another folder; --no-journal changes without a journal",
        )
        .says("nothing was changed\n");
    assert_eq!(stage.proxy().count(OFFSET_COMMIT), 0);
    assert_eq!(stage.proxy().count(OFFSET_DELETE), PROBES);
    no_change(&stage.name("billing"));
    stage.stands_at(&BEFORE);
}

#[test]
fn a_folder_that_is_removed_during_a_change_takes_the_entry_and_not_the_truth_with_it() {
    let stage = Stage::with_billing();
    let koffset = held(&stage, MOVE);
    let aside = stage.file("aside");
    fs::rename(journal(), &aside).unwrap();
    stage.proxy().release();
    stage
        .ended(koffset)
        .exits(5)
        .prints("moved 2 of 2 partitions, read back and equal\n")
        .says(&format!(
            "the folder {} does not exist\n",
            journal().display()
        ));
    let [change] = changes_in(&aside, &stage.name("billing"))
        .try_into()
        .ok()
        .unwrap();
    change.is_interrupted(&[Some(4), Some(4)]);
    stage.stands_at(&AFTER);
}

#[test]
fn a_damaged_entry_is_named_and_not_taken_back() {
    let stage = Stage::with_billing();
    stage.koffset(MOVE).exits(0);
    let change = only_change(&stage.name("billing"));
    let file = entry_file(&change.id);
    let name = file.file_name().unwrap().to_str().unwrap();
    let whole = fs::read_to_string(&file).unwrap();
    let edited = whole.replace("\"offset\": 4,", "\"offset\": 3,");
    for (text, status, reason) in [
        (&whole[..whole.len() / 2], 1, "is cut off at line "),
        (edited.as_str(), 3, "was edited"),
        ("", 1, "is empty"),
    ] {
        fs::write(&file, text).unwrap();
        Run::of(["journal", "list"])
            .exits(0)
            .says(&format!("warning: {name}: "))
            .says(reason);
        stage
            .koffset(&format!("undo {} --yes", change.id))
            .exits(status)
            .prints_nothing()
            .says(&format!("error: {}: ", file.display()))
            .says(reason)
            .says("nothing was changed\n");
        stage.stands_at(&AFTER);
    }
    fs::write(&file, &whole).unwrap();
    stage.koffset(&format!("undo {} --yes", change.id)).exits(0);
    stage.stands_at(&BEFORE);
}

#[test]
fn a_change_whose_outcome_is_damaged_is_taken_back_by_looking() {
    let stage = Stage::with_billing();
    stage.koffset(MOVE).exits(0);
    let change = only_change(&stage.name("billing"));
    let file = journal().join(format!("{}.outcome.json", change.id));
    fs::write(&file, "{").unwrap();
    Run::of(["journal", "list"]).exits(0).prints(" damaged ");
    Run::of(["journal", "show", &change.id]).exits(0).prints(
        "Nothing says what became of it: 2 partitions may stand as before or as planned.\n",
    );
    stage.koffset(&format!("undo {} --yes", change.id)).exits(0);
    stage.stands_at(&BEFORE);
}
