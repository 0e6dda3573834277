//! On a terminal, which becomes a screen of its own.

use rustix::process::Signal;

use super::*;
use crate::support::terminal::{CTRL_C, Terminal};
use crate::support::wait;

const WIDE: u16 = 250;
const ENTER: &str = "\r";
const ESCAPE: &str = "\x1b";
const DOWN: &str = "\x1b[B";

fn on_screen(scene: &Scene, line: &str) -> Terminal {
    let terminal = scene.on_terminal(WIDE, line);
    terminal.await_text("koffset watch");
    terminal
}

/// The cells of the row that begins with this name; none where there is no such row.
fn row(terminal: &Terminal, name: &str) -> Vec<String> {
    let text = terminal.text();
    let mut rows = text
        .lines()
        .map(|line| line.split_whitespace().map(str::to_owned));
    let found = rows.find(|row| row.clone().next().as_deref() == Some(name));
    found.into_iter().flatten().collect()
}

fn await_row(terminal: &Terminal, name: &str, is_so: impl Fn(&[String]) -> bool) -> Vec<String> {
    wait::until(
        name,
        || row(terminal, name),
        |row| row.len() > 5 && is_so(row),
    )
}

/// The names of the rows under the heading, in their order.
fn names(terminal: &Terminal) -> Vec<String> {
    let text = terminal.text();
    let rows = text
        .lines()
        .skip(2)
        .take_while(|line| !line.trim().is_empty());
    rows.filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

/// What stood there before stands there again, and nothing of the screen.
#[track_caller]
fn is_put_back(terminal: &mut Terminal, code: u32) {
    assert_eq!(terminal.exit_code(), code, "{}", terminal.text());
    assert!(!terminal.is_taken_over());
    assert!(
        !terminal.text().contains("koffset watch"),
        "{}",
        terminal.text()
    );
}

#[test]
fn a_group_is_shown_and_its_lag_falls_as_its_consumer_goes_on() {
    let scene = scene();
    let member = joins(&scene);
    let mut terminal = on_screen(&scene, "watch {}billing --interval 200ms");
    assert!(terminal.is_taken_over());
    let billing = scene.name("billing");
    let shown = await_row(&terminal, &billing, |row| row[2] == "stable");
    assert_eq!(shown[1..6], ["classic", "stable", "1", "12", "0"]);
    commits(&scene, &member, 0, 10);
    await_row(&terminal, &billing, |row| row[4] == "6");
    commits(&scene, &member, 1, 2);
    await_row(&terminal, &billing, |row| row[4] == "8");
    let orders = scene.name("orders");
    terminal.await_text(&format!("commit moved back: {orders}:1 from 4 to 2"));
    drop(member);
    await_row(&terminal, &billing, |row| {
        row[2] == "empty" && row[3] == "0"
    });
    terminal.await_text(&format!("{billing} left: worker (127.0.0.1)"));
    terminal.await_text(&format!("{billing} became empty"));
    terminal.type_in("q");
    is_put_back(&mut terminal, 0);
}

#[test]
fn rates_are_those_of_a_consumer_that_reads() {
    let scene = scene();
    let _member = reads(&scene);
    let terminal = on_screen(&scene, "watch {}billing --interval 200ms");
    let billing = scene.name("billing");
    await_row(&terminal, &billing, |row| row[4] == "0" && row[9] == "-");
    let times: Vec<i64> = (0..500).map(|n| 1_700_000_000_000 + n).collect();
    scene.produce("orders", 0, &times);
    let rate = |cell: &str| cell.parse::<f64>().is_ok_and(|rate| rate > 0.0);
    await_row(&terminal, &billing, |row| {
        row[4] == "0" && rate(&row[7]) && rate(&row[8])
    });
}

#[test]
fn a_group_opens_to_its_partitions_and_members() {
    let scene = scene();
    scene.delete_records("orders", 1, 6);
    let _member = joins(&scene);
    let mut terminal = on_screen(&scene, "watch {}billing --interval 200ms");
    terminal.type_in(ENTER);
    let at = |partition: i32| format!("{}:{partition}", scene.name("orders"));
    let first = await_row(&terminal, &at(0), |row| row[1] == "0");
    assert_eq!(first[1..8], ["0", "4", "10", "6", "0", "4", "40.0%"]);
    let second = row(&terminal, &at(1));
    assert_eq!(second[1..8], ["6", "4", "10", "6", "2", "0", "0.0%"]);
    assert!(second.contains(&"worker".to_owned()), "{second:?}");
    terminal.type_in("\t");
    terminal.await_text("1 member");
    assert_eq!(row(&terminal, "worker")[1..4], ["127.0.0.1", "-", "2"]);
    terminal.type_in(ESCAPE);
    terminal.await_text("1 group");
}

#[test]
fn rows_are_sorted_filtered_and_chosen_by_keys() {
    let scene = scene();
    for (group, offset) in [("a", 9), ("b", 1), ("c", 10)] {
        scene.commit(group, "orders", &[Some(offset), Some(10)]);
    }
    let groups = ["a", "b", "c"].map(|group| scene.name(group));
    let line = format!("watch --groups-matching {}[abc]", scene.name(""));
    let mut terminal = on_screen(&scene, &line);
    terminal.await_text("3 groups");
    assert_eq!(names(&terminal), groups);
    terminal.type_in("s");
    terminal.await_text("sort: lag");
    let [a, b, c] = &groups;
    let by_lag = [b.clone(), a.clone(), c.clone()];
    wait::until("the order", || names(&terminal), |names| *names == by_lag);
    terminal.type_in(&format!("/{c}"));
    terminal.await_text("1 group ");
    assert_eq!(names(&terminal), groups[2..]);
    terminal.type_in(ENTER);
    terminal.type_in(ESCAPE);
    terminal.await_text("3 groups");
    terminal.type_in(DOWN);
    terminal.type_in(ENTER);
    terminal.await_text(&format!("koffset watch  {a} (simple, empty)"));
}

#[test]
fn a_pause_stops_the_picture_and_the_readings() {
    let scene = scene();
    let mut terminal = on_screen(&scene, "watch {}billing --interval 100ms");
    let billing = scene.name("billing");
    await_row(&terminal, &billing, |row| row[4] == "12");
    terminal.type_in(" ");
    terminal.await_text("PAUSED at ");
    scene.commit("billing", "orders", &[Some(10), Some(10)]);
    terminal.type_in("?");
    terminal.await_text("pause: nothing is read meanwhile");
    terminal.type_in("x");
    let shown = await_row(&terminal, &billing, |_| true);
    assert_eq!(shown[4], "12");
    terminal.type_in(" ");
    await_row(&terminal, &billing, |row| row[4] == "0");
}

#[test]
fn a_window_of_another_size_is_filled_anew() {
    let scene = scene();
    let mut terminal = on_screen(&scene, "watch {}billing --interval 200ms");
    terminal.await_text("LOSS-IN");
    terminal.resize(12, 60);
    let is_narrow = |text: &String| !text.contains("LOSS-IN") && text.contains("LAG");
    wait::until("a narrow screen", || terminal.text(), is_narrow);
    terminal.await_text("Enter open");
    assert!(terminal.text().lines().count() <= 12);
    terminal.resize(40, 200);
    terminal.await_text("LOSS-IN");
    terminal.type_in("q");
    is_put_back(&mut terminal, 0);
}

#[test]
fn ctrl_c_and_signals_put_the_terminal_back_too() {
    let scene = scene();
    let mut terminal = on_screen(&scene, "watch {}billing");
    terminal.type_in(CTRL_C);
    is_put_back(&mut terminal, 130);
    for signal in [Signal::TERM, Signal::INT] {
        let mut terminal = on_screen(&scene, "watch {}billing");
        terminal.signal(signal);
        is_put_back(&mut terminal, 130);
    }
}

#[test]
fn a_terminal_that_goes_away_ends_the_watch() {
    let scene = scene();
    let terminal = on_screen(&scene, "watch {}billing");
    assert_eq!(terminal.hangs_up().exit_code(), 130);
}

#[test]
fn a_deadline_ends_the_screen_with_0() {
    let scene = scene();
    let mut terminal = on_screen(&scene, "watch {}billing --deadline 2s");
    is_put_back(&mut terminal, 0);
}

#[test]
fn a_refusal_takes_no_screen() {
    let scene = scene();
    let mut terminal = scene.on_terminal(WIDE, "watch {}biling");
    terminal.await_text("is not known to this cluster");
    assert_eq!(terminal.exit_code(), 3);
    assert!(!terminal.bytes().contains("\x1b[?1049h"));
}

#[test]
fn colours_are_those_that_are_asked_for() {
    let scene = scene();
    scene.delete_records("orders", 1, 6);
    for (options, is_coloured) in [("", true), ("--color never", false)] {
        let mut terminal = on_screen(&scene, &format!("{options} watch {{}}billing"));
        await_row(&terminal, &scene.name("billing"), |row| row[5] == "2");
        terminal.type_in("q");
        is_put_back(&mut terminal, 0);
        let red = terminal.bytes().contains("\x1b[38;5;1;");
        assert_eq!(red, is_coloured, "{options}: {:?}", terminal.bytes());
    }
}

#[test]
fn lines_are_written_to_a_terminal_where_that_is_asked_for() {
    let scene = scene();
    for options in ["--format lines --deadline 1s", "--until empty"] {
        let mut terminal = scene.on_terminal(WIDE, &format!("watch {{}}billing {options}"));
        terminal.await_text("billing state=empty members=0 lag=12 ");
        assert_eq!(terminal.exit_code(), 0);
        assert!(!terminal.bytes().contains("\x1b[?1049h"));
    }
}
