use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::{hints, schema, secured};

/// What a run of the built binary left behind.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Runs koffset with these arguments, without a terminal and without settings from the environment.
    pub fn of<'a>(args: impl IntoIterator<Item = &'a str>) -> Self {
        let mut koffset = command();
        let output = koffset.args(args).stdin(Stdio::null()).output().unwrap();
        let run = Run::from(output);
        schema::check(koffset.get_args(), &run.stdout);
        hints::check(koffset.get_args(), &run.stderr);
        run
    }

    /// The status and both streams as one text.
    pub fn text(&self) -> String {
        let Run {
            status,
            stdout,
            stderr,
        } = self;
        format!("status: {status}\n---- stdout\n{stdout}---- stderr\n{stderr}")
    }

    #[track_caller]
    pub fn exits(&self, status: i32) -> &Self {
        assert_eq!(self.status, status, "\n{}", self.text());
        self
    }

    /// The run itself, where it ended with this status.
    #[track_caller]
    pub fn with_status(self, status: i32) -> Self {
        self.exits(status);
        self
    }

    /// stdout holds this.
    #[track_caller]
    pub fn prints(&self, product: &str) -> &Self {
        assert!(
            self.stdout.contains(product),
            "stdout lacks {product:?}\n{}",
            self.text()
        );
        self
    }

    /// Stdout holds this nowhere.
    pub fn never_prints(&self, product: &str) -> &Self {
        assert!(
            !self.stdout.contains(product),
            "stdout holds {product:?}:\n{}",
            self.text()
        );
        self
    }

    /// stdout is empty.
    #[track_caller]
    pub fn prints_nothing(&self) -> &Self {
        assert!(self.stdout.is_empty(), "\n{}", self.text());
        self
    }

    /// stderr holds this.
    #[track_caller]
    pub fn says(&self, message: &str) -> &Self {
        assert!(
            self.stderr.contains(message),
            "stderr lacks {message:?}\n{}",
            self.text()
        );
        self
    }

    /// Neither stream holds this.
    #[track_caller]
    pub fn never_says(&self, message: &str) -> &Self {
        let silent = !self.stderr.contains(message) && !self.stdout.contains(message);
        assert!(silent, "{message:?} is said\n{}", self.text());
        self
    }

    /// stderr is empty.
    #[track_caller]
    pub fn says_nothing(&self) -> &Self {
        assert!(self.stderr.is_empty(), "\n{}", self.text());
        self
    }

    /// stdout as a JSON document.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        let parsed = serde_json::from_str(&self.stdout);
        parsed.unwrap_or_else(|error| panic!("stdout is no JSON: {error}\n{}", self.text()))
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Run {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

thread_local! {
    /// Where each test's changes are written down, and where its settings are.
    static JOURNAL: TempDir = tempfile::tempdir().unwrap();
}

/// The journal's folder of this test.
pub fn journal() -> PathBuf {
    JOURNAL.with(|folder| folder.path().join("journal"))
}

/// The file of the journal's entry of this id.
pub fn entry_file(id: &str) -> PathBuf {
    let files = std::fs::read_dir(journal())
        .unwrap()
        .map(|file| file.unwrap().path());
    let is_entry = |file: &PathBuf| {
        let name = file.file_name().unwrap().to_str().unwrap();
        name.starts_with(&format!("{id}.")) && !name.ends_with(".outcome.json")
    };
    files.into_iter().find(is_entry).unwrap()
}

/// A file of contexts that holds none, so that nobody's own is used.
pub fn no_contexts() -> PathBuf {
    JOURNAL.with(|folder| {
        let file = folder.path().join("no-contexts.toml");
        std::fs::write(&file, "").unwrap();
        file
    })
}

/// A ticket cache of Kerberos of the test's own.
pub fn ticket_cache() -> PathBuf {
    JOURNAL.with(|folder| folder.path().join("tickets"))
}

/// The built binary without settings from the environment, and with a journal of the test's own.
pub fn command() -> Command {
    secluded(Command::new(env!("CARGO_BIN_EXE_koffset")))
}

/// A command without settings from the environment, and with a journal of the test's own.
pub fn secluded(mut command: Command) -> Command {
    let own = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KOFFSET"));
    for (name, _) in own {
        command.env_remove(name);
    }
    command.env("KOFFSET_JOURNAL_DIR", journal());
    command.env("KOFFSET_CONFIG", no_contexts());
    command.env("KRB5CCNAME", ticket_cache());
    if let Some(config) = secured::krb5_config() {
        command.env("KRB5_CONFIG", config);
    }
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}
