//! What koffset says of a change whose requests or answers are lost, held or met by a signal, compared with
//! where Kafka's own client sees the group afterwards and with what lies in the journal then.

use std::collections::BTreeMap;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::checker::Checker;
use crate::support::faulty::{self, Faulty};
use crate::support::koffset::Run;
use crate::support::names::unique;
use crate::support::process::{Call, Running};
use crate::support::proxy::{Fault, OFFSET_COMMIT, OFFSET_DELETE, OFFSET_FETCH};
use crate::support::terminal::Terminal;

mod again;
mod between;
mod coordinator;
mod denied;
mod down;
mod frozen;
mod joined;
mod killed;
mod late;
mod late_copies;
mod lost;
mod removed;
mod requests;
mod saved;
mod signals;
mod stage;
mod stuck;
mod together;
mod unwritten;
mod window;
mod written;
mod wrong_broker;

/// The time of a request where none is to be given up.
const PATIENT: &str = "30s";

/// Where some are: long enough for a slow machine to answer, short enough to be waited for.
const HASTY: &str = "1500ms";

/// The command line with much patience.
fn patient(line: &str) -> String {
    format!("{line} --timeout {PATIENT}")
}

/// The command line with little patience.
fn hasty(line: &str) -> String {
    format!("{line} --timeout {HASTY}")
}

/// A group that stands at 5 of the 10 records in each of a topic's two partitions.
struct Group {
    checker: Checker,
    bootstrap: String,
    id: String,
    topic: String,
}

impl Group {
    fn on(cluster: &Faulty) -> Self {
        let group = Group {
            checker: cluster.checker(),
            bootstrap: cluster.bootstrap(),
            id: unique("moved"),
            topic: unique("moved"),
        };
        group.checker.create_topic(&group.topic, 2);
        for partition in [0, 1] {
            group.checker.produce(&group.topic, partition, &[1000; 10]);
        }
        group.commit(&[5, 5]);
        group
    }

    fn commit(&self, offsets: &[i64]) {
        let row = |(partition, offset): (usize, &i64)| json!({"topic": self.topic, "partition": partition, "offset": offset});
        let offsets: Vec<Value> = offsets.iter().enumerate().map(row).collect();
        let fields = json!({"group": self.id, "offsets": offsets});
        self.checker.ask("commit", fields);
    }

    /// Where Kafka's own client sees the group, by partition.
    fn stands_at(&self) -> Vec<i64> {
        let committed: BTreeMap<_, _> = self.checker.committed(&self.id);
        committed
            .into_values()
            .map(|commit| commit.offset.get())
            .collect()
    }

    /// The command line that moves the group to the start of its topic.
    fn rewind<'a>(&'a self, timeout: &'a str, options: &[&'a str]) -> Vec<&'a str> {
        let reset = ["reset", &self.id, "-t", &self.topic, "--to-earliest"];
        [
            &["-b", &self.bootstrap, "--timeout", timeout],
            &reset[..],
            options,
        ]
        .concat()
    }

    fn start_rewind(&self, timeout: &str) -> Running {
        Call::new(&self.rewind(timeout, &["--yes", "--format", "json"])).start()
    }

    fn rewound(&self, timeout: &str) -> Run {
        self.start_rewind(timeout).ended()
    }
}

/// The outcome's word for each partition.
fn statuses(run: &Run) -> Vec<String> {
    let outcome = run.json();
    let partitions = outcome["groups"][0]["partitions"].as_array().unwrap();
    let status = |row: &Value| row["status"].as_str().unwrap().to_owned();
    partitions.iter().map(status).collect()
}
