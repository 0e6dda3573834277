//! A command's run in a test: on a clock of its own, with what it wrote, asked and ended with kept.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;

use super::Session;
use super::journal_folder::JournalDirArgs;
use super::record::Record;
use crate::clock::{Clock, Deadline, SystemClock};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::kafka::ReadCluster;
use crate::kafka::fake::FakeCluster;
use crate::settings::Settings;
use crate::ui::{Answer, Prompt, Ui, Verbosity};

/// What a run left behind, without colours.
#[derive(Debug)]
pub(crate) struct Captured {
    pub(crate) result: Result<ExitStatus, Error>,
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) questions: Vec<String>,
}

impl Captured {
    pub(crate) fn status(&self) -> ExitStatus {
        match &self.result {
            Ok(status) => *status,
            Err(error) => error.kind.status(),
        }
    }

    /// What the run ended with.
    ///
    /// # Panics
    /// Where it ended well.
    pub(crate) fn error(&self) -> &Error {
        self.result.as_ref().unwrap_err()
    }
}

/// What a run meets: who answers, what Ctrl-C sets, how long it may take, and a stdout that may fail.
pub(crate) struct Stage {
    pub(crate) answer: Box<dyn FnMut() -> Answer>,
    pub(crate) cancelled: Arc<AtomicBool>,
    pub(crate) whole: Option<Duration>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) stdout_fails: Option<io::ErrorKind>,
    pub(crate) settings: Settings,
}

impl Stage {
    /// One on which every question gets this answer.
    pub(crate) fn answering(answer: Answer) -> Self {
        Stage {
            answer: Box::new(move || answer),
            cancelled: Arc::default(),
            whole: None,
            clock: Arc::default(),
            stdout_fails: None,
            settings: Settings::default(),
        }
    }

    pub(crate) fn run(
        self,
        cluster: &dyn ReadCluster,
        run: impl FnOnce(&mut Session<'_>) -> Result<ExitStatus, Error>,
    ) -> Captured {
        let (out, err) = (Stream::failing(self.stdout_fails), Stream::failing(None));
        let questions = Rc::default();
        let prompt = Answering {
            answer: self.answer,
            questions: Rc::clone(&questions),
        };
        let mut ui = Ui::new(out.clone(), err.clone(), prompt, Verbosity::Normal);
        let timeout = Duration::from_secs(10);
        let deadline = Deadline::new(self.clock, timeout, self.whole, self.cancelled);
        let result = run(&mut Session {
            cluster,
            started_at: deadline.clock().now(),
            deadline: &deadline,
            settings: &self.settings,
            ui: &mut ui,
        });
        Captured {
            result,
            out: out.text(),
            err: err.text(),
            questions: questions.take(),
        }
    }
}

/// Runs a command that gets `answer` to whatever it asks.
pub(crate) fn captured(
    cluster: &dyn ReadCluster,
    answer: Answer,
    run: impl FnOnce(&mut Session<'_>) -> Result<ExitStatus, Error>,
) -> Captured {
    Stage::answering(answer).run(cluster, run)
}

thread_local! {
    /// The fakes of all tests have the same id, and other tests' groups the same names.
    static LOCKS: TempDir = tempfile::tempdir().unwrap();
}

/// A record that keeps no journal.
pub(crate) fn unrecorded() -> Record {
    Record {
        dir: JournalDirArgs {
            journal_dir: Some("nowhere".into()),
        },
        is_kept: false,
        locks: LOCKS.with(|folder| folder.path().to_owned()),
        user: "tester".to_owned(),
        host: "here".to_owned(),
        process: 1,
        command_line: Vec::new(),
    }
}

/// orders:0 holds 100..110, a second apart from 08:00 on; orders:1 is empty; pay:0 holds 0..3; and an
/// internal topic.
pub(crate) fn few_records() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 2);
    cluster.create_topic("pay", 1);
    cluster.create_internal_topic("__consumer_offsets", 1);
    let morning = now() - TimeDelta::hours(12);
    cluster.fill("orders", 0, 100, 110, morning);
    cluster.fill("pay", 0, 0, 3, morning);
    cluster
}

/// The time at which every run begins: 2026-11-20 20:00 UTC.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_204_800, 0).unwrap()
}

/// A clock that stands still while a run works, and passes a sleep in no time.
pub(crate) struct TestClock {
    began: Instant,
    passed: Mutex<Duration>,
}

impl TestClock {
    /// The time since the run began.
    pub(crate) fn passed(&self) -> Duration {
        *self.passed.lock().unwrap()
    }
}

impl Default for TestClock {
    fn default() -> Self {
        TestClock {
            began: SystemClock.instant(),
            passed: Mutex::default(),
        }
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        now() + self.passed()
    }

    fn instant(&self) -> Instant {
        self.began + self.passed()
    }

    fn uptime(&self) -> Duration {
        self.passed()
    }

    fn sleep(&self, duration: Duration) {
        *self.passed.lock().unwrap() += duration;
    }
}

struct Answering {
    answer: Box<dyn FnMut() -> Answer>,
    questions: Rc<RefCell<Vec<String>>>,
}

impl Prompt for Answering {
    fn confirm(&mut self, question: &str, _: &dyn Fn() -> bool) -> Answer {
        self.questions.borrow_mut().push(question.to_owned());
        (self.answer)()
    }

    fn typed(&mut self, question: &str, _: &str, interrupted: &dyn Fn() -> bool) -> Answer {
        self.confirm(question, interrupted)
    }
}

#[derive(Clone)]
struct Stream {
    written: Rc<RefCell<Vec<u8>>>,
    fails: Option<io::ErrorKind>,
}

impl Stream {
    fn failing(fails: Option<io::ErrorKind>) -> Self {
        let written = Rc::default();
        Stream { written, fails }
    }

    fn text(&self) -> String {
        let written = String::from_utf8(self.written.take()).unwrap();
        anstream::adapter::strip_str(&written).to_string()
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.fails {
            Some(kind) => Err(kind.into()),
            None => self.written.borrow_mut().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
