//! The real broker that all tests of a run share.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

/// Names the bootstrap servers of a cluster that is there already, such as `scripts/test.sh` starts.
const BOOTSTRAP_VARIABLE: &str = "KOFFSET_TEST_BOOTSTRAP";

pub const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/kafka.sh");

/// Starts the cluster, and stops it when its input ends: however the tests end, their side of the pipe is
/// closed then.
const GUARD: &str = r#"
    dir=$(mktemp -d) || exit
    if "$1" up --dir "$dir"; then
        cat
        "$1" down --dir "$dir"
    else
        rm -rf "$dir"
    fi
"#;

struct Kafka {
    bootstrap: String,
    _guard: Option<Guard>,
}

/// The process that stops the cluster. Its output stays open, since it may still write.
struct Guard {
    _process: Child,
    _output: BufReader<ChildStdout>,
}

/// The bootstrap servers of the shared cluster, which is started at the first call.
///
/// # Panics
/// Where Kafka cannot be started: a test without it has not passed.
pub fn bootstrap() -> &'static str {
    static SHARED: OnceLock<Result<Kafka, String>> = OnceLock::new();
    match SHARED.get_or_init(given_or_started) {
        Ok(kafka) => &kafka.bootstrap,
        Err(why) => panic!("no Kafka to test against: {why}"),
    }
}

fn given_or_started() -> Result<Kafka, String> {
    match std::env::var(BOOTSTRAP_VARIABLE) {
        Ok(bootstrap) => Ok(Kafka {
            bootstrap,
            _guard: None,
        }),
        Err(_) => start(),
    }
}

fn start() -> Result<Kafka, String> {
    let mut guard = Command::new("bash")
        .args(["-c", GUARD, "kafka-guard", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // Ctrl-C in a terminal must reach the tests only, or nobody stops the brokers.
        .process_group(0)
        .spawn()
        .map_err(|error| format!("bash: {error}"))?;
    let mut output = BufReader::new(guard.stdout.take().unwrap());
    let bootstrap = output
        .by_ref()
        .lines()
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("bootstrap=").map(str::to_owned))
        .ok_or("scripts/kafka.sh up failed; its reasons stand above")?;
    Ok(Kafka {
        bootstrap,
        _guard: Some(Guard {
            _process: guard,
            _output: output,
        }),
    })
}
