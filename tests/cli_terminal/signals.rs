use super::*;

#[test]
fn ctrl_c_at_the_question_changes_nothing() {
    let group = Group::new();
    let mut terminal = group.asked();
    terminal.type_in(CTRL_C);
    assert_eq!(terminal.exit_code(), 130, "{}", terminal.text());
    assert!(
        terminal.text().contains("nothing was changed"),
        "{}",
        terminal.text()
    );
    assert_eq!(group.stands_at(), 3);
}

#[test]
fn ctrl_c_after_a_stray_key_changes_nothing_either() {
    let group = Group::new();
    let mut terminal = group.asked();
    terminal.type_in("y");
    terminal.type_in(CTRL_C);
    assert_eq!(terminal.exit_code(), 130, "{}", terminal.text());
    assert_eq!(group.stands_at(), 3);
}

#[test]
fn a_signal_to_end_at_the_question_changes_nothing() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let group = Group::new();
        let mut terminal = group.asked();
        terminal.signal(signal);
        assert_eq!(terminal.exit_code(), 130, "{}", terminal.text());
        assert_eq!(group.stands_at(), 3);
    }
}

#[test]
fn a_terminal_that_goes_away_at_the_question_changes_nothing() {
    let group = Group::new();
    let terminal = group.asked();
    let code = terminal.hangs_up().exit_code();
    assert!([6, 130].contains(&code), "{code}");
    assert_eq!(group.stands_at(), 3);
}

#[test]
fn a_reader_that_goes_away_ends_the_command_quietly() {
    let mut koffset = command()
        .args(["-b", kafka::bootstrap(), "range", "__consumer_offsets"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(koffset.stdout.take());
    let mut err = String::new();
    let mut stderr = koffset.stderr.take().unwrap();
    stderr.read_to_string(&mut err).unwrap();
    let status = koffset.wait().unwrap();
    assert_eq!((status.code(), err.as_str()), (Some(0), ""));
}

#[test]
fn a_reader_that_goes_away_does_not_undo_a_change_or_its_exit_code() {
    let group = Group::new();
    let mut koffset = command()
        .args(group.reset(&["--yes"]))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(koffset.stdout.take());
    assert_eq!(koffset.wait().unwrap().code(), Some(0));
    assert_eq!(group.stands_at(), 5);
}
