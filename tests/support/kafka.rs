//! Real brokers: the one that all tests of a run share, and those of tests that harm theirs.

use std::collections::BTreeMap;
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
    script=$1
    shift
    dir=$(mktemp -d) || exit
    if "$script" up --dir "$dir" "$@" && echo; then
        cat
        "$script" down --dir "$dir"
    else
        rm -rf "$dir"
    fi
"#;

/// Brokers of the tests' own, which stop when the tests have ended.
pub struct Cluster {
    /// What `scripts/kafka.sh up` printed.
    told: BTreeMap<String, String>,
    _guard: Guard,
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
        Ok(Kafka::Given(bootstrap)) => bootstrap,
        Ok(Kafka::Started(cluster)) => cluster.told("bootstrap"),
        Err(why) => panic!("no Kafka to test against: {why}"),
    }
}

enum Kafka {
    Given(String),
    Started(Cluster),
}

fn given_or_started() -> Result<Kafka, String> {
    match std::env::var(BOOTSTRAP_VARIABLE) {
        Ok(bootstrap) => Ok(Kafka::Given(bootstrap)),
        Err(_) => Cluster::start(&[]).map(Kafka::Started),
    }
}

impl Cluster {
    /// Starts a cluster with these options of `scripts/kafka.sh up`.
    ///
    /// # Errors
    /// Why it could not be started.
    pub fn start(options: &[&str]) -> Result<Self, String> {
        let mut guard = Command::new("bash")
            .args(["-c", GUARD, "kafka-guard", SCRIPT])
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Ctrl-C in a terminal must reach the tests only, or nobody stops the brokers.
            .process_group(0)
            .spawn()
            .map_err(|error| format!("bash: {error}"))?;
        let mut output = BufReader::new(guard.stdout.take().unwrap());
        let mut told = BTreeMap::new();
        for line in output.by_ref().lines().map_while(Result::ok) {
            match line.split_once('=') {
                Some((key, value)) => drop(told.insert(key.to_owned(), value.to_owned())),
                // An empty line ends what the script prints.
                None => break,
            }
        }
        if !told.contains_key("bootstrap") {
            return Err("scripts/kafka.sh up failed; its reasons stand above".to_owned());
        }
        Ok(Cluster {
            told,
            _guard: Guard {
                _process: guard,
                _output: output,
            },
        })
    }

    /// What `scripts/kafka.sh up` printed under this key.
    pub fn told(&self, key: &str) -> &str {
        &self.told[key]
    }

    /// Runs a command of `scripts/kafka.sh` for the first broker, such as `pause`.
    pub fn signal(&self, command: &str) {
        let mut script = Command::new(SCRIPT);
        script.args([command, "--dir", self.told("dir"), "--broker", "1"]);
        assert!(script.status().unwrap().success(), "{script:?}");
    }
}
