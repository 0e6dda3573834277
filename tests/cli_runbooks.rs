//! The runbooks of `scripts/runbooks` on real Kafka, with a real consumer that they stop and start.

mod after_bad_deploy;
mod blue_green;
mod option_like;
mod planned_stop;
mod restore;
mod scheduled;
mod shown;
mod skip_poison;
mod stubs;
mod usage;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::koffset::Run;
use crate::support::member::{Member, await_state};
use crate::support::scene::Scene;
use crate::support::wait;

const LIMIT: Duration = Duration::from_secs(90);

/// What stops and starts nothing, and says that it did.
const PRETENDS: &str = "true";

/// Runs a runbook that stops and starts nobody of this process.
fn run(scene: &Scene, runbook: &str, args: &[&str]) -> Run {
    scene.ended(scene.start_runbook(runbook, args, &path(None)))
}

/// PATH with the built koffset in front, and in front of that another folder.
fn path(first: Option<&Path>) -> OsString {
    let built = Path::new(env!("CARGO_BIN_EXE_koffset")).parent().unwrap();
    let others = env::var_os("PATH").unwrap();
    let others = env::split_paths(&others);
    let folders = first.map(Path::to_owned).into_iter();
    env::join_paths(folders.chain([built.to_owned()]).chain(others)).unwrap()
}

/// A consumer that commands stop and start, as a service manager's would: each leaves a file, and waits until
/// the test has done it and taken the file away.
struct Service<'a> {
    scene: &'a Scene,
    group: &'a str,
    member: Option<Member>,
}

impl<'a> Service<'a> {
    fn stopped(scene: &'a Scene, group: &'a str) -> Self {
        Service {
            scene,
            group,
            member: None,
        }
    }

    /// A service that has committed all that orders holds.
    fn running(scene: &'a Scene, group: &'a str) -> Self {
        let mut service = Service::stopped(scene, group);
        service.start();
        service.await_end_of_log();
        service
    }

    fn start(&mut self) {
        let more = json!({"commit": "auto", "await_partitions": self.partitions()});
        let member = Member::joins(self.scene, self.group, "orders", more);
        self.member = Some(member);
    }

    fn stop(&mut self) {
        self.member = None;
    }

    fn partitions(&self) -> usize {
        let topic = self.scene.name("orders");
        let fields = json!({ "topics": [&topic] });
        let found = self.scene.checker.ask("topic_ids", fields);
        found[&topic]["partitions"].as_array().unwrap().len()
    }

    /// Waits until the group has committed the end of each log, of ten records.
    fn await_end_of_log(&self) {
        let look = || self.scene.offsets(self.group, "orders");
        let ends: Vec<(i32, i64)> = (0..).map(|at| (at, 10)).take(self.partitions()).collect();
        wait::until("the end of the logs", look, |offsets| *offsets == ends);
    }

    fn stop_command(&self) -> String {
        self.command("stop")
    }

    fn start_command(&self) -> String {
        self.command("start")
    }

    fn command(&self, what: &str) -> String {
        let file = self.file(what);
        let file = file.display();
        format!("touch '{file}' && while [ -e '{file}' ]; do sleep 0.02; done")
    }

    fn file(&self, what: &str) -> PathBuf {
        self.scene.file(&format!("{what}-{}", self.group))
    }

    /// Runs a runbook that stops and starts this service.
    fn managed_by(&mut self, runbook: &str, args: &[&str]) -> Run {
        let (stop, start) = (self.stop_command(), self.start_command());
        let commands = ["--stop-command", &stop, "--start-command", &start];
        self.obeys(runbook, &[args, &commands].concat())
    }

    fn obeys(&mut self, runbook: &str, args: &[&str]) -> Run {
        obeyed(&mut [self], runbook, args)
    }

    /// Does what the commands of a runbook have said so far.
    fn obey(&mut self) {
        if self.is_told("stop") {
            self.stop();
            fs::remove_file(self.file("stop")).unwrap();
        }
        if self.is_told("start") {
            self.start();
            fs::remove_file(self.file("start")).unwrap();
        }
    }

    fn is_told(&self, what: &str) -> bool {
        self.file(what).exists()
    }

    /// The first offset that the consumer has read in each partition since it was started.
    fn first_read(&self) -> Vec<(i64, i64)> {
        let status = self
            .member
            .as_ref()
            .unwrap()
            .ask("consumer_status", json!({}));
        let rows = status["records"].as_array().unwrap().iter();
        let number = |row: &serde_json::Value, key: &str| row[key].as_i64().unwrap();
        rows.map(|row| (number(row, "partition"), number(row, "first")))
            .collect()
    }
}

/// Runs a runbook while these services do what its commands say.
fn obeyed(services: &mut [&mut Service<'_>], runbook: &str, args: &[&str]) -> Run {
    let scene = services[0].scene;
    let mut running = scene.start_runbook(runbook, args, &path(None));
    let end = Instant::now() + LIMIT;
    while !running.is_over() && Instant::now() < end {
        services.iter_mut().for_each(|service| service.obey());
        thread::sleep(Duration::from_millis(10));
    }
    scene.ended(running)
}

/// Lets a consumer of the group commit these offsets, and leave.
fn left_at(scene: &Scene, group: &str, committed: &[i64]) {
    scene.commit_as_member("classic", group, "orders", committed);
    await_state(scene, group, "empty");
}

/// What lies in the folder of a test.
fn files(scene: &Scene) -> Vec<String> {
    let entries = fs::read_dir(scene.file("")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The journal's id of the change that a runbook says how to take back.
fn journal_id(run: &Run) -> String {
    let said = [&run.stdout, &run.stderr]
        .map(|text| text.split("koffset undo ").last().unwrap().to_owned());
    let said = if run.status == 0 { &said[0] } else { &said[1] };
    said.split_whitespace().next().unwrap().to_owned()
}
