//! Topics and groups of one test on the shared cluster, and koffset run on them.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use koffset::model::{CommittedOffset, Offset, TopicPartition};
use serde_json::{Value, json};

use super::checker::{Checker, offset_row};
use super::kafka;
use super::koffset::Run;
use super::member::{Member, await_state};
use super::names::unique;
use super::process::{Call, Running};
use super::terminal::Terminal;

/// The time of the first record of each partition, 2023-11-14 22:13:20 UTC; the others follow a minute apart.
pub const START: i64 = 1_700_000_000_000;
const MINUTE: i64 = 60_000;

/// The time of the record at this offset.
pub fn time_of(offset: i64) -> i64 {
    START + offset * MINUTE
}

/// A test's own part of the shared cluster: everything in it bears its prefix, which command lines write
/// as `{}` and of which outputs are rid.
pub struct Scene {
    pub checker: Checker,
    /// Where koffset connects to.
    bootstrap: String,
    prefix: String,
    files: tempfile::TempDir,
}

impl Scene {
    pub fn new() -> Self {
        Scene::of(kafka::bootstrap(), kafka::bootstrap())
    }

    /// A scene on a cluster that Kafka's own clients reach at one address, and koffset at another.
    pub fn of(cluster: &str, koffset: &str) -> Self {
        Scene {
            checker: Checker::of(cluster),
            bootstrap: koffset.to_owned(),
            prefix: unique(""),
            files: tempfile::tempdir().unwrap(),
        }
    }

    /// Where koffset connects to.
    pub fn bootstrap(&self) -> &str {
        &self.bootstrap
    }

    /// A scene with a topic `orders` that holds so many records in its partitions, and a group `billing`
    /// that stands at these offsets of it.
    pub fn with_orders(records: &[usize], committed: &[Option<i64>]) -> Self {
        let scene = Scene::new();
        scene.orders(records, committed);
        scene
    }

    /// Creates what [`Scene::with_orders`] tells.
    pub fn orders(&self, records: &[usize], committed: &[Option<i64>]) {
        self.topic("orders", records);
        self.commit("billing", "orders", committed);
    }

    /// The name with the prefix, for the cluster. A prefix elsewhere than in front is written as `{}`.
    pub fn name(&self, name: &str) -> String {
        if name.contains("{}") {
            name.replace("{}", &self.prefix)
        } else {
            format!("{}{name}", self.prefix)
        }
    }

    /// Creates a topic of which no record expires, however old.
    pub fn empty_topic(&self, topic: &str, partitions: usize) {
        let partitions = partitions.try_into().unwrap();
        self.checker.create_topic(&self.name(topic), partitions);
    }

    /// Creates a topic with so many records in its partitions, at the times of [`time_of`].
    pub fn topic(&self, topic: &str, records: &[usize]) {
        self.empty_topic(topic, records.len());
        for (partition, records) in (0..).zip(records) {
            let times: Vec<i64> = (0..).take(*records).map(time_of).collect();
            self.produce(topic, partition, &times);
        }
    }

    pub fn produce(&self, topic: &str, partition: i32, times: &[i64]) {
        if !times.is_empty() {
            self.checker.produce(&self.name(topic), partition, times);
        }
    }

    /// Moves the start of the log.
    pub fn delete_records(&self, topic: &str, partition: i32, before: i64) {
        let fields = json!({"topic": self.name(topic), "partition": partition, "before": before});
        self.checker.ask("delete_records", fields);
    }

    pub fn delete_topic(&self, topic: &str) {
        let names = [self.name(topic)];
        self.checker.ask("delete_topics", json!({ "names": names }));
    }

    /// Commits from outside the group, in one request.
    pub fn commit(&self, group: &str, topic: &str, committed: &[Option<i64>]) {
        let topic = self.name(topic);
        let row = |(partition, offset): (i32, &Option<i64>)| {
            let position = CommittedOffset::at(Offset::new((*offset)?).unwrap());
            Some(offset_row(&topic, partition, &position))
        };
        let rows: Vec<Value> = (0..).zip(committed).filter_map(row).collect();
        if !rows.is_empty() {
            self.commit_rows(group, &rows);
        }
    }

    pub fn commit_as(&self, group: &str, topic: &str, partition: i32, committed: &CommittedOffset) {
        self.commit_rows(
            group,
            &[offset_row(&self.name(topic), partition, committed)],
        );
    }

    fn commit_rows(&self, group: &str, rows: &[Value]) {
        let fields = json!({"group": self.name(group), "offsets": rows});
        let answers = self.checker.ask("commit", fields);
        let mut answers = answers.as_array().unwrap().iter();
        assert!(
            answers.all(|answer| answer["error"].is_null()),
            "{answers:?}"
        );
    }

