//! A command on the in-memory cluster, with a fixed clock and streams that are kept.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::Session;
use crate::clock::{Clock, Deadline};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::kafka::fake::FakeCluster;
use crate::ui::{Answer, Prompt, Ui, Verbosity};

/// What a command left behind: its streams and how it ended, the error on stderr as `main` prints it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) out: String,
    pub(super) err: String,
    pub(super) status: ExitStatus,
}

/// The time of every command: 2026-11-20 20:00 UTC.
pub(super) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_204_800, 0).expect("the time exists")
}

/// Runs a command that asks no question; `cancelled` is Ctrl-C.
pub(super) fn on(
    cluster: &FakeCluster,
    cancelled: Arc<AtomicBool>,
    command: impl FnOnce(&mut Session<'_>) -> Result<ExitStatus, Error>,
) -> Ended {
    let timeout = Duration::from_secs(10);
    let deadline = Deadline::new(Arc::new(FixedClock), timeout, None, cancelled);
    with_ui(|ui| {
        command(&mut Session {
            cluster,
            deadline: &deadline,
            ui,
        })
    })
}

/// Runs a command that needs no cluster.
pub(super) fn with_ui(command: impl FnOnce(&mut Ui) -> Result<ExitStatus, Error>) -> Ended {
    let (out, err) = (Stream::default(), Stream::default());
    let mut ui = Ui::new(out.clone(), err.clone(), NoPrompt, Verbosity::Normal);
    let status = command(&mut ui).unwrap_or_else(|error| {
        ui.error(&error);
        error.kind.status()
    });
    Ended {
        out: out.text(),
        err: err.text(),
        status,
    }
}

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        now()
    }

    fn instant(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, _: Duration) {}
}

#[derive(Clone, Default)]
struct Stream(Rc<RefCell<Vec<u8>>>);

impl Stream {
    fn text(&self) -> String {
        let text = String::from_utf8(self.0.take()).expect("output is UTF-8");
        anstream::adapter::strip_str(&text).to_string()
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

struct NoPrompt;

impl Prompt for NoPrompt {
    fn confirm(&mut self, _: &str, _: &dyn Fn() -> bool) -> Answer {
        Answer::Nobody
    }
}
