//! Named clusters in a file, a Java client's properties, and secrets that stand elsewhere.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::support::kafka;
use crate::support::koffset::Run;
use crate::support::process::Call;

mod bound;
mod chosen;
mod edited;
mod files;
mod java;
mod others;
mod prompt;
mod rails;
mod read_only;
mod secrets;
mod secured;
mod set_ups;

/// Where nobody listens.
const NOBODY: &str = "127.0.0.1:1";

/// A folder with a file of contexts.
struct Home(tempfile::TempDir);

impl Home {
    /// A file that says this, where `{}` is the shared cluster, and that its owner alone can read.
    fn with(contexts: &str) -> Self {
        let home = Home(tempfile::tempdir().unwrap());
        home.write("config.toml", &contexts.replace("{}", kafka::bootstrap()));
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn config(&self) -> PathBuf {
        self.path("config.toml")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.config()).unwrap()
    }

    /// Writes a file of the folder, for its owner alone.
    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        self.set_mode(name, 0o600);
    }

    fn set_mode(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), Permissions::from_mode(mode)).unwrap();
    }

    fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.path(name)).unwrap().permissions().mode() & 0o777
    }

    fn call(&self, line: &str) -> Call {
        let args: Vec<&str> = line.split_whitespace().collect();
        Call::new(&args).env("KOFFSET_CONFIG", self.config())
    }

    fn koffset(&self, line: &str) -> Run {
        self.call(line).run()
    }
}

/// A context on the shared cluster, with these further lines.
fn on_cluster(name: &str, lines: &str) -> String {
    format!("[contexts.{name}]\nbootstrap_servers = \"{{}}\"\n{lines}\n")
}

/// A context whose cluster is not there, so that whoever uses it fails.
fn on_nothing(name: &str) -> String {
    format!("[contexts.{name}]\nbootstrap_servers = \"{NOBODY}\"\n")
}