    /// The partitions of the topic in which the group has a commit, by Kafka's own client.
    pub fn committed(&self, group: &str, topic: &str) -> Vec<(i32, CommittedOffset)> {
        let (group, topic) = (self.name(group), self.name(topic));
        let committed = self.checker.committed(&group).into_iter();
        let of_topic = |(at, committed): (TopicPartition, _)| {
            (*at.topic == *topic).then_some((at.partition, committed))
        };
        committed.filter_map(of_topic).collect()
    }

    /// The committed offsets alone.
    pub fn offsets(&self, group: &str, topic: &str) -> Vec<(i32, i64)> {
        let committed = self.committed(group, topic).into_iter();
        committed
            .map(|(at, committed)| (at, committed.offset.get()))
            .collect()
    }

    /// Whether Kafka knows a group of this name.
    pub fn knows_group(&self, group: &str) -> bool {
        self.describe(group)["found"] == true
    }

    pub fn describe(&self, group: &str) -> Value {
        let fields = json!({"group": self.name(group)});
        self.checker.ask("describe_group", fields)
    }

    /// Lets a consumer of the protocol join, commit these offsets of the topic as a member, and leave.
    pub fn commit_as_member(&self, protocol: &str, group: &str, topic: &str, committed: &[i64]) {
        let member = Member::joins(self, group, topic, json!({ "protocol": protocol }));
        let topic = self.name(topic);
        let row = |(partition, offset): (i32, &i64)| {
            let position = CommittedOffset::at(Offset::new(*offset).unwrap());
            offset_row(&topic, partition, &position)
        };
        let offsets: Vec<Value> = (0..).zip(committed).map(row).collect();
        member.ask("consumer_commit", json!({ "offsets": offsets }));
        drop(member);
        await_state(self, group, "empty");
    }

    /// What Kafka's own tool prints for these arguments, without the prefix.
    pub fn kafkas_tool(&self, line: &str) -> String {
        let fields = json!({ "args": self.words(line) });
        let told = self.checker.ask("consumer_groups_tool", fields);
        assert_eq!(told["exit"], 0, "{told:#}");
        self.plain(told["stdout"].as_str().unwrap())
    }

    /// Where the files are that lines name.
    pub fn folder(&self) -> &Path {
        self.files.path()
    }

    /// A file of the test's own.
    pub fn file(&self, name: &str) -> std::path::PathBuf {
        self.files.path().join(name)
    }

    /// Changes a JSON file as an editor would.
    pub fn edit(&self, name: &str, change: impl FnOnce(&mut Value)) {
        let file = self.file(name);
        let mut document = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        change(&mut document);
        fs::write(file, document.to_string()).unwrap();
    }

    /// Runs koffset: `{}` in a word is the scene's prefix, and a word that ends in .json is a file of it.
    pub fn koffset(&self, line: &str) -> Run {
        self.ended(self.start(line))
    }

    /// Runs koffset with these words as they are.
    pub fn koffset_words(&self, args: &[&str]) -> Run {
        self.ended(Call::on(&self.bootstrap, args).start())
    }

    /// Starts koffset as [`Scene::koffset`] does, and does not wait for its end.
    pub fn start(&self, line: &str) -> Running {
        let args = self.words(line);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        Call::on(&self.bootstrap, &args).start()
    }

    /// Starts koffset on a terminal of so many columns.
    pub fn on_terminal(&self, columns: u16, line: &str) -> Terminal {
        let args = self.words(&format!("-b {} {line}", self.bootstrap));
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        Terminal::start_wide(columns, &args, &[])
    }

    /// Starts a runbook in the scene's folder, with the koffset that stands first in `path`.
    pub fn start_runbook(&self, runbook: &str, args: &[&str], path: &OsStr) -> Running {
        let scripts = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/runbooks");
        let mut command = Command::new(format!("{scripts}/{runbook}"));
        command.args(args.iter().map(|word| self.word(word)));
        command.current_dir(self.files.path());
        let call = Call::of(command).env("PATH", path);
        call.env("KOFFSET_BOOTSTRAP_SERVER", &self.bootstrap)
            .start()
    }

    /// Waits for the end of what was started.
    pub fn ended(&self, koffset: Running) -> Run {
        let run = koffset.ended();
        Run {
            stdout: self.plain(&run.stdout),
            stderr: self.plain(&run.stderr),
            ..run
        }
    }

    /// The words of a line as koffset is given them; see [`Scene::koffset`].
    pub fn words(&self, line: &str) -> Vec<String> {
        let words = line.split_whitespace();
        words.map(|word| self.word(word)).collect()
    }

    fn word(&self, word: &str) -> String {
        if Path::new(word).extension().is_some_and(|e| e == "json") {
            self.file(word).to_str().unwrap().to_owned()
        } else {
            word.replace("{}", &self.prefix)
        }
    }

    /// Without the prefix and the folder, and with one blank in the place of many: how wide a column is
    /// depends on the prefix.
    fn plain(&self, text: &str) -> String {
        let folder = format!("{}/", self.files.path().display());
        let text = text.replace(&self.prefix, "").replace(&folder, "");
        let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n";
        text.lines().map(squeezed).collect()
    }
}
