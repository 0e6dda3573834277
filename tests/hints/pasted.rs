//! A shell in a folder of its own, into which commands are pasted.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use regex::Regex;

use crate::support::koffset::secluded;

/// A file with a name that a shell would read as something else, and how a shell takes it for itself.
pub const FILE: &str = "a b's $(touch made).json";
pub const WORD: &str = r"'a b'\''s $(touch made).json'";

/// Programs that are not everywhere, or would reach out: they write down their arguments, a line for each.
const STUBS: [&str; 6] = [
    "aws",
    "cargo",
    "kafka-acls.sh",
    "kafka-transactions.sh",
    "kinit",
    "klist",
];
/// Where the stubs write.
const CALLED: &str = "called";
/// What a key store is asked for.
const PASSWORDS: &str = "changeit\nchangeit\nchangeit\nchangeit\n";

static PLACE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{[a-z_]*\}").unwrap());

pub struct Scratch {
    folder: tempfile::TempDir,
    programs: tempfile::TempDir,
}

impl Scratch {
    /// A folder with [`FILE`] and a file of contexts, and koffset among the programs.
    pub fn new() -> Self {
        let scratch = Scratch {
            folder: tempfile::tempdir().unwrap(),
            programs: tempfile::tempdir().unwrap(),
        };
        let programs = scratch.programs.path();
        symlink(env!("CARGO_BIN_EXE_koffset"), programs.join("koffset")).unwrap();
        for stub in STUBS {
            let called = programs.join(CALLED);
            let script = format!(
                "#!/bin/sh\nprintf '%s\\n' \"$@\" > '{}'\n",
                called.display()
            );
            fs::write(programs.join(stub), script).unwrap();
            fs::set_permissions(programs.join(stub), Permissions::from_mode(0o755)).unwrap();
        }
        scratch.write(FILE, b"{}");
        scratch
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path().join(name), bytes).unwrap();
    }

    /// What each file of the folder holds.
    pub fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.path()).unwrap().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
        files
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read(entry.path()).unwrap())
            })
            .collect()
    }

    /// The arguments that a stub was called with last.
    pub fn called_with(&self) -> Vec<String> {
        let called = fs::read_to_string(self.programs.path().join(CALLED)).unwrap();
        called.lines().map(str::to_owned).collect()
    }

    /// Runs koffset here, with these arguments.
    pub fn koffset(&self, args: &[&str]) -> Output {
        let mut koffset = secluded(Command::new(env!("CARGO_BIN_EXE_koffset")));
        koffset.args(args).current_dir(self.path());
        koffset.stdin(Stdio::null()).output().unwrap()
    }

    /// Pastes a line into a shell here; its exit status.
    pub fn run(&self, line: &str) -> Option<i32> {
        let mut shell = secluded(Command::new("sh"));
        let path = std::env::var("PATH").unwrap();
        shell.env("PATH", format!("{}:{path}", self.programs.path().display()));
        shell.env("KOFFSET_BOOTSTRAP_SERVER", "127.0.0.1:1");
        shell.args(["-c", line]).current_dir(self.path());
        shell.stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = shell.stderr(Stdio::null()).spawn().unwrap();
        // A program that asks for nothing may have gone.
        let _ = child.stdin.take().unwrap().write_all(PASSWORDS.as_bytes());
        child.wait().unwrap().code()
    }
}

/// A command with these values in its places, one after another.
pub fn filled(template: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let mut value =
        |_: &regex::Captures<'_>| values.next().expect("a value for each place").to_string();
    PLACE.replace_all(template, &mut value).into_owned()
}

/// Pastes a command, which must be one that its program takes.
#[track_caller]
pub fn paste(line: &str) {
    let scratch = Scratch::new();
    let before = scratch.contents();
    let status = scratch.run(line);
    assert_eq!(scratch.contents(), before, "{line}");
    let is_taken = status.is_some_and(|status| !matches!(status, 2 | 126 | 127));
    assert!(is_taken, "{line}: {status:?}");
    if !line.starts_with("koffset") {
        assert_eq!(status, Some(0), "{line}");
    }
}
