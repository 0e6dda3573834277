use super::*;
use crate::support::process::Call;

const ESCAPE: char = '\x1b';

/// What a refused command writes to a terminal.
fn on_terminal(options: &[&str], environment: &[(&str, &str)]) -> String {
    let bootstrap = kafka::bootstrap();
    let args = [&["-b", bootstrap, "range", "no-such-topic"], options].concat();
    let mut terminal = Terminal::start(&args, environment);
    assert_eq!(terminal.exit_code(), 3);
    terminal.bytes()
}

/// What it writes to a pipe.
fn in_pipe(options: &[&str]) -> Call {
    let args = [&["range", "no-such-topic"], options].concat();
    Call::on(kafka::bootstrap(), &args)
}

#[test]
fn a_terminal_gets_colours() {
    assert!(on_terminal(&[], &[]).contains("\x1b[1;31merror:"));
}

#[test]
fn no_colour_is_written_where_none_is_wanted() {
    for seen in [
        on_terminal(&["--color", "never"], &[]),
        on_terminal(&[], &[("NO_COLOR", "1")]),
        on_terminal(&[], &[("KOFFSET_COLOR", "never")]),
        in_pipe(&[]).run().with_status(3).stderr,
        in_pipe(&["--color", "never"]).run().with_status(3).stderr,
    ] {
        assert!(seen.contains("error: topic no-such-topic"), "{seen}");
        assert!(!seen.contains(ESCAPE), "{seen:?}");
    }
}

#[test]
fn a_pipe_gets_colours_on_demand() {
    assert!(
        in_pipe(&["--color", "always"])
            .run()
            .stderr
            .contains("\x1b[1;31merror:")
    );
}

#[test]
fn colours_on_demand_beat_no_color() {
    let seen = in_pipe(&["--color", "always"]).env("NO_COLOR", "1").run();
    assert!(seen.stderr.contains(ESCAPE), "{seen:?}");
}

#[test]
fn a_question_follows_the_colours_that_are_asked_for() {
    let group = Group::new();
    let mut terminal = start(&group.reset(&["--color", "never"]), &[]);
    terminal.await_text(QUESTION);
    terminal.type_in("n\r");
    assert_eq!(terminal.exit_code(), 6);
    let bytes = terminal.bytes();
    assert!(!bytes.contains(ESCAPE), "{bytes:?}");
}

#[test]
fn help_in_a_pipe_has_no_colours() {
    let help = Call::new(&["reset", "--help"]).run().with_status(0);
    assert!(!help.stdout.contains(ESCAPE), "{:?}", help.stdout);
}
