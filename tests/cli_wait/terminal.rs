//! On a terminal, where the lines are written anew as time passes.

use chrono::Utc;

use super::*;
use crate::support::terminal::{CTRL_C, Terminal};
use crate::support::version;
use crate::support::wait;

const WIDE: u16 = 250;
const QUESTION: &str = "[y/N]";

fn confirmed(scene: &Scene, columns: u16, line: &str) -> Terminal {
    let mut terminal = scene.on_terminal(columns, line);
    terminal.await_text(QUESTION);
    terminal.type_in("y\r");
    terminal
}

/// How often the screen shows this.
fn shown(terminal: &Terminal, text: &str) -> usize {
    terminal.text().matches(text).count()
}

/// The screen holds nothing of what was written anew, and what was said before and after stands whole.
fn nothing_is_left(terminal: &Terminal, scene: &Scene) {
    let text = terminal.text();
    assert_eq!(shown(terminal, "waiting for members"), 0, "{text}");
    assert_eq!(shown(terminal, "seen for"), 0, "{text}");
    // Named once, before the question.
    let member = format!("  {}: ", scene.name("billing"));
    assert_eq!(shown(terminal, &member), 1, "{text}");
}

#[test]
fn the_members_are_counted_in_place_and_gone_from_the_screen_once_they_have_left() {
    for columns in [WIDE, 100, 30] {
        let scene = scene();
        let member = joins(&scene, "classic", "billing-1");
        let mut terminal = confirmed(&scene, columns, WAIT);
        let whole = |terminal: &Terminal| terminal.text().replace('\n', "");
        wait::until(
            "3 s",
            || whole(&terminal),
            |text| text.contains("seen for 3 s"),
        );
        let text = whole(&terminal);
        assert_eq!(text.matches("waiting for members").count(), 1, "{text}");
        assert_eq!(text.matches("seen for").count(), 1, "{text}");
        drop(member);
        assert_eq!(terminal.exit_code(), 0, "{}", terminal.text());
        let text = whole(&terminal);
        assert_eq!(text.matches("waiting for members").count(), 0, "{text}");
        assert_eq!(text.matches("seen for").count(), 0, "{text}");
        for once in [
            QUESTION,
            "no members left after",
            "moved 2 of 2 partitions, read back and equal",
        ] {
            assert_eq!(text.matches(once).count(), 1, "{once}: {text}");
        }
        assert_eq!(scene.offsets("billing", "orders"), [(0, 0), (1, 0)]);
    }
}

#[test]
fn what_a_member_commits_before_it_leaves_is_asked_about_again() {
    for (answer, code, stands) in [("y\r", 0, 0), ("n\r", 6, 6)] {
        let scene = scene();
        let member = joins(&scene, version::newest_protocol(), "billing-1");
        let mut terminal = confirmed(&scene, WIDE, WAIT);
        terminal.await_text("waiting for members");
        commits(&scene, &member);
        drop(member);
        terminal.await_text("(at most 10 replayed, 0 skipped)? [y/N]");
        nothing_is_left(&terminal, &scene);
        assert_eq!(shown(&terminal, QUESTION), 2);
        terminal.type_in(answer);
        assert_eq!(terminal.exit_code(), code, "{}", terminal.text());
        assert_eq!(scene.offsets("billing", "orders")[0], (0, stands));
    }
}

#[test]
fn ctrl_c_ends_the_wait_and_leaves_a_clean_screen() {
    let scene = scene();
    let _member = joins(&scene, "classic", "billing-1");
    let mut terminal = confirmed(&scene, WIDE, WAIT);
    terminal.await_text("seen for 2 s");
    terminal.type_in(CTRL_C);
    assert_eq!(terminal.exit_code(), 130, "{}", terminal.text());
    nothing_is_left(&terminal, &scene);
    let text = terminal.text();
    assert!(
        text.contains("\nerror: interrupted\nnothing was changed\n"),
        "{text}"
    );
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
}

#[test]
fn a_wait_in_vain_leaves_only_who_is_still_there() {
    let scene = scene();
    let _member = joins(&scene, version::newest_protocol(), "billing-1");
    let line = "reset {}billing -t {}orders --to-earliest --wait-empty 2s";
    let mut terminal = confirmed(&scene, WIDE, line);
    assert_eq!(terminal.exit_code(), 3, "{}", terminal.text());
    assert_eq!(shown(&terminal, "waiting for members"), 0);
    assert_eq!(shown(&terminal, "seen for"), 1);
    assert_eq!(
        shown(&terminal, "error: members are still there after 2 s:"),
        1
    );
}

#[test]
fn a_wait_does_not_move_the_time_that_was_asked_for() {
    for target in ["--by-duration 20s", "--to-timestamp now-20s"] {
        let scene = Scene::new();
        scene.empty_topic("orders", 2);
        // Records a second apart, so that a target that moved with the clock would be another one.
        let now = Utc::now().timestamp_millis();
        let times: Vec<i64> = (-60..60).map(|second| now + second * 1_000).collect();
        scene.produce("orders", 0, &times);
        scene.commit("billing", "orders", &[Some(4)]);
        let member = joins(&scene, "classic", "billing-1");
        let line = format!("reset {{}}billing -t {{}}orders:0 {target} --wait-empty 2m");
        let mut terminal = confirmed(&scene, WIDE, &line);
        terminal.await_text("seen for 4 s");
        drop(member);
        assert_eq!(terminal.exit_code(), 0, "{}", terminal.text());
        assert_eq!(shown(&terminal, QUESTION), 1, "{}", terminal.text());
    }
}
