use super::*;

/// The answers that change nothing.
fn declined(terminal: &mut Terminal, group: &Group) {
    assert_eq!(terminal.exit_code(), 6, "{}", terminal.text());
    assert!(
        terminal.text().contains("error: declined"),
        "{}",
        terminal.text()
    );
    assert!(
        terminal.text().contains("nothing was changed"),
        "{}",
        terminal.text()
    );
    assert_eq!(group.stands_at(), 3);
}

#[test]
fn the_question_comes_after_the_preview_and_names_cluster_group_and_effect() {
    let group = Group::new();
    let mut terminal = group.asked();
    let text = terminal.text();
    let row: Vec<_> = text
        .lines()
        .find(|line| line.starts_with('~'))
        .unwrap()
        .split_whitespace()
        .collect();
    assert_eq!(row[..8], ["~", &group.topic, "0", "0", "3", "5", "+2", "0"]);
    let question = text.lines().find(|line| line.contains(QUESTION)).unwrap();
    for part in [
        &group.id,
        &checker().cluster_id(),
        "0 replayed",
        "at most 2 skipped",
    ] {
        assert!(question.contains(part), "no {part} in {question}");
    }
    terminal.type_in("n\r");
    declined(&mut terminal, &group);
}

#[test]
fn a_yes_and_enter_moves_the_group() {
    for yes in ["y\r", "yes\r", "Y\r", " y \r"] {
        let group = Group::new();
        let mut terminal = group.asked();
        terminal.type_in(yes);
        assert_eq!(terminal.exit_code(), 0, "{}", terminal.text());
        assert!(
            terminal.text().contains("moved 1 of 1 partition"),
            "{}",
            terminal.text()
        );
        assert_eq!(group.stands_at(), 5);
    }
}

#[test]
fn everything_else_and_enter_changes_nothing() {
    for no in [
        "n\r",
        "no\r",
        "\r",
        "yy\r",
        "yes please\r",
        "\u{a0}y\r",
        "\x1b[A\r",
    ] {
        let group = Group::new();
        let mut terminal = group.asked();
        terminal.type_in(no);
        declined(&mut terminal, &group);
    }
}

#[test]
fn a_stray_key_decides_nothing_before_enter() {
    let group = Group::new();
    let mut terminal = group.asked();
    terminal.type_in("y");
    terminal.await_text("[y/N] y");
    assert!(terminal.is_running());
    assert_eq!(group.stands_at(), 3);
    terminal.type_in("\x7f\r");
    declined(&mut terminal, &group);
}

#[test]
fn what_was_typed_before_the_question_does_not_answer_it() {
    let group = Group::new();
    let mut terminal = start(&group.reset(&[]), &[]);
    terminal.type_in("y\r");
    terminal.await_text(QUESTION);
    // An answer that was taken would have ended it by the time that this one is echoed.
    terminal.type_in("n");
    terminal.await_text("[y/N] n");
    assert!(terminal.is_running());
    terminal.type_in("\r");
    declined(&mut terminal, &group);
}

#[test]
fn the_end_of_the_input_is_a_no() {
    let group = Group::new();
    let mut terminal = group.asked();
    terminal.type_in(CTRL_D);
    declined(&mut terminal, &group);
}

/// On a line that is not empty the first Ctrl-D only hands over what was typed, and the second ends the input.
#[test]
fn a_yes_that_the_end_of_the_input_cuts_off_is_a_no() {
    let group = Group::new();
    let mut terminal = group.asked();
    terminal.type_in("y");
    terminal.await_text("[y/N] y");
    terminal.type_in(CTRL_D);
    terminal.type_in(CTRL_D);
    declined(&mut terminal, &group);
}

#[test]
fn yes_on_the_command_line_asks_nothing() {
    let group = Group::new();
    let mut terminal = start(&group.reset(&["--yes"]), &[]);
    assert_eq!(terminal.exit_code(), 0);
    assert!(!terminal.text().contains(QUESTION), "{}", terminal.text());
    assert_eq!(group.stands_at(), 5);
}

#[test]
fn a_dry_run_asks_nothing_and_changes_nothing() {
    let group = Group::new();
    let mut terminal = start(&group.reset(&["--dry-run"]), &[]);
    assert_eq!(terminal.exit_code(), 0);
    assert!(!terminal.text().contains(QUESTION), "{}", terminal.text());
    assert_eq!(group.stands_at(), 3);
}

#[test]
fn a_member_that_joins_while_the_question_stands_is_named_and_nothing_is_changed() {
    let group = Group::new();
    let mut terminal = group.asked();
    let handle = unique("late");
    let fields = json!({"handle": handle, "group": group.id, "topics": [group.topic], "client_id": "latecomer"});
    checker().ask("start_consumer", fields);
    terminal.type_in("y\r");
    let code = terminal.exit_code();
    checker().ask("stop_consumer", json!({ "handle": handle }));
    assert_eq!(code, 3, "{}", terminal.text());
    assert!(terminal.text().contains("latecomer"), "{}", terminal.text());
    assert!(
        terminal.text().contains("nothing was changed"),
        "{}",
        terminal.text()
    );
    assert_eq!(group.stands_at(), 3);
}

#[test]
fn a_commit_made_while_the_question_stands_is_not_overwritten() {
    let group = Group::new();
    let mut terminal = group.asked();
    let offsets = json!([{"topic": group.topic, "partition": 0, "offset": 4}]);
    checker().ask("commit", json!({"group": group.id, "offsets": offsets}));
    terminal.type_in("y\r");
    assert_eq!(terminal.exit_code(), 3, "{}", terminal.text());
    assert!(
        terminal.text().contains("the commit was 3 and is 4"),
        "{}",
        terminal.text()
    );
    assert_eq!(group.stands_at(), 4);
}
