use super::*;

/// A rewind whose commit waits at the proxy.
fn held(cluster: &Faulty, group: &Group) -> Running {
    cluster.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let running = group.start_rewind();
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
    }
}

#[test]
fn a_second_signal_leaves_at_once_and_the_exit_code_says_that_nothing_is_known() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    let running = held(&cluster, &group);
    running.signal(Signal::INT);
    running.await_err("once more leaves without knowing its outcome");
    running.signal(Signal::INT);
    let run = running.ended().with_status(5);
    run.prints_nothing();
    run.never_says("nothing was changed");
}

#[test]
fn a_signal_before_anything_is_sent_changes_nothing() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    cluster.proxy().spoil(OFFSET_FETCH, &[Fault::Hold]);
    let running = group.start_rewind();
    cluster.proxy().await_met(OFFSET_FETCH, 1);
    running.signal(Signal::INT);
    let run = running.ended().with_status(130);
    run.prints_nothing().says("nothing was changed");
    assert_eq!(group.stands_at(), [5, 5]);
}

#[test]
fn a_terminal_that_goes_away_during_the_commit_does_not_break_it_off() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    cluster.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let terminal = Terminal::start(&group.rewind(&["--yes"]), &[]);
    cluster.proxy().await_met(OFFSET_COMMIT, 1);
    let mut ended = terminal.hangs_up();
    cluster.proxy().release();
    // The outcome has no reader any more, and that is what 5 may say too; but the change is whole.
    assert!([0, 5].contains(&ended.exit_code()));
    assert_eq!(group.stands_at(), [0, 0]);
}
