use super::stage::{AFTER, BEFORE, MOVE, Stage};
use super::written::{no_change, only_change};
use super::*;

/// A rewind whose commit waits at the proxy.
fn held(cluster: &Faulty, group: &Group) -> Running {
    cluster.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let running = group.start_rewind(PATIENT);
    cluster.proxy().await_met(OFFSET_COMMIT, 1);
    running
}

#[test]
fn one_signal_while_the_commit_is_under_way_lets_it_finish() {
    let cluster = faulty::cluster();
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let group = Group::on(&cluster);
        let running = held(&cluster, &group);
        running.signal(signal);
        running.await_err("interrupted while a change is under way");
        cluster.proxy().release();
        let run = running.ended().with_status(0);
        assert_eq!(statuses(&run), ["applied", "applied"]);
        assert_eq!(group.stands_at(), [0, 0]);
        only_change(&group.id).holds("applied", &[(Some(5), "applied"); 2]);
    }
}

#[test]
fn a_second_signal_leaves_at_once_and_neither_the_exit_code_nor_the_journal_claims_to_know() {
    let cluster = faulty::cluster();
    for signal in [Signal::INT, Signal::TERM] {
        let group = Group::on(&cluster);
        let running = held(&cluster, &group);
        running.signal(signal);
        running.await_err("once more leaves without knowing its outcome");
        running.signal(signal);
        let run = running.ended().with_status(5);
        run.prints_nothing();
        run.says(
            "left while a change was under way: what became of it is not known, and a broker may",
        );
        run.never_says("nothing was changed");
        only_change(&group.id).is_interrupted(&[Some(5), Some(5)]);
        cluster.proxy().behave();
    }
}

#[test]
fn a_signal_before_anything_is_sent_changes_nothing() {
    let cluster = faulty::cluster();
    for signal in [Signal::INT, Signal::TERM] {
        let group = Group::on(&cluster);
        cluster.proxy().spoil(OFFSET_FETCH, &[Fault::Hold]);
        let running = group.start_rewind(PATIENT);
        cluster.proxy().await_met(OFFSET_FETCH, 1);
        running.signal(signal);
        let run = running.ended().with_status(130);
        run.prints("\"kind\": \"interrupted\"")
            .says("nothing was changed");
        assert_eq!(group.stands_at(), [5, 5]);
        no_change(&group.id);
        cluster.proxy().behave();
    }
}

#[test]
fn a_terminal_that_goes_away_during_the_commit_does_not_break_it_off() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    cluster.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let terminal = Terminal::start(&group.rewind(PATIENT, &["--yes"]), &[]);
    cluster.proxy().await_met(OFFSET_COMMIT, 1);
    let mut ended = terminal.hangs_up();
    cluster.proxy().release();
    // The outcome has no reader any more, and that is what 5 may say too; but the change is whole.
    assert!([0, 5].contains(&ended.exit_code()));
    assert_eq!(group.stands_at(), [0, 0]);
    only_change(&group.id).holds("applied", &[(Some(5), "applied"); 2]);
}

#[test]
fn a_signal_during_the_recheck_ends_without_a_change() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let stage = Stage::with_billing();
        let second = [Fault::Pass, Fault::Hold];
        stage.proxy().spoil(OFFSET_FETCH, &second);
        let koffset = stage.start(MOVE);
        stage.proxy().await_met(OFFSET_FETCH, 1);
        koffset.await_err("6 skipped, in 2 partitions");
        koffset.signal(signal);
        stage
            .ended(koffset)
            .exits(130)
            .prints_nothing()
            .says("error: interrupted\n")
            .says("nothing was changed");
        stage.sent_nothing();
        let change = only_change(&stage.name("billing"));
        change.holds("unchanged", &[(Some(4), "failed"); 2]);
        stage.stands_at(&BEFORE);
    }
}

#[test]
fn a_signal_does_not_keep_a_commit_that_is_under_way_from_being_given_up() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let koffset = stage.start(&hasty(MOVE));
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    koffset.signal(Signal::INT);
    stage
        .ended(koffset)
        .exits(5)
        .prints("moved 0 of 2 partitions, 0 not moved, 2 not known\n");
    stage.stands_at(&BEFORE);
    let change = only_change(&stage.name("billing"));
    change.holds("unknown", &[(Some(4), "unknown"); 2]);
}

#[test]
fn a_signal_while_the_change_is_read_back_does_not_keep_the_outcome_from_being_told() {
    for signal in [Signal::INT, Signal::TERM] {
        let stage = Stage::with_billing();
        // The preview's and the recheck's are the first two.
        let third = [Fault::Pass, Fault::Pass, Fault::HoldAnswer];
        stage.proxy().spoil(OFFSET_FETCH, &third);
        let koffset = stage.start(MOVE);
        stage.proxy().await_met(OFFSET_FETCH, 1);
        koffset.signal(signal);
        koffset.await_err("interrupted while a change is under way: finishing it");
        stage.proxy().release();
        stage
            .ended(koffset)
            .exits(0)
            .prints("moved 2 of 2 partitions, read back and equal\n");
        stage.stands_at(&AFTER);
        let change = only_change(&stage.name("billing"));
        change.holds("applied", &[(Some(4), "applied"); 2]);
    }
}
