//! An undo, and a plan, that somebody at a terminal is asked about.

use super::*;
use crate::support::kafka;
use crate::support::terminal::Terminal;

fn asked(words: &[&str]) -> Terminal {
    let terminal = Terminal::start(&[&["-b", kafka::bootstrap()], words].concat(), &[]);
    terminal.await_text("[y/N]");
    terminal
}

#[test]
fn who_is_asked_need_not_name_the_change_and_sees_which_it_is() {
    let (scene, id) = changed();
    let mut terminal = asked(&["undo"]);
    let text = terminal.text();
    assert!(
        text.contains(&format!("as before reset {id} of ")),
        "{text}"
    );
    assert!(
        text.contains("(at most 3 replayed, at most 2 skipped)?"),
        "{text}"
    );
    terminal.type_in("n\r");
    assert_eq!(terminal.exit_code(), 6, "{}", terminal.text());
    stands_at(&scene, &AFTER);
    let mut terminal = asked(&["undo"]);
    terminal.type_in("y\r");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.text());
    is_as_before(&scene);
}

#[test]
fn a_plan_is_asked_about_as_it_was_saved() {
    let scene = scene();
    let save = RESET.replace("--yes", "--save-plan plan.json");
    scene.koffset(&save).exits(0);
    let file = scene.file("plan.json").display().to_string();
    let mut terminal = asked(&["apply", &file]);
    assert!(
        terminal
            .text()
            .contains("(at most 2 replayed, at most 3 skipped)?"),
        "{}",
        terminal.text()
    );
    stands_at(&scene, &BEFORE);
    terminal.type_in("y\r");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.text());
    stands_at(&scene, &AFTER);
}
