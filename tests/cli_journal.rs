//! The journal of real changes: what is on disk after them, and what `koffset journal` and `koffset plan` make
//! of it. What is there when something goes wrong in between stands in `cli_faults`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::kafka;
use crate::support::koffset::{Run, command, journal};
use crate::support::scene::Scene;

mod changes;
mod plans;
mod unwritable;

/// Moves `billing` of [`scene`] from 5 to 7 in its first partition.
const RESET: &str = "reset {}billing --topic {}orders:0 --to-offset 7 --yes";

/// 10 records in each of the topic's partitions, and a commit in the first only.
fn scene() -> Scene {
    Scene::with_orders(&[10, 10], &[Some(5), None])
}

/// `koffset journal` or `koffset plan`, without a cluster.
fn offline(args: &[&str]) -> Run {
    Run::of(args.iter().copied())
}

/// The changes that are listed.
fn listed() -> Vec<Value> {
    let run = offline(&["journal", "list", "--format", "json"]).with_status(0);
    run.json()["entries"].as_array().unwrap().clone()
}

/// The only change that is listed.
#[track_caller]
fn only_change() -> Value {
    let [change] = listed().try_into().unwrap();
    change
}

/// What stands in a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
