//! What a panic comes to: a message that calls it a bug, and a documented exit code.

use std::env;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use wait_timeout::ChildExt;

use crate::support::kafka;
use crate::support::koffset::{Run, secluded};
use crate::support::scene::Scene;

/// What a pipe holds on Linux.
const PIPE: usize = 1 << 16;

/// The words of a command line, one a line, after which a process is to panic.
const PANICS_AFTER: &str = "PANICS_AFTER";

/// Runs koffset within a process that panics afterwards: it is this test, begun again.
fn panics_after(args: &[&str]) -> Run {
    Run::from(panicking(args).output().unwrap())
}

fn panicking(args: &[&str]) -> Command {
    let again = "cli_panic::a_panic_is_told_as_a_bug_and_ends_with_a_documented_code";
    let mut process = secluded(Command::new(env::current_exe().unwrap()));
    process.args(["--exact", again, "--nocapture"]);
    process
        .env(PANICS_AFTER, args.join("\n"))
        .stdin(Stdio::null());
    process.env_remove("RUST_BACKTRACE");
    process
}

#[test]
fn a_panic_ends_the_process_also_where_nobody_reads_what_it_says() {
    let (reader, mut writer) = io::pipe().unwrap();
    writer.write_all(&[b' '; PIPE]).unwrap();
    let mut process = panicking(&["koffset", "schema"]);
    let mut process = process
        .stdout(Stdio::null())
        .stderr(writer)
        .spawn()
        .unwrap();
    let ended = process.wait_timeout(Duration::from_secs(20)).unwrap();
    if ended.is_none() {
        process.kill().unwrap();
        process.wait().unwrap();
    }
    assert_eq!(ended.and_then(|status| status.code()), Some(1));
    drop(reader);
}

#[test]
fn a_panic_is_told_as_a_bug_and_ends_with_a_documented_code() {
    if let Ok(args) = env::var(PANICS_AFTER) {
        koffset::run(args.lines().map(Into::into));
        let secret = "hunter2";
        let _: usize = secret.parse().expect("a number");
    }
    let offline = panics_after(&["koffset", "-X", "sasl.password=hunter2", "schema"]);
    offline
        .exits(1)
        .says("error: koffset panicked at tests/cli_panic.rs:")
        .says(concat!(
            "this is a bug in koffset ",
            env!("CARGO_PKG_VERSION"),
            "\n"
        ))
        .says("hint: report it to koffset's issue tracker with the line above and the command: ")
        .says("koffset -X sasl.password=… schema\nnothing was changed\n")
        .never_says("hunter2");

    let scene = Scene::with_orders(&[9], &[Some(5)]);
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let reset = format!(
        "koffset -b {} reset {group} -t {topic} --to-offset 7",
        kafka::bootstrap()
    );
    let reset: Vec<&str> = reset.split(' ').collect();
    panics_after(&[&reset[..], &["--dry-run"]].concat())
        .exits(1)
        .says("\nnothing was changed\n");
    panics_after(&[&reset[..], &["--yes"]].concat())
        .exits(5)
        .says("\noutcome unknown: a change was under way")
        .never_says("nothing was changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 7)]);
}
