//! What a command has while it runs, and what it says at its ends.

use std::fmt;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::acl::{HIDDEN_COMMITS, HIDDEN_TOPICS};
use crate::clock::Deadline;
use crate::error::{Error, ErrorKind};
use crate::kafka::ReadCluster;
use crate::model::{KafkaError, Zone};
use crate::observe::{Notices, Observer, Progress, sees_everything};
use crate::settings::Settings;
use crate::ui::{self, Answer, Ui};

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

/// What arguments are read against, before a secret is fetched or a cluster connected to.
pub struct Asking<'a> {
    /// The time that `now` means to the whole command.
    pub now: DateTime<Utc>,
    /// How a time without a zone is read, where the context says so.
    pub zone: Option<Zone>,
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

    /// What arguments are read against in a test, which has no shell.
    #[cfg(test)]
    pub(super) fn asking(&mut self) -> Asking<'_> {
        Asking {
            now: self.started_at,
            zone: self.settings.zone,
            ui: self.ui,
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

    fn warning(&self, text: &str) {
        Ui::warning(self, text);
    }
}

impl Progress for ui::Progress {
    fn advance(&self) {
        ui::Progress::advance(self);
    }
}

/// Goes on after a yes; `unasked` is what to do where nobody can be asked.
///
/// # Errors
/// Declined, interrupted, or nobody can be asked.
pub(super) fn agreed(answer: Answer, unasked: &str) -> Result<(), Error> {
    let ended = |kind, why: &str| Error::new(kind, anyhow::anyhow!("{why}"));
    match answer {
        Answer::Yes => Ok(()),
        Answer::No => Err(ended(ErrorKind::Declined, "declined")),
        Answer::Interrupted => Err(ended(ErrorKind::Interrupted, "interrupted")),
        Answer::Nobody => Err(ended(
            ErrorKind::Declined,
            "nobody can be asked: stdin and stderr are not both a terminal",
        )
        .hint(unasked)),
    }
}

/// Why commits may be missing without an error, where the user is not known to see every topic.
///
/// Kafka tells nobody whether there are topics that it hides from him. Nothing is said where no broker has an
/// authorizer.
pub(super) fn hidden_commits(session: &Session<'_>) -> Option<String> {
    hidden(HIDDEN_COMMITS, session)
}

/// As [`hidden_commits`], said to who looks at commits: it is so in every command of a user with few rights,
/// and so no warning.
pub(super) fn note_hidden_commits(session: &mut Session<'_>) -> Option<String> {
    note(hidden_commits(session), session)
}

/// As [`note_hidden_commits`], of topics that nobody has named.
pub(super) fn note_hidden_topics(session: &mut Session<'_>) -> Option<String> {
    note(hidden(HIDDEN_TOPICS, session), session)
}

fn note(hidden: Option<String>, session: &mut Session<'_>) -> Option<String> {
    if let Some(hidden) = &hidden {
        session.ui.status(hidden);
    }
    hidden
}

fn hidden(what: &str, session: &Session<'_>) -> Option<String> {
    (!sees_everything(session.observer())).then(|| what.to_owned())
}
