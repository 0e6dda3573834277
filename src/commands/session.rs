use std::fmt;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::clock::Deadline;
use crate::kafka::ReadCluster;
use crate::model::KafkaError;
use crate::observe::{Notices, Observer, Progress};
use crate::settings::Settings;
use crate::ui::{self, Ui};

/// How long Ctrl-C may go unnoticed in a pause.
const SLICE: Duration = Duration::from_millis(100);

/// What every command that asks a cluster is given.
pub struct Session<'a> {
    pub cluster: &'a dyn ReadCluster,
    pub deadline: &'a Deadline,
    /// What counts of what the operator said.
    pub settings: &'a Settings,
    /// The time that `now` means to the whole command, however long it waits for an answer.
    pub started_at: DateTime<Utc>,
    pub ui: &'a mut Ui,
}

impl Session<'_> {
    /// Who reads for this command.
    pub fn observer(&self) -> Observer<'_> {
        Observer {
            cluster: self.cluster,
            deadline: self.deadline,
            notices: &*self.ui,
        }
    }

    /// The time now, for [`Session::took`].
    pub fn begin(&self) -> Instant {
        self.deadline.clock().instant()
    }

    /// Says, to who wants to know, how long a piece of work took.
    pub fn took(&mut self, work: impl fmt::Display, began: Instant) {
        let took = self.begin().saturating_duration_since(began);
        self.ui
            .detail(format_args!("{work}: {} ms", took.as_millis()));
    }

    /// Does nothing for a while.
    ///
    /// # Errors
    /// Interrupted, or the time of the whole command is over.
    pub fn pause(&self, length: Duration) -> Result<(), KafkaError> {
        let clock = self.deadline.clock();
        let end = clock.instant() + length;
        loop {
            self.deadline.check()?;
            let left = end.saturating_duration_since(clock.instant());
            if left.is_zero() {
                return Ok(());
            }
            clock.sleep(left.min(SLICE));
        }
    }
}

impl Notices for Ui {
    fn progress(&self, work: &'static str, pieces: usize) -> Box<dyn Progress> {
        Box::new(Ui::progress(self, work, pieces))
    }
}

impl Progress for ui::Progress {
    fn advance(&self) {
        ui::Progress::advance(self);
    }
}
