//! Kafka's own Java clients in one resident JVM: what they say decides whether koffset is right.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use koffset::model::{CommittedOffset, Offset, TopicPartition};
use serde_json::{Value, json};

use super::{kafka, version};

/// The process of `scripts/kafka.sh checker`, which ends with its input.
struct Process {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    _child: Child,
}

impl Process {
    fn start() -> Self {
        let mut child = Command::new(kafka::SCRIPT)
            .arg("checker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Process {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            _child: child,
        }
    }

    fn exchange(&mut self, question: &Value) -> io::Result<Value> {
        writeln!(self.input, "{question}")?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        Ok(serde_json::from_str(&answer)?)
    }
}

/// Asks Kafka's clients about one cluster.
#[derive(Clone)]
pub struct Checker {
    bootstrap: String,
}

impl Checker {
    pub fn of(bootstrap: &str) -> Self {
        Checker {
            bootstrap: bootstrap.to_owned(),
        }
    }

    /// Runs an operation of `tests/java/Checker.java`.
    ///
    /// # Panics
    /// Where it answers with an error.
    pub fn ask(&self, operation: &str, fields: Value) -> Value {
        let answer = self.try_ask(operation, fields);
        answer.unwrap_or_else(|error| panic!("checker: {operation}: {error}"))
    }

    /// As [`Checker::ask`], for who expects an error or must not panic.
    pub fn try_ask(&self, operation: &str, fields: Value) -> Result<Value, String> {
        static PROCESS: OnceLock<Mutex<Process>> = OnceLock::new();
        let mut question = fields;
        question["op"] = json!(operation);
        question["bootstrap"] = json!(self.bootstrap);
        let process = PROCESS.get_or_init(|| Mutex::new(Process::start()));
        let mut process = process.lock().unwrap_or_else(PoisonError::into_inner);
        let mut answer = process.exchange(&question).map_err(|e| e.to_string())?;
        match answer.get("error") {
            Some(error) => Err(format!("{error}, asked {question}")),
            None => Ok(answer["ok"].take()),
        }
    }

    /// Creates a topic of which no record expires, however old.
    pub fn create_topic(&self, topic: &str, partitions: i32) {
        let configs = json!({"retention.ms": "-1"});
        let topics = json!([{"name": topic, "partitions": partitions, "configs": configs}]);
        self.ask("create_topics", json!({ "topics": topics }));
    }

    /// Creates a topic of one partition that takes records of any timestamp: since Kafka 4.0 a broker refuses one
    /// that is more than an hour ahead by default.
    pub fn create_topic_for_any_time(&self, topic: &str) {
        let configs = if version::is_before(3, 6) {
            json!({})
        } else {
            json!({"message.timestamp.after.max.ms": i64::MAX.to_string()})
        };
        let topics = json!([{"name": topic, "partitions": 1, "configs": configs}]);
        self.ask("create_topics", json!({ "topics": topics }));
    }

    pub fn topic_id(&self, topic: &str) -> String {
        let found = self.ask("topic_ids", json!({"topics": [topic]}));
        found[topic]["id"].as_str().unwrap().to_owned()
    }

    pub fn cluster_id(&self) -> String {
        let found = self.ask("cluster", json!({}));
        found["cluster_id"].as_str().unwrap().to_owned()
    }

    /// Produces a record for each time, in epoch milliseconds.
    pub fn produce(&self, topic: &str, partition: i32, times: &[i64]) {
        let records = records(times);
        self.ask(
            "produce",
            json!({"topic": topic, "partition": partition, "records": records}),
        );
    }

    pub fn produce_in_transaction(&self, handle: &str, topic: &str, partition: i32, times: &[i64]) {
        let records = records(times);
        self.ask(
            "txn_produce",
            json!({"handle": handle, "topic": topic, "partition": partition, "records": records}),
        );
    }

    /// Commits any number, also one below zero, for a group without members.
    pub fn commit_number(&self, group: &str, topic: &str, partition: i32, number: i64) {
        let row = json!({"topic": topic, "partition": partition, "offset": number});
        self.ask("commit_number", json!({"group": group, "offsets": [row]}));
    }

    /// Everything that the group has committed: a number below zero shows as none.
    pub fn committed(&self, group: &str) -> BTreeMap<TopicPartition, CommittedOffset> {
        let rows = self.ask("committed", json!({ "group": group }));
        let rows = rows.as_array().unwrap().iter();
        rows.filter(|row| !row["offset"].is_null())
            .map(|row| (partition_of(row), committed_of(row)))
            .collect()
    }
}

/// The fields of an offset to commit, as the checker reads them.
pub fn offset_row(topic: &str, partition: i32, committed: &CommittedOffset) -> Value {
    json!({
        "topic": topic,
        "partition": partition,
        "offset": committed.offset.get(),
        "leader_epoch": committed.leader_epoch,
        "metadata": committed.metadata,
    })
}

fn records(times: &[i64]) -> Vec<Value> {
    let record = |time: &i64| json!({"value": "a record", "timestamp": time});
    times.iter().map(record).collect()
}

fn partition_of(row: &Value) -> TopicPartition {
    let partition = i32::try_from(row["partition"].as_i64().unwrap()).unwrap();
    TopicPartition::new(row["topic"].as_str().unwrap(), partition)
}

fn committed_of(row: &Value) -> CommittedOffset {
    let epoch = row["leader_epoch"].as_i64();
    let metadata = row["metadata"].as_str().unwrap_or_default();
    CommittedOffset {
        offset: Offset::new(row["offset"].as_i64().unwrap()).unwrap(),
        leader_epoch: epoch.map(|epoch| i32::try_from(epoch).unwrap()),
        metadata: Some(metadata.to_owned()).filter(|text| !text.is_empty()),
    }
}
