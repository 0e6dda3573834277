//! What people read: every command, at a terminal and into a pipe, of names that would rewrite the screen.

use std::fs;

use serde_json::json;

use super::{OddScene, scene};
use crate::support::member::Member;
use crate::support::process::Call;
use crate::support::terminal::Terminal;

/// A colour that koffset never uses, a title, blanks that are none, what turns the text around, and a line of its own.
const HIDDEN: &str = "\u{1b}[35m\u{1b}]0;title\u{7}\t\u{7f}\u{9b}35m\u{a0}\u{200b}\u{202e}\u{2066}\u{feff}\u{2028}\r\nforged";
const SHOWN: &str = r"\u{1b}[35m\u{1b}]0;title\u{7}\t\u{7f}\u{9b}35m\u{a0}\u{200b}\u{202e}\u{2066}\u{feff}\u{2028}\r\nforged";

/// Groups, a member's client and a file, all with [`HIDDEN`] in their names.
struct Hostile {
    scene: OddScene,
    group: String,
    live: String,
    contexts: String,
    journal: String,
}

impl Hostile {
    fn new() -> Self {
        let scene = scene();
        let group = format!("hostile-{HIDDEN}");
        let live = format!("live-{HIDDEN}");
        let row = json!({"topic": "orders", "partition": 0, "offset": 2, "metadata": HIDDEN});
        for group in [&group, &live] {
            let fields = json!({"group": group, "offsets": [row]});
            scene.checker.ask("commit", fields);
        }
        let contexts = scene.file("contexts.toml");
        let context = format!(
            "[contexts.{}]\nbootstrap_servers = \"127.0.0.1:1\"\nprotected_groups = [\"hostile.*\"]\n",
            toml_key(HIDDEN)
        );
        fs::write(&contexts, context).unwrap();
        let path = |path: std::path::PathBuf| path.to_str().unwrap().to_owned();
        Hostile {
            contexts: path(contexts),
            journal: path(scene.file("journal")),
            scene,
            group,
            live,
        }
    }

    fn file(&self, name: &str) -> String {
        let file = self.scene.file(&format!("{name}-{HIDDEN}.json"));
        file.to_str().unwrap().to_owned()
    }

    /// A member of the group whose client has such a name, and so an id with it.
    fn member(&self) -> Member {
        let fields = json!({"group": self.live, "topics": ["orders"], "client_id": HIDDEN});
        Member::joins(&self.scene, "", "", fields)
    }

    fn words<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        let bootstrap = ["--bootstrap-server", self.scene.bootstrap()];
        let is_on_cluster = args[0] != "context";
        let bootstrap = bootstrap.into_iter().filter(|_| is_on_cluster);
        bootstrap.chain(args.iter().copied()).collect()
    }

    /// Runs a command at a terminal, answers what it asks, and gives back what it wrote.
    fn at_terminal(&self, args: &[&str], answer: Option<&str>) -> String {
        let environment = [
            ("KOFFSET_CONFIG", &*self.contexts),
            ("KOFFSET_JOURNAL_DIR", &*self.journal),
        ];
        let mut terminal = Terminal::start_wide(4000, &self.words(args), &environment);
        if let Some(answer) = answer {
            terminal.await_text(if answer == "n" { "[y/N]" } else { "To agree" });
            terminal.type_in(&format!("{answer}\r"));
        }
        terminal.exit_code();
        terminal.bytes()
    }

    fn piped(&self, args: &[&str]) -> String {
        let call = Call::new(&self.words(args))
            .env("KOFFSET_CONFIG", &self.contexts)
            .env("KOFFSET_JOURNAL_DIR", &self.journal);
        let run = call.start().ended();
        run.stdout + &run.stderr
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        let fields = json!({"groups": [self.group, self.live]});
        let _ = self.scene.checker.try_ask("delete_groups", fields);
    }
}

fn toml_key(name: &str) -> String {
    let escaped = |c: char| format!("\\U{:08x}", u32::from(c));
    format!("\"{}\"", name.chars().map(escaped).collect::<String>())
}

