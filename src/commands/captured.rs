//! A command's run in a test: on a fixed clock, with what it wrote and how it ended kept.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::Session;
use crate::clock::{Clock, Deadline, SystemClock};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::kafka::ReadCluster;
use crate::ui::{Answer, Prompt, Ui, Verbosity};

/// What a run left behind, without colours.
#[derive(Debug)]
pub(crate) struct Captured {
    pub(crate) result: Result<ExitStatus, Error>,
    pub(crate) out: String,
    pub(crate) err: String,
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

/// Runs a command that gets `answer` to whatever it asks.
pub(crate) fn captured(
    cluster: &dyn ReadCluster,
    answer: Answer,
    run: impl FnOnce(&mut Session<'_>) -> Result<ExitStatus, Error>,
) -> Captured {
    interruptible(cluster, answer, Arc::default(), run)
}

/// Runs a command that is interrupted once `cancelled` is set.
pub(crate) fn interruptible(
    cluster: &dyn ReadCluster,
    answer: Answer,
    cancelled: Arc<AtomicBool>,
    run: impl FnOnce(&mut Session<'_>) -> Result<ExitStatus, Error>,
) -> Captured {
    let (out, err) = (Stream::default(), Stream::default());
    let mut ui = Ui::new(out.clone(), err.clone(), Always(answer), Verbosity::Normal);
    let timeout = Duration::from_secs(10);
    let deadline = Deadline::new(Arc::new(FixedClock), timeout, None, cancelled);
    let result = run(&mut Session {
        cluster,
        deadline: &deadline,
        ui: &mut ui,
    });
    Captured {
        result,
        out: out.text(),
        err: err.text(),
    }
}

/// The time of every run: 2026-11-20 20:00 UTC.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_204_800, 0).unwrap()
}

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        now()
    }

    fn instant(&self) -> Instant {
        SystemClock.instant()
    }

    fn sleep(&self, _: Duration) {}
}

struct Always(Answer);

impl Prompt for Always {
    fn confirm(&mut self, _: &str, _: &dyn Fn() -> bool) -> Answer {
        self.0
    }
}

#[derive(Clone, Default)]
struct Stream(Rc<RefCell<Vec<u8>>>);

impl Stream {
    fn text(&self) -> String {
        let written = String::from_utf8(self.0.take()).unwrap();
        anstream::adapter::strip_str(&written).to_string()
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
