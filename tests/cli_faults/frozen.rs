use super::stage::{AFTER, BEFORE, MOVE, Stage};
use super::written::{changes, only_change};
use super::*;

#[test]
fn a_broker_that_freezes_after_the_preview_fails_the_recheck_and_nothing_is_sent() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    let mut terminal = Terminal::start(&group.rewind(HASTY, &[]), &[]);
    terminal.await_text("[y/N]");
    cluster.freeze();
    terminal.type_in("y\r");
    let code = terminal.exit_code();
    cluster.thaw();
    let text = terminal.text();
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("no answer within "), "{text}");
    assert!(text.contains("nothing was changed"), "{text}");
    assert_eq!(group.stands_at(), [5, 5]);
    only_change(&group.id).holds("unchanged", &[(Some(5), "failed"); 2]);
}

#[test]
fn a_broker_that_freezes_with_the_commit_leaves_the_outcome_unknown() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    cluster.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let running = group.start_rewind(HASTY);
    cluster.proxy().await_met(OFFSET_COMMIT, 1);
    cluster.freeze();
    cluster.proxy().release();
    let run = running.ended();
    cluster.thaw();
    run.exits(5)
        .says("what became of the change is not known, and a broker may still carry it out")
        .never_says("nothing was changed");
    assert_eq!(statuses(&run), ["unknown", "unknown"]);
    let change = only_change(&group.id);
    change.holds("unknown", &[(Some(5), "unknown"); 2]);
}

#[test]
fn a_question_stays_open_over_a_frozen_broker_and_ctrl_c_ends_the_recheck() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    let mut terminal = Terminal::start(&group.rewind(PATIENT, &[]), &[]);
    terminal.await_text("[y/N]");
    cluster.freeze();
    terminal.type_in("y\r");
    terminal.type_in(crate::support::terminal::CTRL_C);
    let code = terminal.exit_code();
    cluster.thaw();
    assert_eq!(code, 130, "{}", terminal.text());
    assert!(terminal.text().contains("nothing was changed"));
    assert_eq!(group.stands_at(), [5, 5]);
    // The key may have been read before the entry was written.
    for change in changes(&group.id) {
        change.holds("unchanged", &[(Some(5), "failed"); 2]);
    }
}

#[test]
fn a_broker_that_freezes_after_a_commit_leaves_it_unknown_though_it_was_done() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::HoldAnswer]);
    let koffset = stage.start(&hasty(MOVE));
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    stage.cluster.freeze();
    stage.proxy().release();
    let run = stage.ended(koffset);
    stage.cluster.thaw();
    run.exits(5)
        .prints("? billing orders 0 4 7 ? the broker took it, and reading it back failed:")
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n");
    stage.await_stands_at(&AFTER);
    let change = only_change(&stage.name("billing"));
    change.holds("unknown", &[(Some(4), "unknown"); 2]);
    stage
        .koffset(&format!("undo {} --yes", change.id))
        .exits(0)
        .prints("moved 2 of 2 partitions, read back and equal\n");
    stage.stands_at(&BEFORE);
}

#[test]
fn a_broker_that_freezes_before_a_commit_reaches_it_leaves_nothing_to_take_back() {
    let stage = Stage::with_billing();
    stage.proxy().spoil_all(OFFSET_COMMIT, Fault::CutBefore);
    let koffset = stage.start(&hasty(MOVE));
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    stage.cluster.freeze();
    let run = stage.ended(koffset);
    stage.cluster.thaw();
    run.exits(5)
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n");
    let change = only_change(&stage.name("billing"));
    change.holds("unknown", &[(Some(4), "unknown"); 2]);
    stage
        .koffset(&format!("undo {} --yes", change.id))
        .exits(0)
        .prints("nothing to do\n");
    stage.stands_at(&BEFORE);
}
