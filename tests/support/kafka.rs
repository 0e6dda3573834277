//! Real brokers: the one that all tests of a run share, and clusters of their own for tests that disturb them.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::OnceLock;

use super::version;

/// Names the bootstrap servers of a cluster that is there already, such as `scripts/test.sh` starts.
const BOOTSTRAP_VARIABLE: &str = "KOFFSET_TEST_BOOTSTRAP";

pub const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/kafka.sh");

/// Starts a cluster, and stops it when its input ends: however the tests end, their side of the pipe is
/// closed then.
const GUARD: &str = r#"
    script=$1
    shift
    dir=$(mktemp -d) || exit
    if "$script" up --dir "$dir" "$@"; then
        cat
        "$script" down --dir "$dir"
    else
        rm -rf "$dir"
    fi
"#;

/// A cluster that ends with this value.
pub struct Kafka {
    /// What `scripts/kafka.sh up` says of it.
    said: BTreeMap<String, String>,
    guard: Child,
    /// Stays open, since the guard may still write.
    _output: BufReader<ChildStdout>,
}

/// The bootstrap servers of the shared cluster, which is started at the first call.
///
/// # Panics
/// Where Kafka cannot be started: a test without it has not passed.
pub fn bootstrap() -> &'static str {
    static GIVEN: OnceLock<Option<String>> = OnceLock::new();
    static STARTED: OnceLock<Result<Kafka, String>> = OnceLock::new();
    if let Some(given) = GIVEN.get_or_init(|| std::env::var(BOOTSTRAP_VARIABLE).ok()) {
        return given;
    }
    match STARTED.get_or_init(|| Kafka::up(&[])) {
        Ok(kafka) => kafka.bootstrap(),
        Err(why) => panic!("no Kafka to test against: {why}"),
    }
}

impl Kafka {
    /// Starts a cluster of the version under test, with these options of `scripts/kafka.sh up`.
    pub fn up(options: &[&str]) -> Result<Kafka, String> {
        let version = version::asked_for().into_iter();
        let version = version.flat_map(|version| ["--version".to_owned(), version]);
        let mut guard = Command::new("bash")
            .args(["-c", GUARD, "kafka-guard", SCRIPT])
            .args(options)
            .args(version)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Ctrl-C in a terminal must reach the tests only, or nobody stops the brokers.
            .process_group(0)
            .spawn()
            .map_err(|error| format!("bash: {error}"))?;
        let mut output = BufReader::new(guard.stdout.take().unwrap());
        let wanted = if options.contains(&"--proxy-listener") {
            "proxy_upstream"
        } else {
            "cluster_id"
        };
        let mut said = BTreeMap::new();
        for line in output.by_ref().lines().map_while(Result::ok) {
            if let Some((name, value)) = line.split_once('=') {
                said.insert(name.to_owned(), value.to_owned());
            }
            if said.contains_key(wanted) {
                break;
            }
        }
        if !said.contains_key(wanted) {
            return Err("scripts/kafka.sh up failed; its reasons stand above".to_owned());
        }
        Ok(Kafka {
            said,
            guard,
            _output: output,
        })
    }

    pub fn bootstrap(&self) -> &str {
        &self.said["bootstrap"]
    }

    /// What `scripts/kafka.sh up` says under this name.
    pub fn said(&self, name: &str) -> &str {
        let said = self.said.get(name);
        said.unwrap_or_else(|| panic!("kafka.sh up says no {name}="))
    }

    /// Where a proxy in front of each broker connects to, in their order.
    pub fn proxy_upstreams(&self) -> impl Iterator<Item = &str> {
        self.said["proxy_upstream"].split(',')
    }

    /// Does something to one broker: `pause`, `resume`, `stop`, `start`.
    pub fn broker(&self, number: u32, what: &str, options: &[&str]) {
        let number = number.to_string();
        let target = ["--dir", &self.said["dir"], "--broker", &number];
        run(&[&[what], &target[..], options].concat());
    }
}

impl Drop for Kafka {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// Runs one of Kafka's own tools and returns what it prints.
pub fn tool(name: &str, args: &[&str]) -> String {
    let ended = run(&[&["tool", name], args].concat());
    String::from_utf8(ended.stdout).unwrap()
}

fn run(args: &[&str]) -> Output {
    let ended = Command::new(SCRIPT).args(args).output().unwrap();
    assert!(ended.status.success(), "kafka.sh {args:?}: {ended:?}");
    ended
}