/// Holds what was written against what may reach a terminal.
#[track_caller]
fn is_harmless(args: &[&str], written: &str) {
    // Colours, and lines that are written anew.
    let own = regex::Regex::new(
        r"\x1b\[(?:0|1|4|31|32|33|36|39|1;31|38;5;\d+|22)?m|\r?\x1b\[(?:2K|0J|\d+A)",
    )
    .unwrap();
    // The terminal's own driver ends lines so, and echoes what is typed.
    let text = own.replace_all(written, "").replace("\r\n", "\n");
    let text = text.replace("typed afterwards", "");
    let hidden: Vec<char> = text
        .chars()
        .filter(|c| *c != '\n' && koffset::model::is_hidden(*c))
        .collect();
    assert!(hidden.is_empty(), "{args:?}: {hidden:?} in {text:?}");
    assert!(!text.contains("unexpected argument"), "{args:?}: {text}");
    let forged = text
        .lines()
        .find(|line| line.trim_start().starts_with("forged"));
    assert_eq!(forged, None, "{args:?}: {text}");
}

#[test]
fn no_command_lets_a_name_rewrite_the_screen() {
    let hostile = Hostile::new();
    let (group, live) = (&*hostile.group, &*hostile.live);
    let (snapshot, plan) = (&*hostile.file("snapshot"), &*hostile.file("plan"));
    let (unknown, orders) = (&*format!("unknown-{HIDDEN}"), "orders");
    let to_log_start = ["reset", group, "--topic", orders, "--to-earliest"];
    let reset = |more: &[&'static str]| [&to_log_start[..], more].concat();
    let _member = hostile.member();
    let shows: &[(&[&str], Option<&str>, bool)] = &[
        (&["snapshot", group, "--output", snapshot], None, false),
        (&["snapshot", "show", snapshot], None, true),
        (&["snapshot", "show", unknown], None, true),
        (
            &["convert", snapshot, "--to", "rpk", "--group", unknown],
            None,
            true,
        ),
        (&["range", "--group", unknown], None, true),
        (&["range", unknown], None, true),
        (
            &["count", unknown, "--from", "earliest", "--to", "latest"],
            None,
            true,
        ),
        (&["group", "list"], None, true),
        (&["group", "list", "--wide"], None, true),
        (&["group", "describe", group, live], None, true),
        (&["group", "describe", unknown], None, true),
        (&["lag"], None, true),
        (&["lag", group, live], None, true),
        (&["lag", unknown], None, true),
        (&["lag", "--summary", "group"], None, true),
        (
            &[
                "watch",
                "--deadline",
                "2s",
                "--format",
                "lines",
                group,
                live,
            ],
            None,
            true,
        ),
        (&reset(&["--dry-run"]), None, true),
        (&reset(&[]), Some("n"), false),
        (
            &["reset", live, "--topic", orders, "--to-earliest", "--yes"],
            None,
            true,
        ),
        (
            &[
                "reset",
                live,
                "--topic",
                orders,
                "--to-earliest",
                "--yes",
                "--wait-empty",
                "1s",
            ],
            None,
            false,
        ),
        (
            &[
                "reset",
                unknown,
                "--topic",
                orders,
                "--to-earliest",
                "--yes",
            ],
            None,
            true,
        ),
        (&reset(&["--to-group", "x"]), None, true),
        (
            &["seek", group, "orders:0=earliest", "--dry-run"],
            None,
            true,
        ),
        (
            &["copy", group, unknown, "--all-topics", "--dry-run"],
            None,
            true,
        ),
        (
            &[
                "copy",
                group,
                unknown,
                "--all-topics",
                "--create-group",
                "--skip-uncommitted",
            ],
            Some("n"),
            false,
        ),
        (
            &["delete-offsets", group, "--topic", orders, "--dry-run"],
            None,
            true,
        ),
        (&["group", "delete", group, "--dry-run"], None, true),
        (&["group", "delete", group], Some("n"), false),
        (&["group", "delete", live, "--yes"], None, true),
        (&["access", "--group", group, "--topic", orders], None, true),
        (
            &[&to_log_start[..], &["--save-plan", plan]].concat(),
            None,
            false,
        ),
        (&["plan", "show", plan], None, true),
        (&["apply", plan], Some("n"), false),
        (&["apply", plan, "--yes"], None, false),
        (&["diff", snapshot, "live"], None, true),
        (&["diff", snapshot, unknown], None, true),
        (&["journal", "list"], None, true),
        (&["journal", "show", unknown], None, true),
        (&["undo"], Some("n"), false),
        (&["undo", "--dry-run"], None, true),
        (&["undo", "--yes"], None, false),
        (&["context", "list"], None, true),
        (&["context", "show", HIDDEN], None, true),
        (&["context", "show", unknown], None, true),
        (&["context", "use", unknown], None, true),
        (
            &["context", "add", unknown, "-b", "127.0.0.1:1"],
            None,
            true,
        ),
        (
            &["context", "check", HIDDEN, "--timeout", "1ms"],
            None,
            true,
        ),
        (&["lag", unknown, "--timeout", HIDDEN], None, true),
        (&[unknown], None, true),
    ];
    for (args, answer, is_piped) in shows {
        is_harmless(args, &hostile.at_terminal(args, *answer));
        if *is_piped {
            is_harmless(args, &hostile.piped(args));
            let coloured = [&["--color", "always"], *args].concat();
            let coloured = if args[0] == "context" {
                args.to_vec()
            } else {
                coloured
            };
            is_harmless(args, &hostile.piped(&coloured));
        }
    }
    let told = hostile.piped(&["group", "describe", group, live]);
    assert!(told.contains(&format!("hostile-{SHOWN} (")), "{told}");
    // Kafka's Java client takes control characters at the ends of a setting away.
    let client = SHOWN.trim_start_matches(r"\u{1b}");
    assert!(told.contains(&format!("\n{client}  ")), "{told}");
}

#[test]
fn a_protected_name_that_cannot_be_typed_is_typed_as_it_is_shown() {
    let hostile = Hostile::new();
    let group = &*hostile.group;
    let contexts = fs::read_to_string(&hostile.contexts).unwrap();
    let on_cluster = contexts.replace("127.0.0.1:1", hostile.scene.bootstrap());
    fs::write(&hostile.contexts, on_cluster).unwrap();
    let reset = ["reset", group, "--topic", "orders", "--to-earliest"];
    let on_context = [&["--context", HIDDEN], &reset[..]].concat();
    let environment = [
        ("KOFFSET_CONFIG", &*hostile.contexts),
        ("KOFFSET_JOURNAL_DIR", &*hostile.journal),
    ];
    let mut terminal = Terminal::start_wide(4000, &on_context, &environment);
    terminal.await_text("To agree, type hostile-");
    terminal.type_in(&format!("hostile-{SHOWN}\r"));
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.text());
    is_harmless(&on_context, &terminal.bytes());
    assert_eq!(super::committed(&hostile.scene, group), Some(0));
}

#[test]
fn the_screen_of_watch_shows_escapes() {
    let hostile = Hostile::new();
    let (group, live) = (&*hostile.group, &*hostile.live);
    let _member = hostile.member();
    let args = hostile.words(&["watch", group, live]);
    let mut terminal = Terminal::start_wide(400, &args, &[]);
    terminal.await_text(r"hostile-\u{1b}[35m");
    terminal.type_in("\x1b[B\r");
    terminal.await_text("PARTITION");
    terminal.type_in("\t");
    terminal.await_text(SHOWN);
    terminal.type_in("q");
    assert_eq!(terminal.exit_code(), 0);
    let bytes = terminal.bytes();
    for hidden in [
        "\u{1b}[35m",
        "\u{1b}]0;",
        "\u{7f}",
        "\u{9b}",
        "\u{a0}",
        "\u{200b}",
        "\u{202e}",
        "\u{2028}",
    ] {
        assert!(!bytes.contains(hidden), "{hidden:?} in {bytes:?}");
    }
}
